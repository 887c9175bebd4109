"""moto and s3s refuse for real, and the diagnosis has to name the right cause first.

    python tests/foreign/refusals.py PATH/TO/countersign [PATH/TO/s3s-fs]

Starts moto's server with its signature check on, and s3s, each on a free port; then `countersign send --json` makes the
mistakes that people make: a wrong secret, an unknown key, a key without its token, no policy, another region or service,
a clock that is off, another method, a wrong path. The first of its `findings` must have the cause that is written beside
the call here, and `countersign explain` must say the same of the saved reply. Nothing is taken from our own fixtures.
Mistakes that neither server refuses are left out: moto looks at no date, and both take any region.
Prints every disagreement and a line `N passed, M failed`; exits with 1 when there was one.
"""

import json
import subprocess
import sys

import common
import moto_server
import s3s_server

# Said of everything that is no fault of the signature.
NOT_FOUND = "not-found"


class Explained:
    """Calls, and what is said of their refusals."""

    def __init__(self, binary, judge):
        self.binary, self.judge = binary, judge

    def cause(self, what, call, wanted):
        """The first finding of a refused call has one of these causes, live and from the saved reply."""
        status, text, reply = call
        wanted = wanted if isinstance(wanted, tuple) else (wanted,)
        said = [finding["cause"] for finding in reply["findings"]]
        self.judge.holds(f"{what} is refused", status >= 400, f"{status} {text[:200]!r}")
        self.judge.holds(what, said[:1] and said[0] in wanted, f"{said}, wanted {wanted}: {status} {text[:600]!r}")
        saved = subprocess.run(
            [self.binary, "explain", "--json"], input=json.dumps(reply), capture_output=True, text=True, timeout=60,
        )
        again = [finding["cause"] for finding in json.loads(saved.stdout)["findings"]]
        self.judge.holds(f"{what}, explained from the saved reply", again[:1] == said[:1], f"{again}, {said}")
        for secret in (reply["report"] or {}).get("signature"), :
            self.judge.holds(f"{what} tells no signature", not secret or secret not in json.dumps(reply["findings"]), said)

    def nothing(self, what, call):
        """A call that went well has no finding."""
        status, text, reply = call
        self.judge.holds(what, status < 400 and reply["findings"] == [], f"{status} {reply['findings']} {text[:200]!r}")


def with_moto(binary, judge):
    moto = moto_server.Moto(binary)
    explained = Explained(binary, judge)
    try:
        keys, powerless, role = moto_server.prepare(moto)
        _, text, _ = moto_server.sts(moto, keys, "AssumeRole", RoleArn=role, RoleSessionName="visit")
        names = ("AccessKeyId", "SecretAccessKey", "SessionToken")
        temporary = tuple(moto_server.element(text, name) for name in names)
        wrong = (keys[0], keys[1][:-1] + ("a" if keys[1][-1] != "a" else "b"), None)
        unknown = ("AKIAI44QH8DHBEXAMPLE", keys[1], None)
        no_token = (temporary[0], temporary[1], None)
        explained.nothing("moto: a good call", moto_server.sts(moto, keys, "GetCallerIdentity"))
        # moto never says what it computed.
        mismatch = "signature-mismatch"
        explained.cause("moto: wrong secret, STS", moto_server.sts(moto, wrong, "GetCallerIdentity"), mismatch)
        explained.cause("moto: wrong secret, DynamoDB", moto_server.dynamodb(moto, wrong, "ListTables", {}), mismatch)
        explained.cause("moto: wrong secret, S3", moto_server.s3(moto, wrong, "GET", "/bucket"), mismatch)
        unknown_key = "unknown-access-key"
        explained.cause("moto: unknown key, STS", moto_server.sts(moto, unknown, "GetCallerIdentity"), unknown_key)
        explained.cause("moto: unknown key, DynamoDB", moto_server.dynamodb(moto, unknown, "ListTables", {}), unknown_key)
        explained.cause("moto: unknown key, S3", moto_server.s3(moto, unknown, "GET", "/bucket"), unknown_key)
        missing = "session-token-missing"
        explained.cause("moto: no session token, STS", moto_server.sts(moto, no_token, "GetCallerIdentity"), missing)
        explained.cause("moto: no session token, S3", moto_server.s3(moto, no_token, "GET", "/bucket"), missing)
        denied = "not-authorized"
        explained.cause("moto: no policy, DynamoDB", moto_server.dynamodb(moto, powerless, "ListTables", {}), denied)
        explained.cause("moto: no policy, IAM", moto_server.iam(moto, powerless, "ListUsers"), denied)
        explained.cause("moto: no policy, S3", moto_server.s3(moto, powerless, "GET", "/bucket"), denied)
        explained.cause("moto: no such bucket", moto_server.s3(moto, keys, "GET", "/none-of-this-name"), NOT_FOUND)
        check_policy(judge, moto_server.dynamodb(moto, powerless, "ListTables", {})[2])
    finally:
        moto.stop()


def check_policy(judge, reply):
    """The policy that is proposed is JSON, and allows what was called."""
    policy = reply["findings"][0]["policy"]
    documents = [json.loads(document["json"]) for document in (policy or {}).get("documents", [])]
    actions = [document["Statement"][0]["Action"] for document in documents]
    judge.holds("moto: the policy allows what was called", actions[:1] == ["dynamodb:ListTables"], policy)


def with_s3s(binary, program, judge):
    server = s3s_server.Server(program)
    explained = Explained(binary, judge)
    keys = s3s_server.KEYS

    def call(method, path, keys=keys, body="", region="us-east-1", service="s3", **more):
        return common.send(binary, keys, service, method, server.url + path, (), body, region, **more)

    try:
        explained.nothing("s3s: a good call", call("PUT", "/bucket"))
        wrong = (keys[0], keys[1][:-1], None)
        explained.cause("s3s: wrong secret", call("GET", "/bucket/k", wrong), ("signature-mismatch", "wrong-secret-key"))
        presigned = call("GET", "/bucket/k", wrong, location="query", expires_in=300)
        explained.cause("s3s: wrong secret, presigned", presigned, ("signature-mismatch", "wrong-secret-key"))
        unknown = ("AKIAI44QH8DHBEXAMPLE", keys[1], None)
        # It says NotSignedUp, which names the account.
        explained.cause("s3s: unknown key", call("GET", "/bucket/k", unknown), "service-not-enabled")
        early = call("GET", "/bucket", time="20250101T000000Z")
        explained.cause("s3s: signed for a time that is over", early, "clock-behind")
        late = call("GET", "/bucket", time="20990101T000000Z")
        explained.cause("s3s: signed for a time that has not come", late, "clock-ahead")
        explained.cause("s3s: another service", call("GET", "/bucket", service="execute-api"), "wrong-service")
        no_hash = call("GET", "/bucket/k", content_sha256_header=False)
        explained.cause("s3s: no hash of the body", no_hash, "content-sha256-required")
        explained.cause("s3s: a method that is none", call("PATCH", "/bucket/k"), "server-error")
        old = call("GET", "/bucket/k", location="query", expires_in=60, time="20250101T000000Z")
        explained.cause("s3s: a presigned URL that has ended", old, ("presigned-url-expired", "not-authorized"))
        explained.cause("s3s: no such object", call("GET", "/bucket/none"), NOT_FOUND)
        explained.cause("s3s: no such bucket", call("GET", "/none/none"), NOT_FOUND)
    finally:
        server.stop()


def main():
    if len(sys.argv) not in (2, 3):
        sys.exit(__doc__)
    judge = common.Judge()
    with_moto(sys.argv[1], judge)
    if len(sys.argv) == 3:
        with_s3s(sys.argv[1], sys.argv[2], judge)
    sys.exit(judge.close())


if __name__ == "__main__":
    main()
