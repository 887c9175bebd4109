"""moto as judge of chains: keys of a user, of a session, one role, two roles, a caller without a policy.

    python tests/foreign/moto_chain.py PATH/TO/TEST/BINARY

Starts moto's server with its signature and policy check on, makes users and roles in it, and has the library obtain the
credentials of each chain and ask whose they are (tests/it/credentials_judged.rs, in a process of its own). moto's own
answer to GetCallerIdentity must be the identity that the chain names.
Prints every disagreement and a line `N passed, M failed`; exits with 1 when there was one.
"""

import json
import os
import subprocess
import sys

import botocore.session
from botocore.config import Config

import common
import moto_server

TEST = "credentials_judged::a_chain_in_a_process_of_its_own"
ALLOWED = moto_server.POLICY
NOT_ALLOWED = json.dumps(
    {"Version": "2012-10-17", "Statement": [{"Effect": "Allow", "Action": "s3:*", "Resource": "*"}]}
)


def client(moto, service, keys):
    return botocore.session.Session().create_client(
        service, region_name="us-east-1", endpoint_url=f"http://127.0.0.1:{moto.port}",
        aws_access_key_id=keys[0], aws_secret_access_key=keys[1], aws_session_token=keys[2],
        config=Config(retries={"total_max_attempts": 1}),
    )


def user(iam, name, policy):
    iam.create_user(UserName=name)
    iam.put_user_policy(UserName=name, PolicyName="its", PolicyDocument=policy)
    key = iam.create_access_key(UserName=name)["AccessKey"]
    return key["AccessKeyId"], key["SecretAccessKey"], None


def role(iam, name):
    arn = iam.create_role(RoleName=name, AssumeRolePolicyDocument=moto_server.TRUST)["Role"]["Arn"]
    iam.put_role_policy(RoleName=name, PolicyName="all", PolicyDocument=ALLOWED)
    return arn


def chain(binary, moto, keys, roles):
    """What the library obtains."""
    told = {
        "sts": f"http://127.0.0.1:{moto.port}",
        "access_key_id": keys[0], "secret_access_key": keys[1], "session_token": keys[2] or "", "roles": roles,
    }
    ran = subprocess.run(
        [binary, "--exact", TEST, "--nocapture"], capture_output=True, text=True, timeout=60,
        env={**os.environ, "COUNTERSIGN_TEST_CHILD": json.dumps(told), "AWS_ENDPOINT_URL_STS": told["sts"]},
    )
    lines = [line for line in ran.stdout.splitlines() if line.startswith("ANSWER ")]
    if not lines:
        raise RuntimeError(f"no answer: {ran.stdout}{ran.stderr}")
    return json.loads(lines[0].removeprefix("ANSWER "))


def main():
    if len(sys.argv) != 2:
        sys.exit(__doc__)
    binary, judge, moto = sys.argv[1], common.Judge(), moto_server.Moto(sys.argv[1])
    try:
        iam = client(moto, "iam", moto_server.ROOT)
        bob, nobody = user(iam, "bob", ALLOWED), user(iam, "nobody", NOT_ALLOWED)
        first, second = role(iam, "first"), role(iam, "second")
        moto.check_signatures()
        sts = client(moto, "sts", bob)
        whose = sts.get_caller_identity()["Arn"]
        # Those of moto's GetSessionToken are made up, and refused by moto itself.
        session = sts.assume_role(RoleArn=second, RoleSessionName="before")["Credentials"]
        session = (session["AccessKeyId"], session["SecretAccessKey"], session["SessionToken"])
        assumed = lambda name: f":assumed-role/{name}/countersign"

        got = chain(binary, moto, bob, [])
        judge.holds("keys of a user", got.get("identities") == [whose], got)
        got = chain(binary, moto, bob, [first])
        good = got.get("identities", [None, ""])[0] == whose and got["identities"][1].endswith(assumed("first"))
        judge.holds("one role", good and got["chain"] == got["identities"] and got["expires"], got)
        got = chain(binary, moto, bob, [first, second])
        ends = [whose, assumed("first"), assumed("second")]
        good = all(arn.endswith(end) for arn, end in zip(got.get("identities", [""] * 3), ends))
        judge.holds("two roles", good and got["chain"] == got["identities"], got)
        got = chain(binary, moto, session, [first])
        judge.holds("a session and a role", got.get("identities", [""])[-1].endswith(assumed("first")), got)
        got = chain(binary, moto, nobody, [first])
        good = got.get("kind") == "sts-not-allowed" and "not authorized to perform: sts:AssumeRole" in got["message"]
        judge.holds("a caller without a policy", good, got)
        got = chain(binary, moto, (bob[0], bob[1][:-1] + ("a" if bob[1][-1] != "a" else "b"), None), [first])
        judge.holds("a wrong secret", got.get("kind") == "sts-secret-wrong", got)
        got = chain(binary, moto, ("AKIAI44QH8DHBEXAMPLE", bob[1], None), [first])
        judge.holds("an unknown key", got.get("kind") == "sts-key-unknown", got)
        got = chain(binary, moto, (session[0], session[1], session[2][:-4] + "AAAA"), [first])
        judge.holds("another session's token", got.get("kind", "").startswith("sts-"), got)
    finally:
        moto.stop()
    sys.exit(judge.close())


if __name__ == "__main__":
    main()
