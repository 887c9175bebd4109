"""botocore, aws4 and curl make the mistakes for real, and `countersign verify` has to name them.

    python tests/foreign/mistakes.py PATH/TO/countersign [FOLDER-WITH-aws4]

botocore signs with its own classes where another one belongs, and with one of their methods made wrong; aws4 signs with
wrong options; curl signs with `--aws-sigv4`, and what it sends to a socket of this machine is what is checked. Each
request goes to `verify --json` with the right secret, and the slug of the mistake has to be among those that are named.
Without the folder aws4 is left out, without curl curl is.
Prints every disagreement and a line `N passed, N failed`; exits with 1 when there was one.
"""

import datetime
import hashlib
import json
import os
import shlex
import shutil
import subprocess
import sys
from urllib.parse import unquote, urlsplit

from botocore.auth import S3SigV4Auth, S3SigV4QueryAuth, SigV4Auth, SigV4QueryAuth

from botocore_client import DEMO, Judge
from botocore_verify import API, S3, TIME, Listener, Signed

EMPTY = hashlib.sha256(b"").hexdigest()


def named(binary, raw):
    """The verdict, and the slugs of each explanation."""
    command = [binary, "verify", "--json", "--time", TIME, "--raw", "-"]
    environment = {"AWS_SECRET_ACCESS_KEY": DEMO[1]}
    ran = subprocess.run(command, input=raw, capture_output=True, text=True, timeout=120, env=environment)
    result = json.loads(ran.stdout)
    if "error" in result:
        return result["error"]["kind"], []
    explanations = [result["mistakes"] or [], *result["equal_mistakes"]]
    return result["verdict"], [{mistake["slug"] for mistake in explanation} for explanation in explanations]


def judge_one(judge, binary, what, raw, *slugs):
    verdict, explanations = named(binary, raw)
    got = (verdict, set(slugs) in explanations)
    judge.expect(f"{what}: {slugs} in {explanations}", got, ("signature_differs", True))


def faulty(judge, binary, what, raw, kind):
    """The signature is right for what the request says, and a service would refuse it all the same."""
    command = [binary, "verify", "--json", "--time", TIME, "--raw", "-"]
    environment = {"AWS_SECRET_ACCESS_KEY": DEMO[1]}
    ran = subprocess.run(command, input=raw, capture_output=True, text=True, timeout=120, env=environment)
    result = json.loads(ran.stdout)
    kinds = {fault["kind"] for fault in result.get("faults", [])}
    judge.expect(f"{what}: {kind} in {kinds}", (result.get("verdict"), kind in kinds), ("valid", True))


def wrong(base, **methods):
    """A signer of botocore with some of its methods made wrong."""
    return type(f"Wrong{base.__name__}", (base,), methods)


def with_secret(change):
    return (DEMO[0], change(DEMO[1]), None)


def in_key(**changed):
    """`signature` with another day, region or service in the key than in the scope."""

    def signature(self, string_to_sign, request):
        day = changed.get("day", request.context["timestamp"][0:8])
        key = self._sign(f"AWS4{self.credentials.secret_key}".encode(), day)
        for part in [changed.get("region", self._region_name), changed.get("service", self._service_name), "aws4_request"]:
            key = self._sign(key, part)
        return self._sign(key, string_to_sign, hex=True)

    return signature


def no_prefix(self, string_to_sign, request):
    key = self.credentials.secret_key.encode()
    for part in [request.context["timestamp"][0:8], self._region_name, self._service_name, "aws4_request"]:
        key = self._sign(key, part)
    return self._sign(key, string_to_sign, hex=True)


def of_canonical(change):
    return lambda self, request: change(SigV4Auth.canonical_request(self, request))


def of_string(change):
    return lambda self, request, canonical: change(SigV4Auth.string_to_sign(self, request, canonical))


def of_headers(change):
    return lambda self, headers: change(SigV4Auth.canonical_headers(self, headers))


def by_botocore():
    """What went wrong, the request, and the slugs of the mistakes."""
    path, target = f"{API}/dev/pets/a%20b", f"{API}/dev/pets?z=1&a=2&q=a%20b%2Fc&k="
    get = lambda signer, url=target, **more: Signed(signer, "GET", url, **more)
    json_type = {"Content-Type": "application/json"}
    post = lambda signer, body=b'{"a": 1}', **more: Signed(signer, "POST", f"{API}/dev/pets", body, headers=json_type, **more)

    yield "S3's signer for an API", get(S3SigV4Auth, path), "rules-of-s3"
    yield "S3's presigner for an API", get(S3SigV4QueryAuth, path, expires=60), "rules-of-s3"
    yield "the usual signer for a key", Signed(SigV4Auth, "PUT", f"{S3}/a%20b", b"x", service="s3",
                                               headers={"X-Amz-Content-SHA256": hashlib.sha256(b"x").hexdigest()}), "rules-of-others"
    yield "the usual presigner for a key", get(SigV4QueryAuth, f"{S3}/a%20b", service="s3", expires=60), "rules-of-others"

    as_is = {"_normalize_url_path": lambda self, path: path}
    yield "path as it is", get(wrong(SigV4Auth, **as_is), path), "path-not-encoded"
    decoded = {"_normalize_url_path": lambda self, path: unquote(path)}
    yield "path decoded", get(wrong(SigV4Auth, **decoded), path), "path-decoded"
    query = lambda change: {"canonical_query_string": lambda self, request: change(urlsplit(request.url).query)}
    yield "query unsorted", get(wrong(SigV4Auth, **query(lambda text: text))), "query-unsorted"
    yield "query not signed", get(wrong(SigV4Auth, **query(lambda text: ""))), "query-not-signed"
    ordered = lambda text: "&".join(sorted(text.split("&")))
    yield "plus for space", get(wrong(SigV4Auth, **query(lambda text: ordered(text).replace("%20", "+")))), "query-plus-for-space"
    yield "small hex", get(wrong(SigV4Auth, **query(lambda text: ordered(text).replace("%2F", "%2f")))), "query-small-hex"
    yield "slashes kept", get(wrong(SigV4Auth, **query(lambda text: ordered(text).replace("%2F", "/")))), "query-slashes-kept"
    yield "no equal sign", get(wrong(SigV4Auth, **query(lambda text: ordered(text).replace("k=", "k")))), "query-empty-without-equals"

    payload = lambda text: {"payload": lambda self, request: text}
    yield "hash of no body", post(wrong(SigV4Auth, **payload(EMPTY))), "payload-empty-hash"
    yield "unsigned payload", post(wrong(SigV4Auth, **payload("UNSIGNED-PAYLOAD"))), "payload-unsigned"
    upper = hashlib.sha256(b'{"a": 1}').hexdigest().upper()
    yield "hash in capitals", post(wrong(SigV4Auth, **payload(upper))), "payload-capital-hex"
    yield "line feed behind the body", post(wrong(SigV4Auth, **payload(hashlib.sha256(b'{"a": 1}\n').hexdigest()))), "payload-line-end-added"
    yield "minified", post(wrong(SigV4Auth, **payload(hashlib.sha256(b'{"a":1}').hexdigest()))), "payload-json-minified"

    spaced = of_headers(lambda text: text.replace(":", ": "))
    yield "space behind the colon", get(wrong(SigV4Auth, canonical_headers=spaced)), "header-values-not-trimmed"
    capitals = of_headers(lambda text: "\n".join(f"{line.split(':')[0].title()}:{line.split(':', 1)[1]}" for line in text.split("\n")))
    yield "names in capitals", get(wrong(SigV4Auth, canonical_headers=capitals)), "header-names-capitals"
    as_sent = of_headers(lambda text: "\n".join(text.split("\n")[place] for place in (0, 2, 1)))
    yield "lines unsorted", get(wrong(SigV4Auth, canonical_headers=as_sent), headers={"X-Amz-Meta": "a"}), "headers-unsorted"
    port = of_headers(lambda text: text.replace(urlsplit(API).netloc, f"{urlsplit(API).netloc}:443"))
    yield "host with port", get(wrong(SigV4Auth, canonical_headers=port)), "host-with-port"
    json_only = of_headers(lambda text: text.replace("application/json", "application/json; charset=utf-8"))
    yield "content type with charset", post(wrong(SigV4Auth, canonical_headers=json_only)), "content-type-changed"
    no_type = of_headers(lambda text: "\n".join(text.split("\n")[1:]))
    yield "content type not signed", post(wrong(SigV4Auth, canonical_headers=no_type)), "header-listed-not-signed"

    yield "no blank line", get(wrong(SigV4Auth, canonical_request=of_canonical(lambda text: text.replace("\n\nhost", "\nhost")))), "canonical-no-blank-line"
    yield "carriage returns", get(wrong(SigV4Auth, canonical_request=of_canonical(lambda text: text.replace("\n", "\r\n")))), "canonical-crlf"
    yield "another method", get(wrong(SigV4Auth, canonical_request=of_canonical(lambda text: text.replace("GET", "POST", 1)))), "method-other"
    yield "small method", get(wrong(SigV4Auth, canonical_request=of_canonical(lambda text: text.replace("GET", "get", 1)))), "method-case"
    yield "another second", get(wrong(SigV4Auth, string_to_sign=of_string(lambda text: text.replace("T120000Z", "T120001Z")))), "date-other-second"
    yield "local time", get(wrong(SigV4Auth, string_to_sign=of_string(lambda text: text.replace("T120000Z", "T173000Z")))), "date-local-time"
    yield "carriage returns in the string", get(wrong(SigV4Auth, string_to_sign=of_string(lambda text: text.replace("\n", "\r\n")))), "string-crlf"

    yield "key of yesterday", get(wrong(SigV4Auth, signature=in_key(day="20261119"))), "date-other-day"
    yield "key of another region", get(wrong(SigV4Auth, signature=in_key(region="ap-southeast-3"))), "region-other"
    yield "key of another service", get(wrong(SigV4Auth, signature=in_key(service="apigateway"))), "service-other"
    yield "key without prefix", get(wrong(SigV4Auth, signature=no_prefix)), "key-no-prefix"
    yield "line feed behind the secret", get(SigV4Auth, keys=with_secret(lambda text: text + "\n")), "secret-line-end"
    yield "space behind the secret", get(SigV4Auth, keys=with_secret(lambda text: text + " ")), "secret-white-space"
    yield "quotes around the secret", get(SigV4Auth, keys=with_secret(lambda text: f'"{text}"')), "secret-in-quotes"
    yield "slash escaped", get(SigV4Auth, keys=with_secret(lambda text: text.replace("/", "\\/"))), "secret-slash-escaped"
    yield "secret encoded", get(SigV4Auth, keys=with_secret(lambda text: text.replace("/", "%2F"))), "secret-percent-encoded"
    yield "the key ID for the secret", get(SigV4Auth, keys=with_secret(lambda text: DEMO[0])), "secret-is-key-id"

    # Two together.
    yield "path as it is, and unsigned payload", get(wrong(SigV4Auth, **as_is, **payload("UNSIGNED-PAYLOAD")), path), "path-not-encoded", "payload-unsigned"
    yield "query unsorted with a bad secret", get(wrong(SigV4Auth, **query(lambda text: text)), keys=with_secret(lambda text: text + "\n")), "query-unsorted", "secret-line-end"
    yield "another region and service", get(wrong(SigV4Auth, signature=in_key(region="sa-east-1", service="kinesis"))), "region-other", "service-other"


# Signs the options on standard input and prints method, path and headers.
AWS4 = """
const aws4 = require('aws4')
const { request, keys } = JSON.parse(require('fs').readFileSync(0, 'utf8'))
const signed = aws4.sign(request, keys)
console.log(JSON.stringify({ method: signed.method, path: signed.path, headers: signed.headers }))
"""


class Aws4:
    def __init__(self, folder):
        self.folder = folder

    def raw(self, request, secret=DEMO[1], spoil=lambda signed: None, body=""):
        """The message that is sent, with `body` behind it, after `spoil` changed what was signed."""
        host = urlsplit(API).netloc
        options = {"service": "execute-api", "region": "us-east-1", "method": "GET", "path": "/dev/pets", **request}
        options["headers"] = {"Host": host, "X-Amz-Date": TIME, **request.get("headers", {})}
        text = json.dumps({"request": options, "keys": {"accessKeyId": DEMO[0], "secretAccessKey": secret}})
        environment = {**os.environ, "NODE_PATH": os.path.join(self.folder, "node_modules")}
        ran = subprocess.run(["node", "-e", AWS4], input=text, capture_output=True, text=True, timeout=60, env=environment, check=True)
        signed = json.loads(ran.stdout)
        spoil(signed)
        # The length is that of the body that is sent, as HTTP clients see to.
        headers = {name: value for name, value in signed["headers"].items() if name.lower() != "content-length"}
        lines = [f"{signed['method']} {signed['path']} HTTP/1.1", *(f"{name}: {value}" for name, value in headers.items())]
        lines += [f"Content-Length: {len(body)}"] if body else []
        return "\r\n".join([*lines, "", body])


def by_aws4(aws4):
    def header(name, old, new):
        def spoil(signed):
            signed["headers"][name] = signed["headers"][name].replace(old, new)

        return spoil

    credential = lambda old, new: header("Authorization", f"/{old}/", f"/{new}/")
    json_type = {"Content-Type": "application/json"}
    yield "another region", aws4.raw({"region": "eu-west-1"}, spoil=credential("eu-west-1", "us-east-1")), "region-other"
    yield "another service", aws4.raw({"service": "lambda"}, spoil=credential("lambda", "execute-api")), "service-other"
    as_s3 = {"service": "execute-api", "path": "/dev/pets/a%20b", "doNotEncodePath": True}
    yield "path not encoded", aws4.raw(as_s3), "path-not-encoded"
    yield "secret with a line feed", aws4.raw({}, secret=DEMO[1] + "\n"), "secret-line-end"
    yield "secret from JSON", aws4.raw({}, secret=DEMO[1].replace("/", "\\/")), "secret-slash-escaped"
    post = {"method": "POST", "headers": json_type}
    yield "no body when it was signed", aws4.raw(post, body='{"a": 1}'), "payload-empty-hash"
    yield "body minified", aws4.raw({**post, "body": '{"a":1}'}, body='{"a": 1}'), "payload-json-minified"
    yield "body without its line feed", aws4.raw({**post, "body": '{"a": 1}'}, body='{"a": 1}\n'), "payload-line-end-removed"
    charset = header("Content-Type", "json", "json; charset=utf-8")
    yield "charset added afterwards", aws4.raw({**post, "body": "{}"}, body="{}", spoil=charset), "content-type-changed"
    ported = {"headers": {"Host": f"{urlsplit(API).netloc}:443"}}
    yield "host with port", aws4.raw(ported, spoil=header("Host", ":443", "")), "host-with-port"
    yield "another method", aws4.raw({"method": "POST"}, spoil=lambda signed: signed.update(method="PUT")), "method-other"
    both = lambda signed: (credential("lambda", "execute-api")(signed), header("Host", ":443", "")(signed))
    yield "another service, host with port", aws4.raw({"service": "lambda", **ported}, spoil=both), "host-with-port", "service-other"


def by_curl(listener):
    """What curl sent, with the Credential put right by hand where it was told wrong."""
    address = f"http://127.0.0.1:{listener.port}"
    now = datetime.datetime.now(datetime.timezone.utc)
    today, yesterday = f"{now:%Y%m%d}", f"{now - datetime.timedelta(days=1):%Y%m%d}"

    def sent(provider="aws:amz:us-east-1:execute-api", user=f"{DEMO[0]}:{DEMO[1]}", rest="", spoil=("", "")):
        words = ["curl", "--noproxy", "*", "-s", "--aws-sigv4", provider, "--user", user, f"{address}/dev/pets{rest}"]
        return (listener.receive(shlex.join(words)) or "").replace(*spoil)

    region = ("/eu-west-1/", "/us-east-1/")
    yield "another region", sent("aws:amz:eu-west-1:execute-api", spoil=region), "region-other"
    yield "another service", sent("aws:amz:us-east-1:lambda", spoil=("/lambda/", "/execute-api/")), "service-other"
    both = ("/ap-east-2/sqs/", "/us-east-1/execute-api/")
    yield "another region and service", sent("aws:amz:ap-east-2:sqs", spoil=both), "region-other", "service-other"
    yield "secret with a carriage return", sent(user=f"{DEMO[0]}:{DEMO[1]}\r"), "secret-line-end"
    yield "secret in quotes", sent(user=f'{DEMO[0]}:"{DEMO[1]}"'), "secret-in-quotes"
    yield "secret with slashes escaped", sent(user=f"{DEMO[0]}:{DEMO[1]}".replace("/", "\\/")), "secret-slash-escaped"
    yield "another day in the credential", sent(spoil=(f"/{today}/", f"/{yesterday}/")), "date-other-day"
    yield "another method", sent(spoil=("GET /", "DELETE /")), "method-other"


def for_another_host(listener):
    """What curl sends when it is told a region or a service that the host does not have."""
    host = urlsplit(API).netloc
    for what, provider, kind in [
        ("wrong region", "aws:amz:eu-west-1:execute-api", "wrong-region"),
        ("wrong service", "aws:amz:us-east-1:lambda", "wrong-service"),
    ]:
        words = ["curl", "--noproxy", "*", "-s", "--connect-to", f"::127.0.0.1:{listener.port}", "--aws-sigv4", provider]
        raw = listener.receive(shlex.join([*words, "--user", f"{DEMO[0]}:{DEMO[1]}", f"http://{host}/dev/pets"]))
        yield what, raw or "", kind


def main():
    if len(sys.argv) not in (2, 3):
        sys.exit(__doc__)
    judge, binary = Judge(), sys.argv[1]
    for what, signed, *slugs in by_botocore():
        judge_one(judge, binary, f"botocore, {what}", signed.raw(), *slugs)
    if len(sys.argv) == 3:
        for what, raw, *slugs in by_aws4(Aws4(sys.argv[2])):
            judge_one(judge, binary, f"aws4, {what}", raw, *slugs)
    if shutil.which("curl"):
        for what, raw, *slugs in by_curl(Listener()):
            judge_one(judge, binary, f"curl, {what}", raw, *slugs)
        for what, raw, kind in for_another_host(Listener()):
            faulty(judge, binary, f"curl, {what}", raw, kind)
    print(f"{judge.passed} passed, {judge.failed} failed")
    sys.exit(1 if judge.failed else 0)


if __name__ == "__main__":
    main()
