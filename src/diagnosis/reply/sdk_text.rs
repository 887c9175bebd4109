//! The error of a service in the words of AWS's own clients, as it stands in a log or a terminal.

use std::ops::Range;

/// Code and bytes of the message, where a text is one of
///
/// - `An error occurred (AccessDenied) when calling the AssumeRole operation: User: …`: botocore and the AWS CLI,
///   <https://boto3.amazonaws.com/v1/documentation/api/latest/guide/error-handling.html>
/// - `operation error STS: AssumeRole, …, api error AccessDenied: User: …`: the SDK for Go,
///   <https://docs.aws.amazon.com/sdk-for-go/v2/developer-guide/handle-errors.html>
/// - `Access Denied (Service: Amazon S3; Status Code: 403; Error Code: AccessDenied; …)`: the SDK for Java 1,
///   <https://docs.aws.amazon.com/sdk-for-java/v1/developer-guide/java-dg-exceptions.html>
pub fn sdk_error(text: &str) -> Option<(&str, Range<usize>)> {
    of_botocore(text)
        .or_else(|| of_go(text))
        .or_else(|| of_java(text))
}

fn of_botocore(text: &str) -> Option<(&str, Range<usize>)> {
    let code = after(text, 0, "An error occurred (")?;
    let end = code + text.get(code..)?.find(')')?;
    let rest = text.get(end..)?;
    if !rest.starts_with(") when calling the ") {
        return None;
    }
    let operation = after(text, end, " operation")?;
    let retries = text.get(operation..)?.strip_prefix(" (");
    let closed = if retries.is_some() {
        after(text, operation, ")")?
    } else {
        operation
    };
    let message = after(text, closed, ": ")?;
    Some((is_code(text.get(code..end)?)?, message..text.len()))
}

fn of_go(text: &str) -> Option<(&str, Range<usize>)> {
    let code = after(text, 0, "api error ")?;
    let end = code + text.get(code..)?.find(": ")?;
    Some((is_code(text.get(code..end)?)?, end + 2..text.len()))
}

fn of_java(text: &str) -> Option<(&str, Range<usize>)> {
    let end = text.rfind(" (Service: ")?;
    let code = after(text, end, "Error Code: ")?;
    let code = text.get(code..)?;
    let code = code.split([';', ')']).next().unwrap_or(code);
    // The name of the exception's class stands in front of its message.
    let class = text
        .get(..end)?
        .find("Exception: ")
        .map_or(0, |at| at + "Exception: ".len());
    Some((is_code(code)?, class..end))
}

/// Where the text behind a mark begins.
fn after(text: &str, from: usize, mark: &str) -> Option<usize> {
    Some(from + text.get(from..)?.find(mark)? + mark.len())
}

fn is_code(text: &str) -> Option<&str> {
    let is_one = !text.is_empty()
        && text
            .bytes()
            .all(|byte| byte.is_ascii_alphanumeric() || byte == b'.');
    is_one.then_some(text)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_words_of_the_clients_are_taken_apart() {
        let cases = [
            (
                "botocore.exceptions.ClientError: An error occurred (ExpiredToken) when calling the ListBuckets \
                 operation: The provided token has expired.",
                "ExpiredToken",
                "The provided token has expired.",
            ),
            (
                "An error occurred (ThrottlingException) when calling the X operation (reached max retries: 4): Rate \
                 exceeded",
                "ThrottlingException",
                "Rate exceeded",
            ),
            (
                "operation error STS: GetCallerIdentity, https response error StatusCode: 403, RequestID: 1, api error \
                 InvalidClientTokenId: The security token included in the request is invalid.",
                "InvalidClientTokenId",
                "The security token included in the request is invalid.",
            ),
            (
                "com.amazonaws.services.s3.model.AmazonS3Exception: Access Denied (Service: Amazon S3; Status Code: \
                 403; Error Code: AccessDenied; Request ID: 1; S3 Extended Request ID: 2)",
                "AccessDenied",
                "Access Denied",
            ),
        ];
        for (text, code, message) in cases {
            let (found, range) = sdk_error(text).expect(text);
            assert_eq!((found, text.get(range)), (code, Some(message)));
        }
        for text in [
            "An error occurred (in the kitchen)",
            "api error",
            "a (Service: b)",
            "",
            "An error occurred (",
        ] {
            assert_eq!(sdk_error(text), None, "{text}");
        }
    }
}
