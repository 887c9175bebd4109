//! `demo-server`: the demo API for other clients, until Ctrl-C.

use super::Exit;
use super::print::Printer;
use super::problem::Problem;
use crate::demo::{DEMO_BUCKET, DEMO_KEY_ID, DEMO_ROLE, DEMO_SECRET, DemoServer};
use crate::engine::{Deps, demo_server};

/// Serves until the process is ended from outside.
pub fn run(port: u16, deps: &Deps, printer: &mut Printer<'_>) -> Result<Exit, Problem> {
    let server = start(port, deps)?;
    printer.example_credentials(&instructions(&server));
    loop {
        std::thread::park();
    }
}

/// Starts the server, or says why it can not listen.
pub fn start(port: u16, deps: &Deps) -> Result<DemoServer, Problem> {
    demo_server(&deps.ambient, port).map_err(|error| {
        Problem::failed(
            "port-unavailable",
            format!("The demo server can not listen on port {port} of this machine: {error}"),
            "Take another port, or --port 0 for a free one.",
        )
    })
}

fn instructions(server: &DemoServer) -> String {
    let address = server.address();
    let port = server.port();
    let (http_api, s3, sts) = (
        server.http_api_address(),
        server.s3_address(),
        server.sts_address(),
    );
    format!(
        "Listening on {address}\n\
         Only this machine can reach it. Ctrl-C ends it.\n\
         \n\
         The example credentials of AWS's documentation:\n  \
           access key ID      {DEMO_KEY_ID}\n  \
           secret access key  {DEMO_SECRET}\n  \
           region, service    us-east-1, execute-api\n\
         \n\
         Also on this port, with the same credentials:\n  \
           an HTTP API        {http_api}/pets\n  \
           an S3 bucket       {s3}/{DEMO_BUCKET}/\n  \
           an STS             {sts}/  (AssumeRole of {DEMO_ROLE})\n  \
           a sign-in          IAM Identity Center, at any start URL, with AWS_ENDPOINT_URL=http://127.0.0.1:{port}\n\
         \n\
         Try:\n  \
           AWS_ACCESS_KEY_ID={DEMO_KEY_ID} AWS_SECRET_ACCESS_KEY={DEMO_SECRET} countersign send GET {address}/dev/pets\n  \
           curl --aws-sigv4 aws:amz:us-east-1:execute-api --user {DEMO_KEY_ID}:{DEMO_SECRET} http://127.0.0.1:{port}/dev/pets"
    )
}
