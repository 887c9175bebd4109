"""botocore and curl as judges of `countersign verify`.

    python tests/foreign/botocore_verify.py PATH/TO/countersign

Signs requests with botocore's SigV4Auth, S3SigV4Auth, SigV4QueryAuth and S3SigV4QueryAuth and hands them to `verify`
as a curl command, as raw HTTP, as a HAR entry and as a URL: good ones have to be valid, spoilt ones have to have the
right fault or another signature. Then, where curl is installed, lets curl send the same commands that `verify` reads
to a socket of this machine, and compares what curl sent with what `verify` took the command for.
Prints every disagreement and a line `N passed, N failed`; exits with 1 when there was one.
"""

import json
import random
import shlex
import shutil
import socket
import subprocess
import sys
import threading
from urllib.parse import quote, urlsplit

from botocore.auth import S3SigV4Auth, S3SigV4QueryAuth, SigV4Auth, SigV4QueryAuth
from botocore.awsrequest import AWSRequest
from botocore.credentials import Credentials

from botocore_client import DEMO, TEMPORARY, Judge

TIME = "20261120T120000Z"
API = "https://abcd123456.execute-api.us-east-1.amazonaws.com"
S3 = "https://bucket.s3.us-east-1.amazonaws.com"


class Signed:
    """A signed request, in the forms that `verify` reads."""

    def __init__(self, kind, method, url, body=b"", headers=(), keys=DEMO, service="execute-api", **more):
        request = AWSRequest(method, url, headers=dict(headers), data=body)
        request.context["timestamp"] = TIME
        signer = kind(Credentials(*keys), service, "us-east-1", **more)
        signer._modify_request_before_signing(request)
        string = signer.string_to_sign(request, signer.canonical_request(request))
        signer._inject_signature_to_request(request, signer.signature(string, request))
        self.method, self.url, self.body = method, request.url, body
        self.headers = [(name, str(value)) for name, value in request.headers.items()]

    @property
    def target(self):
        rest = self.url.split("://", 1)[1]
        at = min(rest.find(mark) for mark in "/?" if mark in rest)
        return rest[at:] if rest[at] == "/" else "/" + rest[at:]

    @property
    def host(self):
        return urlsplit(self.url).netloc

    def header(self, name, value):
        """Sets a header, or takes it away."""
        self.headers = [pair for pair in self.headers if pair[0].lower() != name.lower()]
        if value is not None:
            self.headers.append((name, value))
        return self

    def spoil(self, name, old, new):
        (value,) = [value for key, value in self.headers if key.lower() == name.lower()]
        assert old in value, (old, value)
        return self.header(name, value.replace(old, new))

    def curl(self):
        words = ["curl", "--path-as-is", "-g", self.url, "-X", self.method]
        for name, value in self.headers:
            words += ["-H", f"{name}: {value}"]
        if self.body:
            words += ["--data-binary", self.body.decode()]
            if not any(name.lower() == "content-type" for name, _ in self.headers):
                words += ["-H", "Content-Type:"]
        return shlex.join(words)

    def raw(self):
        lines = [f"{self.method} {self.target} HTTP/1.1", f"Host: {self.host}"]
        lines += [f"{name}: {value}" for name, value in self.headers]
        lines += [f"Content-Length: {len(self.body)}"] if self.body else []
        return "\r\n".join([*lines, "", self.body.decode()])

    def har(self):
        headers = [{"name": ":authority", "value": self.host}, {"name": ":path", "value": self.target}]
        headers += [{"name": name.lower(), "value": value} for name, value in self.headers]
        request = {"method": self.method, "url": self.url, "httpVersion": "h2", "headers": headers, "bodySize": len(self.body)}
        if self.body:
            request["postData"] = {"mimeType": "x", "text": self.body.decode()}
        return json.dumps({"log": {"version": "1.2", "entries": [{"request": request}]}})


class Verifier:
    """Runs `countersign verify`."""

    def __init__(self, binary):
        self.binary = binary

    def run(self, arguments, text="", secret=DEMO[1]):
        command = [self.binary, "verify", "--json", "--time", TIME, *arguments]
        environment = {"AWS_SECRET_ACCESS_KEY": secret} if secret else {}
        ran = subprocess.run(command, input=text, capture_output=True, text=True, timeout=60, env=environment)
        result = json.loads(ran.stdout)
        if "error" in result:
            return ran.returncode, result["error"]["kind"], []
        return ran.returncode, result["verdict"], [fault["kind"] for fault in result["faults"]]

    def canonical(self, arguments, text):
        command = [self.binary, "verify", "--json", "--time", TIME, *arguments]
        ran = subprocess.run(command, input=text, capture_output=True, text=True, timeout=60, env={})
        return json.loads(ran.stdout).get("canonical_request")

    def forms(self, signed, **more):
        """Results for each form that can carry the request."""
        yield "curl", self.run(["--curl", "-"], signed.curl(), **more)
        yield "curl as argument", self.run(["--curl", signed.curl()], **more)
        yield "raw", self.run(["--raw", "-"], signed.raw(), **more)
        yield "har", self.run(["--har", "-"], signed.har(), **more)
        if not signed.headers and signed.method == "GET":
            yield "url", self.run(["--url", signed.url], **more)


def good_ones():
    json_type = {"Content-Type": "application/json"}
    yield "GET", Signed(SigV4Auth, "GET", f"{API}/dev/pets")
    yield "query", Signed(SigV4Auth, "GET", f"{API}/dev/pets?type=a%20b&limit=1&Z=&a=")
    yield "escapes", Signed(SigV4Auth, "GET", f"{API}/dev/pets/a%3Ab%20%C3%A4@c'd")
    body = '{"type": "it\'s", "n": "\\n ä"}'.encode()
    yield "POST", Signed(SigV4Auth, "POST", f"{API}/dev/pets", body, headers=json_type)
    yield "bare body", Signed(SigV4Auth, "PUT", f"{API}/dev/pets", b"x y")
    yield "spaces in a header", Signed(SigV4Auth, "GET", f"{API}/dev/pets", headers={"X-Amz-Meta": "a  b   'c'"})
    yield "token", Signed(SigV4Auth, "GET", f"{API}/dev/pets", keys=(*DEMO[:2], None))
    yield "STS", Signed(SigV4Auth, "POST", "https://sts.amazonaws.com/", b"Action=GetCallerIdentity&Version=2011-06-15",
                        headers={"Content-Type": "application/x-www-form-urlencoded"}, service="sts")
    for key in ["a.txt", "a b+c/ä", "a//b/./c/../d", "$&'()*,;=:@!", "%"]:
        url = f"{S3}/{quote(key, safe='/~')}"
        yield f"S3 GET {key}", Signed(S3SigV4Auth, "GET", url, service="s3")
        yield f"S3 PUT {key}", Signed(S3SigV4Auth, "PUT", url, key.encode(), service="s3")
        yield f"S3 presigned {key}", Signed(S3SigV4QueryAuth, "GET", url, service="s3", expires=60)
    yield "S3 list", Signed(S3SigV4Auth, "GET", f"{S3}/?list-type=2&prefix=a%2Fb&delimiter=%2F", service="s3")
    yield "S3 subresource", Signed(S3SigV4QueryAuth, "GET", f"{S3}/k?versionId=1", service="s3", expires=604800)
    yield "presigned", Signed(SigV4QueryAuth, "GET", f"{API}/dev/pets?limit=1", expires=60)
    yield "presigned DELETE", Signed(SigV4QueryAuth, "DELETE", f"{API}/dev/pets/1", expires=60)


def valid_ones(judge, verifier):
    for what, signed in good_ones():
        for form, got in verifier.forms(signed):
            judge.expect(f"{what} as {form}", got, (0, "valid", []))
        for form, got in verifier.forms(signed, secret=None):
            judge.expect(f"{what} as {form}, no secret", got, (0, "unknown", []))
        for form, got in verifier.forms(signed, secret="wrong"):
            judge.expect(f"{what} as {form}, other secret", got, (1, "signature_differs", []))
    signed = Signed(SigV4Auth, "GET", f"{API}/dev/pets", keys=TEMPORARY)
    for form, got in verifier.forms(signed, secret=TEMPORARY[1]):
        judge.expect(f"temporary as {form}", got, (0, "valid", []))


def faulty_ones():
    """What was done, the request, and the fault; None: only the signature differs."""
    header = lambda: Signed(SigV4Auth, "POST", f"{API}/dev/pets?limit=1", b"{}", headers={"Content-Type": "application/json"})
    query = lambda **more: Signed(SigV4QueryAuth, "GET", f"{API}/dev/pets?limit=1", **{"expires": 60, **more})
    s3 = lambda: Signed(S3SigV4Auth, "PUT", f"{S3}/k", b"hello", service="s3")

    def changed(signed, **fields):
        for name, value in fields.items():
            setattr(signed, name, value)
        return signed

    yield "other body", changed(header(), body=b"[]"), None
    yield "other method", changed(header(), method="PUT"), None
    yield "other query", changed(header(), url=f"{API}/dev/pets?limit=2"), None
    yield "other path", changed(header(), url=f"{API}/dev/cats?limit=1"), None
    yield "other host", changed(header(), url=header().url.replace("abcd", "wxyz")), None
    yield "other header", header().spoil("Content-Type", "json", "xml"), None
    yield "other query, presigned", changed(query(), url=query().url.replace("limit=1", "limit=2")), None
    yield "unsigned", header().header("Authorization", None), "unsigned-request"
    yield "bearer", header().header("Authorization", "Bearer abc"), "not-a-sigv4-header"
    yield "algorithm", header().spoil("Authorization", "SHA256", "SHA512"), "unsupported-algorithm"
    yield "no signature", header().spoil("Authorization", "Signature=", "Sig="), "incomplete-authorization"
    yield "no date", header().header("X-Amz-Date", None), "incomplete-authorization"
    yield "bad date", header().header("X-Amz-Date", "2026-11-20"), "malformed-date"
    yield "other day", header().header("X-Amz-Date", "20261119T120000Z"), "scope-date-mismatch"
    yield "old", header().header("X-Amz-Date", "20261120T110000Z"), "expired"
    yield "new", header().header("X-Amz-Date", "20261120T130000Z"), "not-yet-valid"
    yield "four parts", header().spoil("Authorization", "/us-east-1", ""), "malformed-credential"
    yield "terminator", header().spoil("Authorization", "aws4_request", "aws5_request"), "malformed-credential"
    yield "host not signed", header().spoil("Authorization", "host;", ""), "host-not-signed"
    yield "header gone", header().spoil("Authorization", "host;", "host;x-a;"), "missing-header"
    yield "header unsigned", header().header("x-amz-acl", "private"), "headers-not-signed"
    yield "unsorted", header().spoil("Authorization", "content-type;host", "host;content-type"), "malformed-signed-headers"
    yield "twice", header().spoil("Authorization", "host;", "host;host;"), "malformed-signed-headers"
    yield "upper case", header().spoil("Authorization", "host;", "Host;"), "malformed-signed-headers"
    yield "cut off", changed(header(), headers=[(n, v[:-1] if n == "Authorization" else v) for n, v in header().headers]), "malformed-signature"
    yield "no token", Signed(SigV4Auth, "GET", API + "/", keys=(TEMPORARY[0], DEMO[1], None)), "session-token-missing"
    yield "token too many", Signed(SigV4Auth, "GET", API + "/", keys=(*DEMO[:2], "token")), "session-token-unexpected"
    yield "S3 without hash", s3().header("X-Amz-Content-SHA256", None), "content-sha256-required"
    yield "S3 other body", changed(s3(), body=b"other"), "content-sha256-mismatch"
    yield "two methods", query().header("Authorization", "AWS4-HMAC-SHA256 Credential=a, SignedHeaders=host, Signature=b"), "two-auth-methods"
    yield "presigned twice", changed(query(), url=query().url + "&X-Amz-Date=" + TIME), "parameter-repeated"
    yield "no number", changed(query(), url=query().url.replace("Expires=60", "Expires=1h")), "presign-expiry-invalid"
    yield "too long", query(expires=604801), "presign-expiry-invalid"
    yield "presigned, cut off", changed(query(), url=query().url.split("&X-Amz-Signature")[0]), "incomplete-authorization"


def faults(judge, verifier):
    for what, signed, fault in faulty_ones():
        for form, (code, verdict, found) in verifier.forms(signed):
            if fault is None:
                judge.expect(f"{what} as {form}", (code, verdict, found), (1, "signature_differs", []))
            else:
                judge.expect(f"{what} as {form}: {found}", (code, fault in found), (1, True))


class Listener:
    """Keeps what one curl sends."""

    def __init__(self):
        self.socket = socket.create_server(("127.0.0.1", 0))
        self.port = self.socket.getsockname()[1]

    def receive(self, command):
        got = []

        def serve():
            peer, _ = self.socket.accept()
            with peer:
                data = b""
                while b"\r\n\r\n" not in data:
                    data += peer.recv(65536)
                head, _, body = data.partition(b"\r\n\r\n")
                lengths = [line for line in head.lower().split(b"\r\n") if line.startswith(b"content-length:")]
                length = int(lengths[0].split(b":")[1]) if lengths else 0
                while len(body) < length:
                    body += peer.recv(65536)
                got.append(head + b"\r\n\r\n" + body)
                peer.sendall(b"HTTP/1.1 200 OK\r\nContent-Length: 0\r\nConnection: close\r\n\r\n")

        thread = threading.Thread(target=serve, daemon=True)
        thread.start()
        subprocess.run(["bash", "-c", command], capture_output=True, timeout=60)
        thread.join(20)
        return got[0].decode("latin-1") if got else None


def curl_commands(address):
    """Command lines as people paste them. Every header that may be signed is named as signed."""
    names = "accept;content-type;cookie;host;referer;user-agent;x-a;x-empty"
    auth = f"Authorization: AWS4-HMAC-SHA256 Credential=AKIA/20261120/us-east-1/execute-api/aws4_request, SignedHeaders={names}, Signature={'0' * 64}"
    sign = f"-H {shlex.quote(auth)} -H 'X-Amz-Date: {TIME}' -A agent"
    for rest in [
        f"{address}/a",
        f"'{address}/a?b=c d' -g".replace(" d", "%20d"),
        f"{address}",
        f"{address}?a=1",
        f"{address}/a/../b/./c//d/..",
        f"--path-as-is {address}/a/../b",
        f"{address}/a#fragment",
        f"-X DELETE {address}/a",
        f"-XPATCH -d a=b {address}/a",
        f"-d a -d b --data-raw @c --data-binary 'd e' {address}/a",
        f"-G -d a=1 -d 'b=2' {address}/a?x=y",
        f"-G --data-urlencode 'q=ä & =+~' {address}/a",
        f"--data-urlencode 'q=ä & =+~' --data-urlencode =x --data-urlencode 'y z' {address}/a",
        f"--json '{{\"a\": 1}}' --json ',2' {address}/a",
        f"-I {address}/a",
        f"-H 'Accept:' -H 'X-Empty;' -H 'x-a:   b  ' {address}/a",
        f"-H 'Host: other.example' {address}/a",
        f"-H 'Content-Type: text/plain' -d x {address}/a",
        f"-H 'Content-Type:' -d x {address}/a",
        f"-b 'a=b; c=d' -e https://r.example/ {address}/a",
        f"--data-raw $'it\\'s \\x41\\u00e4\\n\\t\\101' {address}/a",
        f'--data-raw "a \\"b\\" \\\\ \\$c" {address}/a',
        f"-sSk --compressed --max-time 20 -o /dev/null \\\n  {address}/a",
        f"--url {address}/a -X 'PUT' --data ''",
        f"http://user:secret@{address.split('//')[1]}/a",
    ]:
        yield f"curl --noproxy '*' {sign} {rest}"


def as_curl_sends(judge, verifier):
    if shutil.which("curl") is None:
        print("curl is not installed: its commands are not compared")
        return
    listener = Listener()
    for command in curl_commands(f"http://127.0.0.1:{listener.port}"):
        sent = listener.receive(command)
        if sent is None:
            judge.expect(f"curl sends {command}", None, "something")
            continue
        # The same latin-1 view of the bytes on both sides.
        theirs = verifier.canonical(["--raw", "-"], sent.encode("latin-1").decode("utf-8"))
        ours = verifier.canonical(["--curl", "-"], command)
        judge.expect(f"{command}", ours, theirs)
        judge.expect("a canonical request", theirs is not None, True)


def noise(judge, verifier, count=100):
    """Cut and altered input ends in a result or an error, never in a crash."""
    dice = random.Random(20261120)
    signed = Signed(SigV4Auth, "POST", f"{API}/dev/pets?limit=1", b"{}")
    for _ in range(count):
        flag, text = dice.choice([("--curl", signed.curl()), ("--raw", signed.raw()), ("--har", signed.har())])
        letters = list(text)
        for _ in range(dice.randint(1, 4)):
            at = dice.randrange(len(letters))
            letters[at : at + dice.randint(0, 20)] = dice.choice(["", "'", '"', "\\", "\n", "é", "\x01", "/", ";"])
        command = [verifier.binary, "verify", "--json", flag, "-"]
        ran = subprocess.run(command, input="".join(letters), capture_output=True, text=True, timeout=60, env={})
        judge.expect(f"{flag} of noise: {ran.stderr[:200]}", ran.returncode in (0, 1, 2) and bool(json.loads(ran.stdout)), True)


def main():
    if len(sys.argv) != 2:
        sys.exit(__doc__)
    judge, verifier = Judge(), Verifier(sys.argv[1])
    valid_ones(judge, verifier)
    faults(judge, verifier)
    as_curl_sends(judge, verifier)
    noise(judge, verifier)
    print(f"{judge.passed} passed, {judge.failed} failed")
    sys.exit(1 if judge.failed else 0)


if __name__ == "__main__":
    main()
