"""botocore as judge of the demo server and of the signer.

    python tests/foreign/botocore_client.py PATH/TO/countersign

Starts `countersign demo-server`, signs requests with botocore's SigV4Auth, spoils some of them, sends the same
bytes over http.client, and compares the replies with what AWS answers. Then lets `countersign sign --jsonl` and
botocore sign the same requests, and compares canonical request, string to sign and signature.
Prints every disagreement and a line `N passed, M failed`; exits with 1 when there was one.
"""

import base64
import hashlib
import http.client
import json
import random
import re
import subprocess
import sys
from datetime import datetime, timedelta, timezone
from urllib.parse import quote

from botocore.auth import SigV4Auth
from botocore.awsrequest import AWSRequest
from botocore.credentials import Credentials

# The published example credentials that the demo server knows.
DEMO = ("AKIAIOSFODNN7EXAMPLE", "wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY", None)
TEMPORARY = (
    "ASIAIOSFODNN7EXAMPLE",
    "wJalrXUtnFEMI/K7MDENG/bPxRfiCYzEXAMPLEKEY",
    "AQoDYXdzEPT//////////wEXAMPLEtc764bNrC9SAPBSM22wDOk4x4HIZ8j4FZTwdQWLWsKWHGBuFqwAeMicRXmxfpSPfIeoIYRqTflfKD8YUuwth"
    "Ax7mSEI/qkPpKPi/kMcGdQrmGdeehM4IC1NtBmUpp2wUE8phUZampKsburEDy0KPkyQDYwT7WZ0wq5VSXDvp75YU9HFvlRd8Tx6q6fE8YQcHNVXAk"
    "iY9q6d+xo0rKwT38xVqr7ZD0u0iPPkUL64lIZbqBAz+scqKmlzm8FDrypNC9Yjc8fPOLn9FX9KSYvKTr4rvx3iSIlTJabIQwj2ICCR/oLxBA==",
)
EXPIRED = (
    "ASIAI44QH8DHBEXAMPLE",
    "je7MtGbClwBF/2Zp9Utk/h3yCo8nvbEXAMPLEKEY",
    "AQoDYXdzEPT//////////wEXAMPLEexpired",
)
MISMATCH = (
    "The request signature we calculated does not match the signature you provided. Check your AWS Secret Access Key "
    "and signing method. Consult the service documentation for details.\n\nThe Canonical String for this request should "
    "have been\n'{}'\n\nThe String-to-Sign should have been\n'{}'\n"
)
INVALID_TOKEN = "The security token included in the request is invalid."


class Signer(SigV4Auth):
    """SigV4Auth with the signing time as an argument; every step is botocore's own."""

    def sign(self, request, moment):
        request.context["timestamp"] = moment.strftime("%Y%m%dT%H%M%SZ")
        self._modify_request_before_signing(request)
        canonical = self.canonical_request(request)
        string = self.string_to_sign(request, canonical)
        signature = self.signature(string, request)
        self._inject_signature_to_request(request, signature)
        return canonical, string, signature


class Call:
    """One signed request; the fields may be spoilt before it is sent."""

    def __init__(
        self, server, method="GET", target="/dev/pets", headers=(), body=b"", keys=DEMO, region="us-east-1",
        service="execute-api", moment=None,
    ):
        self.method, self.target, self.body = method, target, body
        self.moment = moment or datetime.now(timezone.utc)
        request = AWSRequest(method, f"{server.url}{target}", headers=dict(headers), data=body)
        signer = Signer(Credentials(*keys), service, region)
        self.canonical, self.string, _ = signer.sign(request, self.moment)
        self.headers = {"Host": server.authority, **{name: str(value) for name, value in request.headers.items()}}

    def spoil(self, header, old, new):
        assert old in self.headers[header], f"{header} has no {old!r}"
        self.headers[header] = self.headers[header].replace(old, new)
        return self

    def send(self, server):
        connection = http.client.HTTPConnection("127.0.0.1", server.port, timeout=20)
        connection.putrequest(self.method, self.target, skip_host=True, skip_accept_encoding=True)
        for name, value in self.headers.items():
            connection.putheader(name, value)
        if self.body:
            connection.putheader("Content-Length", str(len(self.body)))
        connection.endheaders(self.body or None)
        response = connection.getresponse()
        body = response.read().decode()
        connection.close()
        return response, body


class Server:
    """`countersign demo-server` on a free port."""

    def __init__(self, binary):
        self.process = subprocess.Popen(
            [binary, "demo-server", "--port", "0"], stdout=subprocess.PIPE, stdin=subprocess.DEVNULL, text=True
        )
        first = self.process.stdout.readline()
        match = re.fullmatch(r"Listening on http://([^:]+:(\d+))\n", first)
        assert match, f"demo-server said {first!r}"
        self.authority, self.port = match[1], int(match[2])
        self.url = f"http://{self.authority}"

    def stop(self):
        self.process.terminate()
        self.process.wait(timeout=20)


class Judge:
    """Counts agreements and prints disagreements."""

    def __init__(self):
        self.passed = self.failed = 0

    def expect(self, what, got, wanted):
        if got == wanted:
            self.passed += 1
            return
        self.failed += 1
        print(f"FAILED {what}\n  got:    {got!r}\n  wanted: {wanted!r}")


def accepted(judge, server, what, call, status=200):
    response, body = call.send(server)
    judge.expect(f"{what}: accepted", (response.status, body if response.status != status else ""), (status, ""))


def refused(judge, server, what, call, kind, message):
    """`message` is the whole text, or a compiled pattern for one with the server's clock in it."""
    response, body = call.send(server)
    judge.expect(f"{what}: status and type", (response.status, response.getheader("x-amzn-ErrorType")), (403, kind))
    got = json.loads(body).get("message")
    if isinstance(message, re.Pattern):
        judge.expect(f"{what}: text matches {message.pattern}", bool(message.fullmatch(got)), True)
        if not message.fullmatch(got):
            print(f"  text:   {got!r}")
    else:
        judge.expect(f"{what}: text", got, message)


def good_requests(judge, server):
    json_type = {"Content-Type": "application/json"}
    accepted(judge, server, "GET", Call(server))
    accepted(judge, server, "GET with query", Call(server, target="/dev/pets?limit=2&type=dog"))
    accepted(judge, server, "GET with an unsorted query", Call(server, target="/dev/pets?type=a%20b&limit=1&Z=&a="))
    accepted(judge, server, "GET one pet", Call(server, target="/dev/pets/3"))
    accepted(judge, server, "GET an escaped path", Call(server, target="/dev/pets/a%3Ab%20%C3%A4"), status=400)
    body = b'{"type": "cat", "price": 123.11}'
    accepted(judge, server, "POST JSON", Call(server, "POST", body=body, headers=json_type))
    accepted(judge, server, "further headers", Call(server, headers={"X-Amz-Meta": "  a   b  ", "X-Api-Key": "k"}))
    accepted(judge, server, "temporary credentials", Call(server, keys=TEMPORARY))
    near = datetime.now(timezone.utc) - timedelta(minutes=4)
    accepted(judge, server, "a clock four minutes behind", Call(server, moment=near))


def mistakes(judge, server):
    incomplete, invalid = "IncompleteSignatureException", "InvalidSignatureException"
    missing = "MissingAuthenticationTokenException"

    call = Call(server)
    del call.headers["Authorization"]
    refused(judge, server, "no auth", call, missing, "Missing Authentication Token")
    refused(judge, server, "no such route", Call(server, target="/dev/cats"), missing, "Missing Authentication Token")

    call = Call(server)
    call.headers["Authorization"] = "Bearer abc"
    digest = base64.b64encode(hashlib.sha256(b"Bearer abc").digest()).decode()
    text = f"Invalid key=value pair (missing equal-sign) in Authorization header (hashed with SHA-256 and encoded with Base64): '{digest}'."
    refused(judge, server, "Bearer token", call, incomplete, text)

    call = Call(server)
    call.headers["Authorization"] = call.headers["Authorization"].rsplit(", ", 1)[0]
    digest = base64.b64encode(hashlib.sha256(call.headers["Authorization"].encode()).digest()).decode()
    text = f"Authorization header requires 'Signature' parameter. (Hashed with SHA-256 and encoded with Base64) Authorization={digest}"
    refused(judge, server, "no Signature", call, incomplete, text)

    call = Call(server, target="/dev/pets?X-Amz-Algorithm=AWS4-HMAC-SHA256")
    text = "Found both 'X-Amz-Algorithm' as a query-string param and 'Authorization' as HTTP header."
    refused(judge, server, "query and header", call, invalid, text)

    call = Call(server)
    stamp = call.headers["X-Amz-Date"]
    text = "Date must be in ISO-8601 'basic format'. Got 'yesterday'. See http://en.wikipedia.org/wiki/ISO_8601"
    refused(judge, server, "bad date", call.spoil("X-Amz-Date", stamp, "yesterday"), incomplete, text)

    old, ahead = (datetime.now(timezone.utc) + timedelta(minutes=minutes) for minutes in (-10, 10))
    time = r"\d{8}T\d{6}Z"
    pattern = re.compile(rf"Signature expired: {old:%Y%m%dT%H%M%SZ} is now earlier than {time} \({time} - 5 min\.\)")
    refused(judge, server, "expired", Call(server, moment=old), invalid, pattern)
    pattern = re.compile(
        rf"Signature not yet current: {ahead:%Y%m%dT%H%M%SZ} is still later than {time} \({time} \+ 5 min\.\)"
    )
    refused(judge, server, "in the future", Call(server, moment=ahead), invalid, pattern)

    text = "'Host' or ':authority' must be a 'SignedHeader' in the AWS Authorization."
    refused(judge, server, "host not signed", Call(server).spoil("Authorization", "host;", ""), invalid, text)
    text = "Unsupported AWS 'algorithm': 'AWS4-HMAC-SHA512' (only AWS4-HMAC-SHA256 for now)."
    call = Call(server).spoil("Authorization", "AWS4-HMAC-SHA256", "AWS4-HMAC-SHA512")
    refused(judge, server, "other algorithm", call, incomplete, text)
    call = Call(server)
    short = f"{DEMO[0]}/{call.moment:%Y%m%d}/us-east-1/execute-api"
    text = f"Credential must have exactly 5 slash-delimited elements, e.g. keyid/date/region/service/term, got '{short}'"
    refused(judge, server, "four-part credential", call.spoil("Authorization", "/aws4_request", ""), incomplete, text)

    text = "Credential should be scoped to a valid region, not 'eu-west-1'."
    refused(judge, server, "wrong region", Call(server, region="eu-west-1"), invalid, text)
    text = "Credential should be scoped to correct service: 'execute-api'."
    refused(judge, server, "wrong service", Call(server, service="lambda"), invalid, text)
    call = Call(server).spoil("Authorization", "/aws4_request", "/aws4")
    text = "Credential should be scoped with a valid terminator: 'aws4_request', not 'aws4'."
    refused(judge, server, "bad terminator", call, invalid, text)
    call = Call(server)
    day = f"{call.moment:%Y%m%d}"
    call.spoil("Authorization", f"/{day}/", "/20200101/")
    text = (
        "Date in Credential scope does not match YYYYMMDD from ISO-8601 version of date from HTTP: "
        f"'20200101' != '{day}', from '{call.headers['X-Amz-Date']}'."
    )
    refused(judge, server, "scope of another day", call, invalid, text)

    unknown = ("AKIAI44QH8DHBEXAMPLE", DEMO[1], None)
    refused(judge, server, "unknown key", Call(server, keys=unknown), "UnrecognizedClientException", INVALID_TOKEN)
    no_token = (*TEMPORARY[:2], None)
    refused(judge, server, "no session token", Call(server, keys=no_token), "UnrecognizedClientException", INVALID_TOKEN)
    other_token = (*TEMPORARY[:2], "another")
    call = Call(server, keys=other_token)
    refused(judge, server, "another session token", call, "UnrecognizedClientException", INVALID_TOKEN)
    text = "The security token included in the request is expired"
    refused(judge, server, "session over", Call(server, keys=EXPIRED), "ExpiredTokenException", text)

    text = (
        "User: arn:aws:iam::123456789012:user/demo is not authorized to perform: execute-api:Invoke on resource: "
        "arn:aws:execute-api:us-east-1:********9012:abcd123456/dev/DELETE/pets/1"
    )
    call = Call(server, "DELETE", "/dev/pets/1")
    refused(judge, server, "denied by policy", call, "AccessDeniedException", text)


def mismatches(judge, server):
    """The server's two strings are those of the request that arrived, as botocore computes them."""

    def check(what, call, canonical):
        digest = hashlib.sha256(canonical.encode()).hexdigest()
        string = "\n".join([*call.string.split("\n")[:3], digest])
        refused(judge, server, what, call, "InvalidSignatureException", MISMATCH.format(canonical, string))

    call = Call(server, target="/dev/pets?type=dog&limit=1", keys=(DEMO[0], "wrong", None))
    check("wrong secret", call, call.canonical)
    call = Call(server, headers={"X-Amz-Meta": "a"}).spoil("X-Amz-Meta", "a", "b")
    check("tampered header", call, call.canonical.replace("x-amz-meta:a", "x-amz-meta:b"))
    call = Call(server, "POST", body=b'{"price": 1}', headers={"Content-Type": "application/json"})
    was = hashlib.sha256(call.body).hexdigest()
    call.body = b'{"price": 2}'
    check("tampered body", call, call.canonical.replace(was, hashlib.sha256(call.body).hexdigest()))
    call = Call(server, target="/dev/pets?type=dog")
    call.target = "/dev/pets?type=cat"
    check("tampered query", call, call.canonical.replace("type=dog", "type=cat"))
    call = Call(server)
    call.target = "/dev/pets/1"
    check("tampered path", call, call.canonical.replace("/dev/pets\n", "/dev/pets/1\n"))
    call = Call(server, "POST")
    call.method = "GET"
    check("tampered method", call, call.canonical.replace("POST\n", "GET\n", 1))
    call = Call(server)
    signature = call.headers["Authorization"].rsplit("=", 1)[1]
    check("tampered signature", call.spoil("Authorization", signature, "0" * 64), call.canonical)


def random_request(dice):
    """A request that both signers read alike; README.md names where they part."""
    word = lambda: "".join(dice.choices("abcXYZ019-._~ äß/:@=%&$,;'", k=dice.randint(1, 8)))
    path = "".join("/" + quote(word(), safe=dice.choice(["", ":@$,;'"])) for _ in range(dice.randint(0, 4)))
    path += "x" if path.endswith(("/.", "/..")) else ""
    query = "&".join(f"{quote(word(), safe='')}={quote(word(), safe='')}" for _ in range(dice.randint(0, 4)))
    headers = [[f"x-amz-meta-{number}", " ".join(["v"] * dice.randint(1, 3))] for number in range(dice.randint(0, 3))]
    if dice.random() < 0.5:
        headers.append(["content-type", dice.choice(["application/json", "text/csv; header=present"])])
    return {
        "method": dice.choice(["GET", "POST", "PUT", "DELETE", "PATCH"]),
        "url": f"https://abcd123456.execute-api.eu-west-1.amazonaws.com{path or '/'}" + (f"?{query}" if query else ""),
        "headers": headers,
        "body_base64": base64.b64encode(dice.randbytes(dice.randint(0, 40))).decode(),
        "aws": {
            "access_key_id": "AKIDEXAMPLE",
            "secret_access_key": "wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY",
            "session_token": dice.choice([None, "IQoJb3JpZ2luX2VjEXAMPLE=="]),
            "region": dice.choice([None, "us-east-1"]),
            "service": dice.choice([None, "es", "lambda"]),
            "time": "20261120T120000Z",
        },
    }


def same_signatures(judge, binary, count=300):
    dice = random.Random(20261120)
    requests = [random_request(dice) for _ in range(count)]
    lines = "".join(json.dumps(request) + "\n" for request in requests)
    ran = subprocess.run([binary, "sign", "--jsonl"], input=lines, capture_output=True, text=True, timeout=300)
    judge.expect("sign --jsonl: exit code", ran.returncode, 0)
    reports = [json.loads(line) for line in ran.stdout.splitlines()]
    judge.expect("sign --jsonl: one report per line", len(reports), count)
    for request, report in zip(requests, reports):
        aws = request["aws"]
        theirs = AWSRequest(
            request["method"], request["url"], headers=dict(request["headers"]), data=base64.b64decode(request["body_base64"])
        )
        keys = Credentials(aws["access_key_id"], aws["secret_access_key"], aws["session_token"])
        signer = Signer(keys, aws["service"] or "execute-api", aws["region"] or "eu-west-1")
        wanted = signer.sign(theirs, datetime(2026, 11, 20, 12, tzinfo=timezone.utc))
        got = tuple(report.get(part) for part in ("canonical_request", "string_to_sign", "signature"))
        judge.expect(f"signature of {request['method']} {request['url']}", got, wanted)
        judge.expect("proof", report.get("consistent"), True)


def main():
    if len(sys.argv) != 2:
        sys.exit(__doc__)
    judge, binary = Judge(), sys.argv[1]
    server = Server(binary)
    try:
        good_requests(judge, server)
        mistakes(judge, server)
        mismatches(judge, server)
    finally:
        server.stop()
    same_signatures(judge, binary)
    print(f"{judge.passed} passed, {judge.failed} failed")
    sys.exit(1 if judge.failed else 0)


if __name__ == "__main__":
    main()
