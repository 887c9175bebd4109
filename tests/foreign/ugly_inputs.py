"""botocore, AWS's CRT, RFC 3986 and s3s as judges of the fixture of ugly inputs.

    python tests/foreign/ugly_inputs.py tests/fixtures/ugly/inputs.jsonl [PATH/TO/countersign PATH/TO/s3s-fs]
    python tests/foreign/ugly_inputs.py --fill < ROWS

Each line of the fixture is one typed request with what must be sent and signed for it (`tests/it/ugly_inputs.rs` holds
our own code against the same lines). Nothing here comes from our code: the wire target is spelled by the few rules
below, and canonical path, canonical query, signed headers and header values are botocore's for that target. A stated
value that differs fails, and so does a row that cites a judge who does not say so:

    botocore          its values for the target as it stands
    crt               the AWS Common Runtime gives the signature that belongs to the stated values
    aws-doc URL       botocore's values once the query, or the key of S3, is respelled as that page documents
    rfc NUMBER …      the clause that asks for this target, host, header value or refusal
    s3s               an s3s server accepts the request, and lists the object under the key that was typed
    open REASON       nobody but aws-sigv4 says so, or the judges differ: counted, and not judged in that one part

With the two programs, rows that cite s3s are sent to it. `--fill` writes the missing values of rows on standard input.
"""

import datetime
import hashlib
import ipaddress
import json
import re
import sys
from urllib.parse import quote, unquote, unquote_to_bytes

from awscrt import auth as crt_auth, http as crt_http
from botocore.auth import S3SigV4Auth, S3SigV4QueryAuth, SigV4Auth, SigV4QueryAuth
from botocore.awsrequest import AWSRequest
from botocore.credentials import Credentials

TIME = "20261120T120000Z"
KEYS = ("AKIDEXAMPLE", "wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY")
S3_FAMILY = ("s3", "s3-outposts", "s3-object-lambda", "s3express")
# What HTTP forbids in a target (RFC 3986, appendix A), but for % [ ], which clients send as they stand.
FORBIDDEN = set('"<>\\^`{|} ')
NEVER_SIGNED = re.compile(
    r"authorization|cookie|connection|expect|keep-alive|te|trailer|transfer-encoding|upgrade|proxy-.*|via|forwarded"
    r"|x-forwarded-.*|x-amzn-trace-id|traceparent|tracestate|baggage|range|if-.*|cache-control|user-agent"
    r"|accept-encoding|content-length"
)
SET_BY_SIGNING = ("authorization", "x-amz-date", "x-amz-security-token")
OLD_SIGNATURE = {
    "x-amz-algorithm", "x-amz-credential", "x-amz-date", "x-amz-signedheaders", "x-amz-expires", "x-amz-security-token",
    "x-amz-region-set", "x-amz-signature",
}
EXPECTED = ("host", "wire", "path", "query", "signed", "values")
JUDGES = re.compile(r"botocore|crt|s3s|aws-doc https://docs\.aws\.amazon\.com/\S+|rfc \d+ \S+|whatwg \S+ \S+|suite \S+|open .+")


# --- what the rules prescribe by hand ---


def escaped(text, safe):
    return "".join(ch if ch in safe else quote(ch, safe="") for ch in text)


def typed_parts(row):
    """Scheme, authority and target as typed, and the notes on them (RFC 3986, 3)."""
    notes, url = [], row["url"].strip()
    if url != row["url"]:
        notes.append("url-trimmed")
    found = re.match(r"([A-Za-z][A-Za-z0-9+.-]*)://", url)
    if not found:
        notes.append("scheme-assumed")
        url = "https://" + url.removeprefix("//")
    scheme, rest = url.split("://", 1)
    rest, mark, _ = rest.partition("#")
    if mark:
        notes.append("fragment-not-sent")
    authority = re.match(r"[^/?]*", rest)[0]
    target = rest[len(authority):]
    return scheme.lower(), authority, target if target.startswith("/") else "/" + target, notes


def canonical_spelling(row):
    kind = row.get("spelling", "auto")
    return kind == "canonical" or (kind == "auto" and row["service"] in S3_FAMILY)


def strict(text, safe=""):
    """UriEncode of what an escaped text stands for."""
    return quote(unquote_to_bytes(text), safe="-_.~" + safe)


def form(text):
    """A query with every parameter read as a form does and spelled `name=value`; empty pieces stay."""

    def respelled(part):
        data = unquote_to_bytes(part.replace("+", " "))
        return quote(data, safe="-_.~")

    pieces = (piece.partition("=") for piece in text.split("&"))
    return "&".join(f"{respelled(n)}={respelled(v)}" if n or e else "" for n, e, v in pieces)


def spelled(row, target):
    """The target as sent: DESIGN's two spellings."""
    path, mark, query = target.partition("?")
    if canonical_spelling(row):
        return strict(path, "/") + mark + form(query)
    return escaped(target, {chr(code) for code in range(0x21, 0x7F)} - FORBIDDEN)


def without_old_signature(row, target):
    """AWS refuses a request with two signatures, and signs each parameter of a presigned URL once."""
    path, mark, query = target.partition("?")
    names = {unquote(piece.partition("=")[0]).lower() for piece in query.split("&")}
    if "presign" not in row and not names & {"x-amz-algorithm", "x-amz-signature"}:
        return target, []
    if not names & OLD_SIGNATURE:
        return target, []
    kept = [piece for piece in query.split("&") if unquote(piece.partition("=")[0]).lower() not in OLD_SIGNATURE]
    presigned = names & {"x-amz-algorithm", "x-amz-signature"} and "presign" not in row
    return path + (mark + "&".join(kept) if kept else ""), ["two-auth-methods" if presigned else "old-signature-removed"]


def normal_authority(authority):
    """IDNA for names beyond ASCII; IPv4 in one spelling (WHATWG URL, 3.5); IPv6 shortest and lower-case (RFC 5952)."""
    host, port = re.fullmatch(r"(\[.*\]|[^:]*)(:\d*)?", authority).groups()
    normal = host.lower()
    if host.startswith("["):
        normal = f"[{ipaddress.IPv6Address(host[1:-1])}]"
    elif not host.isascii():
        normal = host.encode("idna").decode()
    elif re.fullmatch(r"0x[0-9a-f]+(\.\d+)*", normal):
        first, *rest = (int(part, 0) for part in normal.split("."))
        normal = str(ipaddress.IPv4Address((first << 24) + (rest[-1] if rest else 0)))
    notes = ["host-rewritten"] if normal != host.lower() else []
    port = f":{int(port[1:])}" if port and port != ":" else ""
    return normal + port, notes


def header_lines(row):
    """Lines as sent: names in lower case, values without blanks around (RFC 9110, 5.1 and 5.5)."""
    lines = ((name.strip().lower(), value.strip(" \t")) for name, value in row.get("headers", []))
    return [(name, value) for name, value in lines if name and name not in SET_BY_SIGNING]


def signed_lines(row):
    """Those that are signed: what nobody on the way adds or rewrites, and what the options say."""
    out = [name.lower() for name in row.get("unsigned", [])]
    extra = [name.lower() for name in row.get("extra", [])]
    return [
        (name, value) for name, value in header_lines(row)
        if name not in out and (name in extra or not NEVER_SIGNED.fullmatch(name))
    ]


# --- what botocore makes of that ---


def botocore_on(row, scheme, authority, wire):
    """Canonical path, canonical query, signed headers and header lines."""
    s3 = row["service"] in S3_FAMILY
    keys = Credentials(*KEYS, row.get("token"))
    if "presign" in row:
        kind = S3SigV4QueryAuth if s3 else SigV4QueryAuth
        signer = kind(keys, row["service"], "us-east-1", expires=row["presign"])
    else:
        signer = (S3SigV4Auth if s3 else SigV4Auth)(keys, row["service"], "us-east-1")
    request = AWSRequest(row.get("method", "GET"), f"{scheme}://{authority}{wire}")
    for name, value in signed_lines(row):
        request.headers[name] = value
    request.context["timestamp"] = TIME
    signer._modify_request_before_signing(request)
    # botocore writes its own date and hash over typed ones; with a typed date it leaves x-amz-date out.
    for name, value in signed_lines(row):
        if value and name in ("date", "x-amz-content-sha256"):
            del request.headers[name]
            request.headers[name] = value
    if "X-Amz-Date" not in request.headers and "presign" not in row:
        request.headers["X-Amz-Date"] = TIME
    lines = signer.canonical_request(request).split("\n")
    return lines[1], lines[2], lines[-2], dict(line.split(":", 1) for line in lines[3:-3])


def crt_agrees(row):
    """Whether CRT signs the target as it stands as botocore signs the stated canonical request. It has no say on
    presigned URLs here, refuses some parameters and headers by their names, and escapes that are none."""
    s3, body = row["service"] in S3_FAMILY, row.get("body", "").encode()
    if "presign" in row:
        return False
    headers = crt_http.HttpHeaders()
    headers.add("host", row["host"])
    for name, value in signed_lines(row):
        if name != "host":
            headers.add(name, value)
    method = row.get("method", "GET").strip()
    request = crt_http.HttpRequest(method, row["wire"], headers)
    kind = crt_auth.AwsSignedBodyHeaderType
    config = crt_auth.AwsSigningConfig(
        algorithm=crt_auth.AwsSigningAlgorithm.V4,
        signature_type=crt_auth.AwsSignatureType.HTTP_REQUEST_HEADERS,
        credentials_provider=crt_auth.AwsCredentialsProvider.new_static(*KEYS, row.get("token")),
        region="us-east-1",
        service=row["service"],
        date=datetime.datetime.strptime(TIME, "%Y%m%dT%H%M%SZ").replace(tzinfo=datetime.timezone.utc),
        use_double_uri_encode=not s3,
        should_normalize_uri_path=not s3,
        signed_body_value=hashlib.sha256(body).hexdigest(),
        signed_body_header_type=kind.X_AMZ_CONTENT_SHA_256 if s3 else kind.NONE,
    )
    try:
        crt_auth.aws_sign_request(request, config).result(10)
    except Exception:
        return False
    body_hash = hashlib.sha256(body).hexdigest()
    own = {
        "host": row["host"], "x-amz-date": TIME, "x-amz-content-sha256": body_hash,
        "x-amz-security-token": row.get("token"),
    }
    lines = [f"{name}:{row['values'].get(name, own.get(name))}" for name in row["signed"].split(";")]
    canonical = "\n".join([method, row["path"], row["query"], *lines, "", row["signed"], body_hash])
    signer = SigV4Auth(Credentials(*KEYS), row["service"], "us-east-1")
    stated = AWSRequest(method, "https://stated/")
    stated.context["timestamp"] = TIME
    signature = signer.signature(signer.string_to_sign(stated, canonical), stated)
    return request.headers.get("Authorization").endswith(f"Signature={signature}")


def judged(row):
    """The expected values, the notes on the target, and which kinds of judge it took."""
    scheme, authority, target, notes = typed_parts(row)
    authority, host_notes = normal_authority(authority)
    notes += host_notes
    wire = spelled(row, target)
    if wire != target:
        notes.append("target-respelled")
    query = target.partition("?")[2]
    if "+" in query:
        notes.append("raw-plus-in-query")
    try:
        unquote_to_bytes(wire.partition("?")[2]).decode()
    except UnicodeDecodeError:
        notes.append("query-escape-not-utf8")
    wire, old = without_old_signature(row, wire)
    notes += old
    if row["service"] in S3_FAMILY:
        notes.append("service-rules")
    typed_host = [value for name, value in header_lines(row) if name == "host"]
    path, mark, query = wire.partition("?")
    tried = {}
    s3_path = strict(path, "/") if row["service"] in S3_FAMILY else path
    documented = "&".join(piece for piece in form(query).split("&") if piece)
    for judge, one_path, one_query in (
        ("botocore", path, query), ("aws-doc", s3_path, documented), ("open", s3_path, documented),
    ):
        tried[judge] = botocore_on(row, scheme, authority, one_path + (mark + one_query if one_query else ""))
        if re.search(r"/\.\.?$", path) and row["service"] not in S3_FAMILY:
            # botocore drops the slash after a last dot segment; RFC 3986, 5.2.4 keeps it.
            kept = tried[judge][0].rstrip("/") + "/"
            tried[judge] = (kept, *tried[judge][1:])
    if s3_path != path:
        notes.append("path-signed-in-other-spelling")
    final = tried["open"]
    by = "botocore" if final[:2] == tried["botocore"][:2] else "aws-doc" if final[:2] == tried["aws-doc"][:2] else "open"
    # A raw plus and an empty piece are nowhere given a meaning.
    without_meaning = ("+" in query and not canonical_spelling(row)) or (query and "" in query.split("&"))
    by = "open" if without_meaning and by != "botocore" else by
    return {
        "host": typed_host[0] if typed_host else final[3]["host"],
        "wire": wire,
        "path": final[0],
        "query": final[1],
        "signed": final[2],
        "values": {
            # Every run of white space becomes one space, as botocore and the AWS Common Runtime have it.
            name: ",".join(re.sub("[ \t]+", " ", line) for other, line in signed_lines(row) if other == name) or final[3][name]
            for name in final[2].split(";") if name in dict(signed_lines(row)) and name != "host"
        },
    }, sorted(set(notes)), by, final[3]


def checked(row):
    """What is wrong with the row."""
    wrong = [f"no judge is called {judge!r}" for judge in row["judge"] if not JUDGES.fullmatch(judge)]
    if not row["judge"]:
        wrong.append("the row cites no judge")
    if "error" in row:
        return wrong
    expected, notes, by, theirs = judged(row)
    for key in EXPECTED:
        if row[key] != expected[key]:
            wrong.append(f"{key}: stated {row[key]!r}, judged {expected[key]!r}")
    missing = [note for note in notes if note not in row["notes"]]
    if missing:
        wrong.append(f"notes missing: {missing}")
    cited = [judge.split(" ")[0] for judge in row["judge"]]
    by_crt = crt_agrees(row)
    if "crt" in cited and not by_crt:
        wrong.append("cites crt, which signs something else")
    if by not in cited and not (by == "open" and by_crt and "crt" in cited) and "open" not in cited:
        wrong.append(f"cites {cited}, and only {by} says so")
    for name, value in row["values"].items():
        if theirs[name] != value and not {"aws-doc", "open"} & set(cited):
            wrong.append(f"{name}: botocore signs {theirs[name]!r}")
    return wrong


def checked_by_s3s(rows, binary, program):
    """Puts an object with each of the requests and looks under which key it is listed."""
    import common
    import s3s_server

    server, judge = s3s_server.Server(program), common.Judge()
    try:
        make = common.send(binary, s3s_server.KEYS, "s3", "PUT", f"{server.url}/bucket")
        judge.status("make the bucket", make, 200)
        for row in rows:
            typed = re.sub(r"^https://[^/]*", "", row["url"])
            key = unquote(row["path"])[1:]
            more = {"spelling": row["spelling"]} if "spelling" in row else {}
            got = common.send(binary, s3s_server.KEYS, "s3", "PUT", f"{server.url}/bucket{typed}", **more)
            judge.status(f"s3s: {row['name']}", got, 200)
            _, listing, _ = common.send(binary, s3s_server.KEYS, "s3", "GET", f"{server.url}/bucket?list-type=2")
            for mark, entity in (("&quot;", '"'), ("&apos;", "'"), ("&lt;", "<"), ("&gt;", ">"), ("&amp;", "&")):
                listing = listing.replace(mark, entity)
            judge.holds(f"s3s: {row['name']} is listed as {key!r}", f"<Key>{key}</Key>" in listing, listing[:800])
            common.send(binary, s3s_server.KEYS, "s3", "DELETE", f"{server.url}/bucket{typed}", **more)
    finally:
        server.stop()
    return judge


def fill(lines):
    for line in lines:
        row = {"service": "execute-api", **json.loads(line)}
        row.setdefault("judge", [])
        if "error" not in row:
            expected, notes, by, _ = judged(row)
            row.update(expected)
            row["notes"] = sorted({*notes, *row.get("notes", [])})
            page = "https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_sigv-create-signed-request.html"
            cite = {"botocore": "botocore", "aws-doc": f"aws-doc {page}", "open": "open only aws-sigv4 says so"}[by]
            kinds = {judge.split(" ")[0] for judge in row["judge"]}
            by_crt = crt_agrees(row)
            if by not in kinds and "open" not in kinds and not (by == "open" and by_crt):
                row["judge"].append(cite)
            if by_crt:
                row["judge"].append("crt")
        row["judge"] = row.pop("judge")
        print(json.dumps(row, ensure_ascii=False))


def main():
    if sys.argv[1:] == ["--fill"]:
        return fill(sys.stdin)
    if len(sys.argv) not in (2, 4):
        sys.exit(__doc__)
    with open(sys.argv[1], encoding="utf-8") as lines:
        rows = [json.loads(line) for line in lines]
    passed, failed = 0, 0
    for row in rows:
        wrong = checked(row)
        passed, failed = passed + (not wrong), failed + bool(wrong)
        for what in wrong:
            print(f"FAILED {row['name']}: {what}")
    still_open = [row["name"] for row in rows if any(judge.startswith("open") for judge in row["judge"])]
    print(f"{len(still_open)} open: {', '.join(still_open)}")
    if len(sys.argv) == 4:
        judge = checked_by_s3s([row for row in rows if "s3s" in row["judge"]], *sys.argv[2:])
        passed, failed = passed + judge.passed, failed + judge.failed
    print(f"{passed} passed, {failed} failed")
    sys.exit(1 if failed else 0)


if __name__ == "__main__":
    main()
