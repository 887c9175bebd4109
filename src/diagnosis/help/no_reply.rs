//! Help for requests that got no reply.

use super::{CauseHelp, pages};

pub(super) static DNS_FAILURE: CauseHelp = CauseHelp {
    title: "The host has no address",
    meaning: &[
        "No name server gave an address for the host, so nothing was sent and no credentials were looked at",
        "The host is mistyped, names a region or an API that does not exist, or has an address only inside \
         a VPC or a company network",
    ],
    said: &["The name … could not be resolved"],
    checks: &[
        "Read the host for a typing error, a blank or a variable without a value",
        "Ask for its address: `nslookup HOST`",
        "See whether the network or VPN that knows the name is connected",
        "Compare the host with the list of AWS's endpoints, as not every service is in every region",
    ],
    fixes: &[
        "Correct the host",
        "Connect to the network that knows the name",
        "For a private API without private DNS, call the name of its VPC endpoint",
        "Type an address in Connect to, in the Settings of the request: host and signature stay as they are",
    ],
    page: Some(pages::ENDPOINTS),
};

pub(super) static CONNECTION_REFUSED: CauseHelp = CauseHelp {
    title: "Nothing listens at the address",
    meaning: &[
        "The host has an address and a computer answered there, but nothing takes connections at this \
         port. Nothing was sent, and no credentials were looked at.",
    ],
    said: &["… refused the connection"],
    checks: &[
        "Read the port in the URL, and whether it is http or https",
        "See whether the local server or emulator runs, at this address and this port",
        "See in the timeline which address was tried, and whether Connect to names another one",
        "Try the port: `curl -v URL`",
    ],
    fixes: &[
        "Start the server, or correct host and port",
        "For a server that listens on IPv4 only, write 127.0.0.1 in place of localhost",
        "Let a firewall or security group pass the port",
    ],
    page: None,
};

pub(super) static TLS_FAILURE: CauseHelp = CauseHelp {
    title: "No TLS connection came about",
    meaning: &[
        "The connection was made, and the two sides did not agree on TLS or the certificate was not \
         accepted. Nothing of the request was sent, and no credentials were looked at.",
        "In company networks an inspecting proxy often shows a certificate of its own in place of AWS's",
    ],
    said: &[
        "No TLS connection to …: its certificate is signed by an unknown authority: …",
        "No TLS connection to …: this looks like an inspecting proxy: the certificate was issued by …",
        "No TLS connection to …: the other side asks for a client certificate",
    ],
    checks: &[
        "Read who issued the certificate, and for which names and how long it counts",
        "Look at the date of this computer, as a wrong one makes good certificates invalid",
        "See whether host and Server name in the Settings of the request fit the certificate",
        "Look at it with another program: `openssl s_client -connect HOST:443 -servername HOST`",
    ],
    fixes: &[
        "For an inspecting proxy, add its certificate authority in the network settings",
        "For mutual TLS, add the client certificate for the host in the network settings",
        "For a VPC endpoint called by another name, set Server name to a name in the certificate",
        "Write http in place of https for a local server that does not speak TLS",
    ],
    page: Some(pages::TLS_ALERTS),
};

pub(super) static TIMEOUT: CauseHelp = CauseHelp {
    title: "No answer came in time",
    meaning: &[
        "The request was given up when the time for it was over. In the timeline stands the phase in which \
         it waited.",
        "While connecting, packets are most likely dropped on the way: by a firewall, by a security group, \
         or as the address is one inside a VPC. While waiting for the reply, the service is slow, and it \
         may have carried the request out.",
    ],
    said: &["… did not answer within …"],
    checks: &[
        "Look in the timeline at the phase that took the time",
        "See whether the address is a private one, and whether the VPN is connected: `nslookup HOST`",
        "See whether the program needs a proxy in this network",
        "Look at the logs of the service before sending a request again that changes something",
    ],
    fixes: &[
        "Connect to the network that reaches the address",
        "Let firewall and security group pass port 443",
        "Set a longer Connect timeout or Total timeout in the Settings of the request",
    ],
    page: None,
};

pub(super) static PROXY_FAILURE: CauseHelp = CauseHelp {
    title: "The proxy gave no way to the host",
    meaning: &[
        "The proxy was not reached, did not accept the sign-in, or refused the tunnel to the host. The \
         service saw nothing of it.",
        "Status 407 comes from the proxy and asks for its user and password. They have nothing to do with \
         AWS.",
    ],
    said: &["No connection to … through the proxy …"],
    checks: &[
        "Read which proxy was used, and where it was taken from, in the network settings",
        "See whether the host is meant to be reached without the proxy",
        "Try the proxy with another program: `curl -v -x PROXY_URL https://HOST/`",
    ],
    fixes: &[
        "Correct address, user and password of the proxy in the network settings",
        "Add the host to those that are reached directly",
        "Ask the owner of the proxy to allow the host and its port",
    ],
    page: Some(pages::CONNECT),
};
