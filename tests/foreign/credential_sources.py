"""botocore as judge of which credentials sign when nobody typed any, and as user of those that are exported.

    python tests/foreign/credential_sources.py PATH/TO/countersign

Starts `countersign demo-server`, whose STS, container endpoint and API all cases use. For each environment and profile of a
home folder botocore takes credentials, and `countersign sign` and `whoami` take theirs: keys that stand somewhere have to be
the same, and credentials that are given out have to belong to the same identity. Each signs a request that the API accepts.
What a `credential_process` prints is taken by both or by neither. Then `countersign credentials export` is the `credential_process` of a profile, and gives what botocore reads.
Contacts nothing but this machine. Prints every disagreement and a line `N passed, N failed`; exits with 1 when there was one.
"""

import json
import os
import re
import subprocess
import sys
import tempfile
from pathlib import Path

from botocore_client import Judge, Server

KEY, SECRET = "AKIAIOSFODNN7EXAMPLE", "wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY"
ROLE = "arn:aws:iam::123456789012:role/demo"
OTHER = ("AKIAI44QH8DHBEXAMPLE", "a secret that the demo does not know")
ENVIRONMENT = {"AWS_ACCESS_KEY_ID": KEY, "AWS_SECRET_ACCESS_KEY": SECRET}
STRANGE = {"AWS_ACCESS_KEY_ID": OTHER[0], "AWS_SECRET_ACCESS_KEY": OTHER[1]}

CONFIG = f"""
[default]
region = us-east-1
[profile caller]
region = us-east-1
[profile process]
credential_process = printf '{{"Version": 1, "AccessKeyId": "{KEY}", "SecretAccessKey": "{SECRET}"}}'
region = us-east-1
[profile role]
role_arn = {ROLE}
source_profile = caller
region = us-east-1
[profile chain]
role_arn = {ROLE}
source_profile = role
role_session_name = last
region = us-east-1
[profile environment]
role_arn = {ROLE}
credential_source = Environment
region = us-east-1
[profile exported]
credential_process = BINARY credentials export --profile role --format json
region = us-east-1
[profile exported-keys]
credential_process = BINARY credentials export --profile caller --format json
region = us-east-1
"""
CREDENTIALS = f"""
[default]
aws_access_key_id = {KEY}
aws_secret_access_key = {SECRET}
[caller]
aws_access_key_id = {KEY}
aws_secret_access_key = {SECRET}
"""

BOTOCORE = """
import json, sys, urllib.error, urllib.request
import botocore.auth, botocore.awsrequest, botocore.session
url, profile = sys.argv[1], sys.argv[2] or None
session = botocore.session.Session(profile=profile)
keys = session.get_credentials().get_frozen_credentials()
request = botocore.awsrequest.AWSRequest("GET", url)
botocore.auth.SigV4Auth(keys, "execute-api", "us-east-1").add_auth(request)
sent = urllib.request.Request(url, headers=dict(request.headers))
try:
    status = urllib.request.urlopen(sent, timeout=20).status
except urllib.error.HTTPError as error:
    status = error.code
try:
    arn = session.create_client("sts", region_name="us-east-1").get_caller_identity()["Arn"]
except Exception as error:
    arn = type(error).__name__
print(json.dumps([keys.access_key, arn, status]))
"""


def role_of(arn):
    """Without the name of the session, which each side makes up."""
    return re.sub(r"(:assumed-role/[^/]+)/.*", r"\1", arn)


class Home:
    """A home folder with profiles, and an environment in which all calls go to the demo."""

    def __init__(self, folder, server, binary):
        self.server, self.binary = server, binary
        (Path(folder) / ".aws").mkdir()
        config = CONFIG.replace("BINARY", binary)
        (Path(folder) / ".aws/config").write_text(config)
        (Path(folder) / ".aws/credentials").write_text(CREDENTIALS)
        (Path(folder) / "empty").write_text("")
        (Path(folder) / "broken").write_text("[profile a\n")
        self.folder = Path(folder)
        self.variables = {
            "HOME": folder, "PATH": os.environ["PATH"], "AWS_ENDPOINT_URL_STS": f"http://127.0.0.1:{server.port}",
            "AWS_EC2_METADATA_DISABLED": "true",
        }
        self.empty = {
            "AWS_CONFIG_FILE": f"{folder}/empty", "AWS_SHARED_CREDENTIALS_FILE": f"{folder}/empty",
            "AWS_REGION": "us-east-1",
        }
        self.api = f"http://127.0.0.1:{server.port}/dev/pets"

    def run(self, command, more):
        return subprocess.run(
            command, env={**self.variables, **more}, capture_output=True, text=True, timeout=60, stdin=subprocess.DEVNULL)

    def botocore(self, profile, more):
        """Access key ID, ARN, and the status that the API answers with."""
        ran = self.run([sys.executable, "-c", BOTOCORE, self.api, profile or ""], more)
        return json.loads(ran.stdout) if ran.returncode == 0 else ran.stderr.strip().splitlines()[-1]

    def ours(self, profile, more, *flags):
        chosen = ["--profile", profile] if profile else []
        flags = [*chosen, "--run-process", *flags]
        scope = ["--region", "us-east-1", "--service", "execute-api"]
        sent = self.run([self.binary, "send", "--json", "GET", self.api, *scope, *flags], more)
        if sent.returncode != 0:
            return sent.stderr.strip()
        reply = json.loads(sent.stdout)
        key = re.search("Credential=([^/]+)/", reply["report"]["authorization"])[1]
        who = self.run([self.binary, "whoami", "--json", *flags], more)
        answer = json.loads(who.stdout)
        arn = answer["identities"][-1]["arn"] if who.returncode == 0 else answer["error"]["kind"]
        return [key, arn, reply["response"]["status"]]


def agree(judge, home, what, profile=None, more=None, fixed=False):
    """`fixed` for keys that stand somewhere; others are given out anew to each side."""
    theirs, ours = home.botocore(profile, more or {}), home.ours(profile, more or {})
    if isinstance(theirs, str) or isinstance(ours, str):
        judge.expect(what, ours, theirs)
        return
    judge.expect(f"{what}: the API accepts both", (ours[2], theirs[2]), (200, 200))
    judge.expect(f"{what}: identity", role_of(ours[1]), role_of(theirs[1]))
    if fixed:
        judge.expect(f"{what}: key", ours[0], theirs[0])
    else:
        judge.expect(f"{what}: temporary", (ours[0][:4], theirs[0][:4]), ("ASIA", "ASIA"))


def sources(judge, home):
    agree(judge, home, "default profile", fixed=True)
    agree(judge, home, "environment", more={**ENVIRONMENT, **home.empty}, fixed=True)
    agree(judge, home, "AWS_PROFILE", more={"AWS_PROFILE": "caller"}, fixed=True)
    agree(judge, home, "AWS_DEFAULT_PROFILE before AWS_PROFILE", fixed=True,
          more={"AWS_DEFAULT_PROFILE": "caller", "AWS_PROFILE": "role"})
    agree(judge, home, "environment over AWS_PROFILE", more={**ENVIRONMENT, "AWS_PROFILE": "role"}, fixed=True)
    agree(judge, home, "a chosen profile over the environment", "caller", STRANGE, fixed=True)
    agree(judge, home, "credential_process", "process", fixed=True)
    agree(judge, home, "credential_process of AWS_PROFILE", more={"AWS_PROFILE": "process"}, fixed=True)
    agree(judge, home, "role", "role")
    agree(judge, home, "role of AWS_PROFILE", more={"AWS_PROFILE": "role"})
    agree(judge, home, "chain", "chain")
    agree(judge, home, "role of the environment's keys", "environment", ENVIRONMENT)
    container = {
        "AWS_CONTAINER_CREDENTIALS_FULL_URI": f"http://127.0.0.1:{home.server.port}/v2/credentials/5b3c7a1e-demo",
        "AWS_CONTAINER_AUTHORIZATION_TOKEN": "demo-container-token",
    }
    agree(judge, home, "container", more={**container, **home.empty})
    # Keys that nobody knows are taken by both, and refused by the API.
    theirs, ours = home.botocore(None, STRANGE), home.ours(None, STRANGE)
    judge.expect("strange keys of the environment", (ours[0], ours[2]), (theirs[0], theirs[2]))
    judge.expect("are refused", ours[2], 403)


def refusals(judge, home):
    """What botocore finds no credentials for, ours refuses too."""
    for what, profile, more in (
        ("AWS_PROFILE that does not exist", None, {**ENVIRONMENT, "AWS_PROFILE": "nobody"}),
        ("a profile that does not exist", "nobody", {}),
        ("half a key pair", None, {"AWS_ACCESS_KEY_ID": KEY}),
        ("nothing", None, home.empty),
        ("a config file that is none, with keys in the environment", None,
         {**ENVIRONMENT, **home.empty, "AWS_CONFIG_FILE": str(home.folder / "broken")}),
    ):
        theirs, ours = home.botocore(profile, more), home.ours(profile, more)
        judge.expect(f"{what}: neither signs", (type(theirs), type(ours)), (str, str))


def processes(judge, home):
    """What a command may print: both sides take it, or neither does."""
    keys = {"Version": 1, "AccessKeyId": KEY, "SecretAccessKey": SECRET}
    config = {**home.empty, "AWS_CONFIG_FILE": str(home.folder / "process")}
    (home.folder / "process").write_text(f"[profile p]\ncredential_process = cat {home.folder}/printed\n")
    for more, is_taken in (
        ({}, True),
        ({"SessionToken": None, "Expiration": None}, True),
        ({"Expiration": "2036-01-01T10:00:00Z"}, True),
        ({"Expiration": "2036-01-01t10:00:00z"}, True),
        ({"Expiration": "2036-01-01 10:00:00+00:00"}, True),
        ({"Expiration": "20360101T100000Z"}, True),
        ({"Expiration": "Tue, 01 Jan 2036 10:00:00 GMT"}, True),
        ({"Expiration": "2036-01-01T10:00:00"}, False),
        ({"Expiration": "2020-01-01T10:00:00Z"}, False),
        ({"Expiration": ""}, False),
        ({"Expiration": 1000}, False),
        ({"Expiration": 2082794400}, False),
        ({"Version": "1"}, False),
        ({"Version": 2}, False),
        ({"SecretAccessKey": None}, False),
        ({"AccessKeyId": 12345}, False),
    ):
        (home.folder / "printed").write_text(json.dumps({**keys, **more}))
        theirs, ours = home.botocore("p", config), home.ours("p", config)
        taken = tuple(isinstance(side, list) and side[2] == 200 for side in (theirs, ours))
        judge.expect(f"a command that prints {more}", taken, (is_taken, is_taken))


def exports(judge, home):
    arn = "arn:aws:sts::123456789012:assumed-role/demo"
    key, who, status = home.botocore("exported", {})
    judge.expect("botocore takes exported credentials", (key[:4], role_of(who), status), ("ASIA", arn, 200))
    user = "arn:aws:iam::123456789012:user/demo"
    judge.expect("and keys that do not end", home.botocore("exported-keys", {}), [KEY, user, 200])
    for shell in ("bash", "sh"):
        script = 'eval "$(COUNTERSIGN credentials export --profile role)"; exec "$@"'.replace("COUNTERSIGN", home.binary)
        command = [shell, "-c", script, "-", sys.executable, "-c", BOTOCORE, home.api, ""]
        ran = home.run(command, {})
        key, who, status = json.loads(ran.stdout)
        judge.expect(f"{shell} takes exported lines", (key[:4], role_of(who), status), ("ASIA", arn, 200))


def main():
    binary = str(Path(sys.argv[1]).resolve())
    judge, server = Judge(), Server(binary)
    try:
        with tempfile.TemporaryDirectory() as folder:
            home = Home(folder, server, binary)
            sources(judge, home)
            refusals(judge, home)
            processes(judge, home)
            exports(judge, home)
    finally:
        server.stop()
    print(f"{judge.passed} passed, {judge.failed} failed")
    return 1 if judge.failed else 0


if __name__ == "__main__":
    sys.exit(main())
