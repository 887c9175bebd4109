"""moto as judge of the signer, with its signature and policy check on.

    python tests/foreign/moto_server.py PATH/TO/countersign

Starts moto's server on a free port, makes users and keys in it, then lets `countersign send` call IAM, STS, DynamoDB
and S3 with long-term and temporary credentials: good ones must be answered, spoilt ones refused with 403 and the
code of AWS. moto does not look at dates, regions and S3 bodies, so they are not judged here.
Prints every disagreement and a line `N passed, M failed`; exits with 1 when there was one.
"""

import hashlib
import json
import re
import subprocess
import sys
import urllib.parse
import urllib.request

import common

POLICY = json.dumps({"Version": "2012-10-17", "Statement": [{"Effect": "Allow", "Action": "*", "Resource": "*"}]})
TRUST = json.dumps(
    {"Version": "2012-10-17", "Statement": [{"Effect": "Allow", "Principal": {"AWS": "*"}, "Action": "sts:AssumeRole"}]}
)
ROOT = ("AKIAIOSFODNN7EXAMPLE", "wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY", None)


class Moto:
    """moto's server, and `countersign send` against it."""

    def __init__(self, binary):
        self.binary, self.port = binary, common.free_port()
        self.process = subprocess.Popen(
            [sys.executable, "-m", "moto.server", "-H", "127.0.0.1", "-p", str(self.port)],
            stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
        )
        common.wait_for_port(self.port)

    def stop(self):
        self.process.terminate()
        self.process.wait(timeout=20)

    def check_signatures(self):
        request = urllib.request.Request(
            f"http://127.0.0.1:{self.port}/moto-api/reset-auth", data=b"0", headers={"Content-Type": "text/plain"}
        )
        urllib.request.urlopen(request).read()

    def send(self, keys, service, method="POST", path="/", headers=(), body=""):
        url = f"http://127.0.0.1:{self.port}{path}"
        return common.send(self.binary, keys, service, method, url, headers, body)

    def query(self, keys, service, version, action, **parameters):
        """A call in the query protocol."""
        pairs = {"Action": action, "Version": version, **parameters}
        body = urllib.parse.urlencode(pairs)
        form = ["content-type", "application/x-www-form-urlencoded; charset=utf-8"]
        return self.send(keys, service, headers=[form], body=body)


def iam(moto, keys, action, **parameters):
    return moto.query(keys, "iam", "2010-05-08", action, **parameters)


def sts(moto, keys, action, **parameters):
    return moto.query(keys, "sts", "2011-06-15", action, **parameters)


def dynamodb(moto, keys, action, body):
    headers = [["content-type", "application/x-amz-json-1.0"], ["x-amz-target", f"DynamoDB_20120810.{action}"]]
    return moto.send(keys, "dynamodb", headers=headers, body=json.dumps(body))


def s3(moto, keys, method, path, body="", headers=()):
    digest = hashlib.sha256(body.encode()).hexdigest()
    return moto.send(keys, "s3", method, path, [["x-amz-content-sha256", digest], *headers], body)


def element(text, name):
    return re.search(rf"<{name}>(.*?)</{name}>", text, re.S)[1]


def prepare(moto):
    """A user with a policy, its key pair, and a role to assume; made while moto checks nothing."""
    iam(moto, ROOT, "CreateUser", UserName="tester")
    _, text, _ = iam(moto, ROOT, "CreateAccessKey", UserName="tester")
    keys = (element(text, "AccessKeyId"), element(text, "SecretAccessKey"), None)
    iam(moto, ROOT, "PutUserPolicy", UserName="tester", PolicyName="all", PolicyDocument=POLICY)
    _, text, _ = iam(moto, ROOT, "CreateRole", RoleName="visitor", AssumeRolePolicyDocument=TRUST)
    arn = element(text, "Arn")
    iam(moto, ROOT, "PutRolePolicy", RoleName="visitor", PolicyName="all", PolicyDocument=POLICY)
    iam(moto, ROOT, "CreateUser", UserName="nobody")
    _, text, _ = iam(moto, ROOT, "CreateAccessKey", UserName="nobody")
    powerless = (element(text, "AccessKeyId"), element(text, "SecretAccessKey"), None)
    moto.check_signatures()
    return keys, powerless, arn


def use_services(judge, moto, who, keys):
    judge.status(f"{who}: GetCallerIdentity", sts(moto, keys, "GetCallerIdentity"), 200, "<Account>")
    judge.status(f"{who}: ListUsers", iam(moto, keys, "ListUsers"), 200, "tester")
    judge.status(f"{who}: ListTables", dynamodb(moto, keys, "ListTables", {}), 200, "TableNames")
    bucket = "b-" + who.replace(" ", "-")
    judge.status(f"{who}: make a bucket", s3(moto, keys, "PUT", f"/{bucket}"), 200)
    judge.status(f"{who}: put an object", s3(moto, keys, "PUT", f"/{bucket}/a%20key%2Bplus.txt", "hello"), 200)
    judge.status(f"{who}: get it", s3(moto, keys, "GET", f"/{bucket}/a%20key%2Bplus.txt"), 200, "hello")
    judge.status(f"{who}: list", s3(moto, keys, "GET", f"/{bucket}?list-type=2&prefix=a%20"), 200, "a key+plus.txt")
    judge.status(f"{who}: delete it", s3(moto, keys, "DELETE", f"/{bucket}/a%20key%2Bplus.txt"), 204)


def refusals(judge, moto, keys, temporary, powerless):
    wrong = (keys[0], keys[1][:-1] + ("a" if keys[1][-1] != "a" else "b"), None)
    unknown = ("AKIAI44QH8DHBEXAMPLE", keys[1], None)
    judge.status("wrong secret, STS", sts(moto, wrong, "GetCallerIdentity"), 403, "SignatureDoesNotMatch")
    judge.status("wrong secret, DynamoDB", dynamodb(moto, wrong, "ListTables", {}), 403, "SignatureDoesNotMatch")
    judge.status("wrong secret, S3", s3(moto, wrong, "GET", "/b-long-term"), 403, "SignatureDoesNotMatch")
    judge.status("unknown key, STS", sts(moto, unknown, "GetCallerIdentity"), 403, "InvalidClientTokenId")
    judge.status("unknown key, S3", s3(moto, unknown, "GET", "/b-long-term"), 403, "InvalidAccessKeyId")
    other = (temporary[0], temporary[1], temporary[2][:-4] + "AAAA")
    judge.status("another token, STS", sts(moto, other, "GetCallerIdentity"), 403)
    judge.status("no policy, DynamoDB", dynamodb(moto, powerless, "ListTables", {}), 403, "not authorized")


def main():
    if len(sys.argv) != 2:
        sys.exit(__doc__)
    moto, judge = Moto(sys.argv[1]), common.Judge()
    try:
        keys, powerless, role = prepare(moto)
        use_services(judge, moto, "long term", keys)
        status, text, _ = sts(moto, keys, "AssumeRole", RoleArn=role, RoleSessionName="visit")
        judge.status("AssumeRole", (status, text), 200, "<SessionToken>")
        temporary = tuple(element(text, name) for name in ("AccessKeyId", "SecretAccessKey", "SessionToken"))
        use_services(judge, moto, "temporary", temporary)
        refusals(judge, moto, keys, temporary, powerless)
    finally:
        moto.stop()
    sys.exit(judge.close())


if __name__ == "__main__":
    main()
