"""botocore as judge of the demo server's further products and of presigned URLs.

    python tests/foreign/botocore_products.py PATH/TO/countersign

Starts `countersign demo-server`. Signs with botocore's S3SigV4Auth, S3SigV4QueryAuth, SigV4QueryAuth and SigV4Auth,
and calls S3 and STS through botocore's own clients. Good requests have to be accepted, and each kind of mistake
refused with AWS's status, code and text. Contacts nothing but this machine.
Prints every disagreement and a line `N passed, N failed`; exits with 1 when there was one.
"""

import hashlib
import http.client
import json
import re
import sys
from datetime import datetime, timedelta, timezone
from urllib.parse import quote, urlencode, urlsplit

import botocore.session
from botocore.auth import S3SigV4Auth, S3SigV4QueryAuth, SigV4Auth, SigV4QueryAuth
from botocore.awsrequest import AWSRequest
from botocore.config import Config
from botocore.credentials import Credentials
from botocore.exceptions import ClientError

from botocore_client import DEMO, EXPIRED, INVALID_TOKEN, TEMPORARY, Judge, Server

BUCKET = "demo-bucket"
ROLE = "arn:aws:iam::123456789012:role/demo"
MFA_ROLE = "arn:aws:iam::123456789012:role/demo-mfa"
MFA = "arn:aws:iam::123456789012:mfa/demo"
EMPTY = hashlib.sha256(b"").hexdigest()


def send(server, method, url, headers, body=b""):
    """Sends exactly this; the name in the URL is the Host header and never looked up."""
    parts = urlsplit(url)
    target = url[url.index(parts.netloc) + len(parts.netloc) :] or "/"
    connection = http.client.HTTPConnection("127.0.0.1", server.port, timeout=20)
    connection.putrequest(method, target, skip_host=True, skip_accept_encoding=True)
    for name, value in {"Host": parts.netloc, **headers}.items():
        connection.putheader(name, value)
    if body:
        connection.putheader("Content-Length", str(len(body)))
    connection.endheaders(body or None)
    response = connection.getresponse()
    text = response.read()
    connection.close()
    return response, text


def signed(kind, method, url, body=b"", headers=(), keys=DEMO, region="us-east-1", service="s3", moment=None, **more):
    """A request signed by one of botocore's classes, as method, URL, headers and body.

    The class itself reads the clock; for another moment it is told one.
    """
    request = AWSRequest(method, url, headers=dict(headers), data=body)
    signer = kind(Credentials(*keys), service, region, **more)
    if moment is None:
        signer.add_auth(request)
    else:
        request.context["timestamp"] = moment.strftime("%Y%m%dT%H%M%SZ")
        signer._modify_request_before_signing(request)
        canonical = signer.canonical_request(request)
        string = signer.string_to_sign(request, canonical)
        signer._inject_signature_to_request(request, signer.signature(string, request))
    # botocore hands over the URL before it is prepared; prepare() would drop dots of a key.
    return [method, request.url, {name: str(value) for name, value in request.headers.items()}, body]


def element(text, name):
    found = re.search(rf"<{name}>(.*?)</{name}>", text.decode(), re.S)
    value = found[1] if found else None
    return value and value.replace("&lt;", "<").replace("&gt;", ">").replace("&quot;", '"').replace("&amp;", "&")


def expect_xml(judge, server, what, call, status, code, message):
    response, text = send(server, *call)
    judge.expect(f"{what}: status and code", (response.status, element(text, "Code")), (status, code))
    got = element(text, "Message") or ""
    if isinstance(message, re.Pattern):
        judge.expect(f"{what}: text {got!r} matches", bool(message.fullmatch(got)), True)
    else:
        judge.expect(f"{what}: text", got, message)
    return text


def s3_accepts(judge, server, s3):
    for key in ["a.txt", "folder/a b+c.txt", "ä/☃", "a//b/./c/../d", "!\"#$&'()*+,:;<=>?@[]^`{|}~", "trailing/", " "]:
        body = key.encode()
        url = f"{s3}/{BUCKET}/{quote(key, safe='/~')}"
        response, text = send(server, *signed(S3SigV4Auth, "PUT", url, body))
        judge.expect(f"PUT {key!r}", (response.status, text), (200, b""))
        response, text = send(server, *signed(S3SigV4Auth, "GET", url))
        judge.expect(f"GET {key!r}", (response.status, text), (200, body))
        response, text = send(server, *signed(S3SigV4QueryAuth, "GET", url, expires=60))
        judge.expect(f"presigned GET {key!r}", (response.status, text), (200, body))
    virtual = s3.replace("//", f"//{BUCKET}.")
    response, text = send(server, *signed(S3SigV4Auth, "GET", f"{virtual}/a.txt"))
    judge.expect("virtual-hosted style", (response.status, text), (200, b"a.txt"))
    call = signed(S3SigV4QueryAuth, "PUT", f"{virtual}/put.txt", expires=604800)
    call[3] = b"a body that is not signed"
    judge.expect("presigned PUT", send(server, *call)[0].status, 200)
    unsigned = {"X-Amz-Content-SHA256": "UNSIGNED-PAYLOAD"}
    call = signed(SigV4Auth, "PUT", f"{virtual}/unsigned.txt", b"x", headers=unsigned)
    judge.expect("unsigned payload", send(server, *call)[0].status, 200)
    judge.expect("temporary", send(server, *signed(S3SigV4Auth, "GET", f"{virtual}/a.txt", keys=TEMPORARY))[0].status, 200)
    response, _ = send(server, *signed(S3SigV4Auth, "DELETE", f"{virtual}/a.txt"))
    judge.expect("DELETE", response.status, 204)


def s3_refuses(judge, server, s3):
    url, now = f"{s3}/{BUCKET}/k", datetime.now(timezone.utc)
    malformed, query_error = "AuthorizationHeaderMalformed", "AuthorizationQueryParametersError"

    def header(**more):
        return signed(S3SigV4Auth, "PUT", url, b"hello", **more)

    def spoilt(header_name, old, new):
        call = header()
        assert old in call[2][header_name], (old, call)
        call[2][header_name] = call[2][header_name].replace(old, new)
        return call

    def without(name):
        call = header()
        del call[2][name]
        return call

    def query(old=None, new=None, **more):
        call = signed(S3SigV4QueryAuth, "GET", url, **{"expires": 60, **more})
        assert old is None or old in call[1], (old, call)
        call[1] = call[1] if old is None else call[1].replace(old, new)
        return call

    expect = lambda *arguments: expect_xml(judge, server, *arguments)
    expect("unsigned", ["GET", url, {}], 403, "AccessDenied", "Access Denied")
    text = "The authorization mechanism you have provided is not supported. Please use AWS4-HMAC-SHA256."
    expect("version 2", ["GET", url, {"Authorization": "AWS AKIA:abc="}], 400, "InvalidRequest", text)
    region = "the region 'eu-west-1' is wrong; expecting 'us-east-1'"
    body = expect("region", header(region="eu-west-1"), 400, malformed, f"The authorization header is malformed; {region}")
    judge.expect("Region element", element(body, "Region"), "us-east-1")
    text = 'The authorization header is malformed; incorrect service "sts". This endpoint belongs to "s3".'
    expect("service", header(service="sts"), 400, malformed, text)
    text = 'The authorization header is malformed; the Credential is mal-formed; expecting "<YOUR-AKID>/YYYYMMDD/REGION/SERVICE/aws4_request".'
    expect("credential", spoilt("Authorization", "/us-east-1", ""), 400, malformed, text)
    text = "The authorization header is malformed; the authorization header requires three components: Credential, SignedHeaders, and Signature."
    expect("components", spoilt("Authorization", ", Signature=", "&Signature="), 400, malformed, text)
    text = "Missing required header for this request: x-amz-content-sha256"
    expect("no content hash", without("X-Amz-Content-SHA256"), 400, "InvalidRequest", text)
    call = header()
    call[2]["x-amz-acl"] = "private"
    text = "There were headers present in the request which were not signed"
    body = expect("header not signed", call, 403, "AccessDenied", text)
    judge.expect("HeadersNotSigned", element(body, "HeadersNotSigned"), "x-amz-acl")
    unknown = ("AKIAI44QH8DHBEXAMPLE", DEMO[1], None)
    text = "The AWS Access Key Id you provided does not exist in our records."
    expect("unknown key", header(keys=unknown), 403, "InvalidAccessKeyId", text)
    expect("no token", header(keys=(*TEMPORARY[:2], None)), 403, "InvalidAccessKeyId", text)
    text = "The provided token is malformed or otherwise invalid."
    expect("other token", header(keys=(*TEMPORARY[:2], "other")), 400, "InvalidToken", text)
    expect("session over", header(keys=EXPIRED), 400, "ExpiredToken", "The provided token has expired.")
    text = "The difference between the request time and the current time is too large."
    body = expect("old", header(moment=now - timedelta(minutes=20)), 403, "RequestTimeTooSkewed", text)
    judge.expect("skew", element(body, "MaxAllowedSkewMilliseconds"), "900000")
    call = header()
    call[3] = b"other"
    text = "The provided 'x-amz-content-sha256' header does not match what was computed."
    body = expect("other body", call, 400, "XAmzContentSHA256Mismatch", text)
    judge.expect("hash", element(body, "S3ComputedContentSHA256"), hashlib.sha256(b"other").hexdigest())
    mismatch = "The request signature we calculated does not match the signature you provided. Check your key and signing method."
    wrong = header(keys=(DEMO[0], "wrong", None))
    body = expect("wrong secret", wrong, 403, "SignatureDoesNotMatch", mismatch)
    request = AWSRequest("PUT", url, headers=wrong[2], data=b"hello")
    request.context["timestamp"] = wrong[2]["X-Amz-Date"]
    del request.headers["Authorization"]
    canonical = S3SigV4Auth(Credentials(*DEMO), "s3", "us-east-1").canonical_request(request)
    judge.expect("canonical request", element(body, "CanonicalRequest"), canonical)
    judge.expect("its bytes", element(body, "CanonicalRequestBytes"), canonical.encode().hex(" "))
    call = header()
    call[1] = f"{s3}/{BUCKET}/other"
    expect("other key", call, 403, "SignatureDoesNotMatch", mismatch)
    missing = signed(S3SigV4Auth, "GET", f"{s3}/{BUCKET}/nothing")
    expect("no such key", missing, 404, "NoSuchKey", "The specified key does not exist.")
    missing = signed(S3SigV4Auth, "GET", f"{s3}/nowhere/k")
    expect("no such bucket", missing, 404, "NoSuchBucket", "The specified bucket does not exist")

    call = query(moment=now - timedelta(seconds=90))
    body = expect("presigned, over", call, 403, "AccessDenied", "Request has expired")
    judge.expect("its life", element(body, "X-Amz-Expires"), "60")
    text = "X-Amz-Expires must be less than a week (in seconds); that is, the given X-Amz-Expires must be less than 604800 seconds"
    expect("presigned, too long", query(expires=604801), 400, query_error, text)
    expect("presigned, negative", query(expires=-1), 400, query_error, "X-Amz-Expires must be non-negative")
    expect("presigned, no number", query("Expires=60", "Expires=x"), 400, query_error, "X-Amz-Expires should be a number")
    expect("presigned, region", query(region="eu-west-1"), 400, query_error, f"Error parsing the X-Amz-Credential parameter; {region}")
    text = "Query-string authentication version 4 requires the X-Amz-Algorithm, X-Amz-Credential, X-Amz-Signature, X-Amz-Date, X-Amz-SignedHeaders, and X-Amz-Expires parameters."
    expect("presigned, cut off", query("X-Amz-Date", "X-Date"), 400, query_error, text)
    expect("presigned, changed", query(f"/{BUCKET}/k", f"/{BUCKET}/l"), 403, "SignatureDoesNotMatch", mismatch)
    call = query()
    call[2]["Authorization"] = "AWS4-HMAC-SHA256 Credential=a"
    text = "Only one auth mechanism allowed; only the X-Amz-Algorithm query parameter, Signature query string parameter or the Authorization header should be specified"
    expect("two methods", call, 400, "InvalidArgument", text)


def client(server, service, keys=DEMO):
    """botocore's own client; the bare address leads to the product by the service in the credential scope."""
    key, secret, token = keys
    return botocore.session.get_session().create_client(
        service,
        region_name="us-east-1",
        endpoint_url=f"http://127.0.0.1:{server.port}",
        aws_access_key_id=key,
        aws_secret_access_key=secret,
        aws_session_token=token,
        config=Config(retries={"max_attempts": 0}, s3={"addressing_style": "path"}),
    )


def s3_client(judge, server):
    s3 = client(server, "s3")
    for key in ["client/a b.txt", "client/ä+☃", "client/x"]:
        s3.put_object(Bucket=BUCKET, Key=key, Body=key.encode(), Metadata={"colour": "red"})
        got = s3.get_object(Bucket=BUCKET, Key=key)
        judge.expect(f"client: {key}", (got["Body"].read(), got["Metadata"]), (key.encode(), {"colour": "red"}))
        judge.expect(f"client: HEAD {key}", s3.head_object(Bucket=BUCKET, Key=key)["ContentLength"], len(key.encode()))
    keys = [entry["Key"] for entry in s3.list_objects_v2(Bucket=BUCKET, Prefix="client/")["Contents"]]
    judge.expect("client: list", keys, ["client/a b.txt", "client/x", "client/ä+☃"])
    pages = s3.get_paginator("list_objects_v2").paginate(Bucket=BUCKET, Prefix="client/", PaginationConfig={"PageSize": 1})
    judge.expect("client: pages", [entry["Key"] for page in pages for entry in page["Contents"]], keys)
    judge.expect("client: buckets", [bucket["Name"] for bucket in s3.list_buckets()["Buckets"]], [BUCKET])
    s3.delete_object(Bucket=BUCKET, Key="client/x")
    try:
        s3.get_object(Bucket=BUCKET, Key="client/x")
        judge.expect("client: deleted", "found", "NoSuchKey")
    except ClientError as error:
        judge.expect("client: deleted", error.response["Error"]["Code"], "NoSuchKey")


def sts_client(judge, server):
    sts = client(server, "sts")
    judge.expect("identity", sts.get_caller_identity()["Arn"], "arn:aws:iam::123456789012:user/demo")

    def refused(what, code, message, **arguments):
        try:
            sts.assume_role(RoleSessionName="me", **arguments)
            judge.expect(what, "accepted", code)
        except ClientError as error:
            got = error.response["Error"]
            judge.expect(what, (got["Code"], got["Message"]), (code, message))

    denied = "User: arn:aws:iam::123456789012:user/demo is not authorized to perform: sts:AssumeRole on resource: {}"
    refused("role without MFA", "AccessDenied", denied.format(MFA_ROLE), RoleArn=MFA_ROLE)
    elsewhere = "arn:aws:iam::123456789012:role/other"
    refused("other role", "AccessDenied", denied.format(elsewhere), RoleArn=elsewhere)
    text = "MultiFactorAuthentication failed with invalid MFA one time pass code. "
    refused("wrong code", "AccessDenied", text, RoleArn=MFA_ROLE, SerialNumber=MFA, TokenCode="000000")

    for role, more in [(ROLE, {}), (MFA_ROLE, {"SerialNumber": MFA, "TokenCode": "123456"})]:
        reply = sts.assume_role(RoleArn=role, RoleSessionName="me", DurationSeconds=900, **more)
        got = reply["Credentials"]
        left = got["Expiration"] - datetime.now(timezone.utc)
        judge.expect("expiration", timedelta(minutes=14) < left <= timedelta(minutes=15), True)
        keys = (got["AccessKeyId"], got["SecretAccessKey"], got["SessionToken"])
        name = role.rsplit("/", 1)[1]
        arn = f"arn:aws:sts::123456789012:assumed-role/{name}/me"
        judge.expect("session", reply["AssumedRoleUser"]["Arn"], arn)
        judge.expect("identity of the session", client(server, "sts", keys).get_caller_identity()["Arn"], arn)
        judge.expect("list with it", client(server, "s3", keys).list_objects_v2(Bucket=BUCKET)["Name"], BUCKET)
        call = signed(SigV4Auth, "GET", f"{server.url}/dev/pets", service="execute-api", keys=keys)
        judge.expect("pets with it", send(server, *call)[0].status, 200)


def sts_refuses(judge, server):
    url = f"http://sts.us-east-1.localhost:{server.port}/"
    body = urlencode({"Action": "GetCallerIdentity", "Version": "2011-06-15"}).encode()
    form = {"Content-Type": "application/x-www-form-urlencoded"}

    def call(**more):
        return signed(SigV4Auth, "POST", url, body, headers=form, service="sts", **more)

    expect = lambda *arguments: expect_xml(judge, server, *arguments)
    bare = call()
    del bare[2]["Authorization"]
    expect("sts: unsigned", bare, 403, "MissingAuthenticationToken", "Request is missing Authentication Token")
    unknown = ("AKIAI44QH8DHBEXAMPLE", DEMO[1], None)
    expect("sts: unknown key", call(keys=unknown), 403, "InvalidClientTokenId", INVALID_TOKEN)
    text = "Credential should be scoped to a valid region, not 'eu-west-1'."
    expect("sts: region", call(region="eu-west-1"), 403, "SignatureDoesNotMatch", text)
    old = datetime.now(timezone.utc) - timedelta(minutes=20)
    pattern = re.compile(rf"Signature expired: {old:%Y%m%dT%H%M%SZ} is now earlier than \S+ \(\S+ - 15 min\.\)")
    expect("sts: old", call(moment=old), 403, "SignatureDoesNotMatch", pattern)
    text = "The security token included in the request is expired"
    expect("sts: session over", call(keys=EXPIRED), 403, "ExpiredToken", text)
    presigned = signed(SigV4QueryAuth, "GET", f"{url}?{body.decode()}", service="sts", expires=60)
    judge.expect("sts: presigned", send(server, *presigned)[0].status, 200)


def gateways(judge, server):
    def presigned(url, **more):
        return signed(SigV4QueryAuth, "GET", url, service="execute-api", expires=60, **more)

    def refused(what, call, kind, pattern):
        response, text = send(server, *call)
        judge.expect(f"{what}: type", (response.status, response.getheader("x-amzn-ErrorType")), (403, kind))
        message = json.loads(text)["message"]
        judge.expect(f"{what}: text {message!r}", bool(re.fullmatch(pattern, message, re.S)), True)

    pets = f"{server.url}/dev/pets?type=a%20b&limit=1"
    judge.expect("presigned REST", send(server, *presigned(pets))[0].status, 200)
    judge.expect("presigned REST, temporary", send(server, *presigned(pets, keys=TEMPORARY))[0].status, 200)
    old = datetime.now(timezone.utc) - timedelta(seconds=90)
    text = rf"Signature expired: {old:%Y%m%dT%H%M%SZ} is now earlier than \S+ \(\S+ - 1 min\.\)"
    refused("presigned, over", presigned(pets, moment=old), "InvalidSignatureException", text)
    call = presigned(pets)
    call[1] = call[1].replace("limit=1", "limit=2")
    refused("presigned, changed", call, "InvalidSignatureException", r"The request signature we calculated .*limit=2.*")
    call = presigned(pets)
    call[1] = call[1].replace("X-Amz-SignedHeaders=host", "x=y")
    text = r"AWS query-string parameters must include 'X-Amz-SignedHeaders'\. Re-examine the query-string parameters\."
    refused("presigned, cut off", call, "IncompleteSignatureException", text)

    api = f"http://wxyz987654.execute-api.us-east-1.localhost:{server.port}"
    call = signed(SigV4Auth, "GET", f"{api}/pets", service="execute-api")
    response, _ = send(server, *call)
    judge.expect("HTTP API", (response.status, bool(response.getheader("apigw-requestid"))), (200, True))
    judge.expect("presigned HTTP API", send(server, *presigned(f"{api}/pets"))[0].status, 200)
    forbidden = (403, b'{"message":"Forbidden"}')
    wrong = signed(SigV4Auth, "GET", f"{api}/pets", service="execute-api", keys=(DEMO[0], "wrong", None))
    denied = signed(SigV4Auth, "DELETE", f"{api}/pets/1", service="execute-api")
    for what, call in [("unsigned", ["GET", f"{api}/pets", {}]), ("wrong secret", wrong), ("denied", denied)]:
        response, text = send(server, *call)
        judge.expect(f"HTTP API, {what}", (response.status, text), forbidden)
    response, text = send(server, "GET", f"{api}/nothing", {})
    judge.expect("HTTP API, no route", (response.status, text), (404, b'{"message":"Not Found"}'))


def main():
    if len(sys.argv) != 2:
        sys.exit(__doc__)
    judge, server = Judge(), Server(sys.argv[1])
    try:
        s3 = f"http://s3.us-east-1.localhost:{server.port}"
        s3_accepts(judge, server, s3)
        s3_refuses(judge, server, s3)
        s3_client(judge, server)
        sts_client(judge, server)
        sts_refuses(judge, server)
        gateways(judge, server)
    finally:
        server.stop()
    print(f"{judge.passed} passed, {judge.failed} failed")
    sys.exit(1 if judge.failed else 0)


if __name__ == "__main__":
    main()
