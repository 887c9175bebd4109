//! Help for replies that say nothing about the signature.

use super::{CauseHelp, pages};

pub(super) static NOT_FOUND: CauseHelp = CauseHelp {
    title: "There is nothing at this path",
    meaning: &[
        "The reply says that it does not have what the URL names, or does not take this method there. It \
         is no verdict about the signature.",
        "An HTTP API of API Gateway answers so for a route that it does not have. Behind any API the \
         application itself can say it.",
    ],
    said: &["{\"message\":\"Not Found\"}"],
    checks: &[
        "Compare method and path with the documentation of the API, in upper and lower case",
        "See whether the stage or the base path of a custom domain name is missing",
        "List the routes of an HTTP API: `aws apigatewayv2 get-routes --api-id API_ID`",
        "See in headers such as apigw-requestid and x-amzn-requestid who answered",
    ],
    fixes: &[
        "Correct method, stage or path",
        "Deploy the API, when the route is new",
    ],
    page: Some(pages::NOT_FOUND),
};

pub(super) static SERVER_ERROR: CauseHelp = CauseHelp {
    title: "The service failed",
    meaning: &[
        "A status from 500 on means that the service could not do its work. It is no verdict about the \
         signature.",
        "With API Gateway, 502 and 504 are most often the integration behind the API: its answer had \
         another form than expected, or it took too long",
    ],
    said: &["Internal Server Error", "Service Unavailable"],
    checks: &[
        "Send it again: faults of a moment pass",
        "Look at the logs of the function or server behind the API",
        "See in AWS Health whether the service has a fault in this region",
    ],
    fixes: &[
        "Try again with growing pauses",
        "Mend what is behind the API",
        "Give the request ID of the reply to the owner or to AWS Support",
    ],
    page: Some(pages::SERVER_ERRORS),
};

pub(super) static THROTTLED: CauseHelp = CauseHelp {
    title: "Too many requests came at once",
    meaning: &[
        "The service takes only so many requests in a time, of the account, of the stage or of an API key. \
         It is no verdict about the signature.",
    ],
    said: &["Too Many Requests", "Limit Exceeded", "ThrottlingException"],
    checks: &[
        "Look for Retry-After in the reply",
        "See what else calls the service with the same account or API key",
        "For an API key, look at the limits of its usage plan: `aws apigateway get-usage-plans`",
    ],
    fixes: &[
        "Wait, and send again with growing pauses",
        "Let the owner raise the limit of stage or usage plan, or ask AWS for a higher quota",
    ],
    page: Some(pages::THROTTLING),
};

pub(super) static UNKNOWN: CauseHelp = CauseHelp {
    title: "The reason is not known",
    meaning: &[
        "Nothing in the reply is one of the refusals of AWS that are known here. It may come from the \
         application, from a page for signing in, from a firewall, or from an API whose owner rewrote its \
         answers.",
        "Better no answer than a wrong one: the steps below find out who refused the request",
    ],
    said: &[],
    checks: &[
        "Look at who answered: the headers Server, Via, x-amzn-errortype and the request IDs of AWS",
        "Look at the clock offset in the status bar, the region and the service",
        "Run Test protection: when the signed send is answered like the one with a wrong secret, the \
         signature is the matter, or nobody looks at it",
        "Test the keys elsewhere: `aws sts get-caller-identity --profile PROFILE`",
        "When the service logs the canonical request that it expected, give it to Compare",
        "Send it without the proxy, or to the endpoint of the service itself",
    ],
    fixes: &[
        "Follow what the reply says in its own words",
        "Ask the owner of the API, with the request ID and the time of the reply",
    ],
    page: Some(pages::TROUBLESHOOTING),
};
