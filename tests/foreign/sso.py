"""botocore and the AWS CLI as judges of the demo's IAM Identity Center, and of the token cache that both sides share.

    python tests/foreign/sso.py PATH/TO/countersign [PATH/TO/aws]

Starts `countersign demo-server`. botocore's own clients call every operation of SSO-OIDC and of the portal. Then, in a home
folder of its own, `countersign credentials login` signs in, and botocore's providers and the AWS CLI use what it wrote;
`aws sso login` signs in, and Countersign uses what that wrote. The AWS CLI is version 2, as in Debian's package `awscli`;
without it that part is left out. The script is the person with the browser. Contacts nothing but this machine.
Prints every disagreement and a line `N passed, N failed`; exits with 1 when there was one.
"""

import base64
import hashlib
import json
import os
import re
import shutil
import stat
import subprocess
import sys
import tempfile
import urllib.error
import urllib.request
from datetime import datetime, timedelta, timezone
from pathlib import Path
from urllib.parse import parse_qs, urlencode, urlsplit

import botocore.session
from botocore import UNSIGNED
from botocore.config import Config
from botocore.exceptions import ClientError

from botocore_client import Judge, Server

REGION = "us-east-1"
LEGACY_URL = "https://d-1111111111.awsapps.com/start"
SESSION_URL = "https://d-2222222222.awsapps.com/start"
ACCOUNT, ROLE = "444455556666", "DemoDeveloper"
ARN = f"arn:aws:sts::{ACCOUNT}:assumed-role/AWSReservedSSO_{ROLE}_0123456789abcdef/demo"
DEVICE_CODE = "urn:ietf:params:oauth:grant-type:device_code"
CONFIG = f"""
[profile legacy]
sso_start_url = {LEGACY_URL}
sso_region = {REGION}
sso_account_id = {ACCOUNT}
sso_role_name = {ROLE}
region = {REGION}

[profile named]
sso_session = judge
sso_account_id = {ACCOUNT}
sso_role_name = {ROLE}
region = {REGION}

[sso-session judge]
sso_start_url = {SESSION_URL}
sso_region = {REGION}
sso_registration_scopes = sso:account:access
"""


class NoRedirect(urllib.request.HTTPRedirectHandler):
    def redirect_request(self, *_):
        return None


def get(url):
    """Status, target of a redirect, and body, of a browser that goes nowhere by itself."""
    try:
        with urllib.request.build_opener(NoRedirect).open(url, timeout=20) as reply:
            return reply.status, None, reply.read().decode()
    except urllib.error.HTTPError as error:
        return error.code, error.headers.get("Location"), error.read().decode()


def refusal(judge, what, wanted, call, **arguments):
    """Name of the exception, its status, and OAuth's code, as botocore's parser reads them."""
    try:
        call(**arguments)
        got = "accepted"
    except ClientError as error:
        reply = error.response
        got = (type(error).__name__, reply["ResponseMetadata"]["HTTPStatusCode"], reply.get("error"))
    judge.expect(what, got, wanted)


def clients(url):
    session = botocore.session.Session()
    config = Config(signature_version=UNSIGNED, region_name=REGION, retries={"max_attempts": 0})
    return [session.create_client(name, config=config, endpoint_url=url) for name in ("sso-oidc", "sso")]


def by_device(judge, oidc, url):
    """A token by device code, with what comes before the person says yes."""
    client = oidc.register_client(clientName="judge", clientType="public", scopes=["sso:account:access"])
    keys = {name: client[name] for name in ("clientId", "clientSecret")}
    days = (client["clientSecretExpiresAt"] - client["clientIdIssuedAt"]) / 86400
    judge.expect("a registration is good for 90 days", days, 90.0)
    codes = oidc.start_device_authorization(**keys, startUrl=LEGACY_URL)
    judge.expect("codes", sorted(set(codes) - {"ResponseMetadata"}), [
        "deviceCode", "expiresIn", "interval", "userCode", "verificationUri", "verificationUriComplete"])
    ask = {**keys, "grantType": DEVICE_CODE, "deviceCode": codes["deviceCode"]}
    pending = ("AuthorizationPendingException", 400, "authorization_pending")
    refusal(judge, "nobody said yes", pending, oidc.create_token, **ask)
    judge.expect("the page", get(codes["verificationUriComplete"])[0], 200)
    token = oidc.create_token(**ask)
    judge.expect("a token", (token["tokenType"], token["expiresIn"]), ("Bearer", 3600))
    no_grant = ("InvalidGrantException", 400, "invalid_grant")
    refusal(judge, "a device code is good once", no_grant, oidc.create_token, **ask)
    refresh = {**keys, "grantType": "refresh_token", "refreshToken": token["refreshToken"]}
    refreshed = oidc.create_token(**refresh)
    refusal(judge, "a refresh token is good once", no_grant, oidc.create_token, **refresh)
    no_client = ("InvalidClientException", 401, "invalid_client")
    refusal(judge, "a wrong secret", no_client, oidc.create_token, **{**refresh, "clientSecret": "wrong"})
    return refreshed["accessToken"]


def by_browser(judge, oidc, url):
    """Authorization code with PKCE, the challenge made by hashlib."""
    client = oidc.register_client(
        clientName="judge", clientType="public", grantTypes=["authorization_code", "refresh_token"],
        redirectUris=["http://127.0.0.1/oauth/callback"], issuerUrl=SESSION_URL, scopes=["sso:account:access"])
    keys = {name: client[name] for name in ("clientId", "clientSecret")}
    verifier = base64.urlsafe_b64encode(os.urandom(48)).decode()
    challenge = base64.urlsafe_b64encode(hashlib.sha256(verifier.encode()).digest()).decode().rstrip("=")
    redirect = "http://127.0.0.1:49152/oauth/callback"
    query = {"response_type": "code", "client_id": client["clientId"], "redirect_uri": redirect, "state": "a b",
             "code_challenge_method": "S256", "scopes": "sso:account:access", "code_challenge": challenge}

    def code():
        status, target, _ = get(f"{url}/authorize?{urlencode(query)}")
        judge.expect("the browser is sent back", (status, (target or "").split("?")[0]), (302, redirect))
        parts = parse_qs(urlsplit(target).query)
        judge.expect("with the state", parts["state"], ["a b"])
        return parts["code"][0]

    grant = {**keys, "grantType": "authorization_code", "redirectUri": redirect}
    wrong = ("InvalidGrantException", 400, "invalid_grant")
    refusal(judge, "a wrong verifier", wrong, oidc.create_token, **grant, code=code(), codeVerifier="x" * 64)
    token = oidc.create_token(**grant, code=code(), codeVerifier=verifier)
    judge.expect("a token for the browser", token["tokenType"], "Bearer")
    refusal(judge, "the client of a browser has no device code", ("UnauthorizedClientException", 400, "unauthorized_client"),
            oidc.start_device_authorization, **keys, startUrl=SESSION_URL)
    return token["accessToken"]


def portal(judge, sso, token):
    pages = list(sso.get_paginator("list_accounts").paginate(accessToken=token, PaginationConfig={"PageSize": 2}))
    judge.expect("pages of accounts", [len(page["accountList"]) for page in pages], [2, 2, 1])
    accounts = [account for page in pages for account in page["accountList"]]
    judge.expect("an account", accounts[0], {
        "accountId": "123456789012", "accountName": "Demo", "emailAddress": "demo@example.com"})
    roles = sso.get_paginator("list_account_roles").paginate(accessToken=token, accountId=ACCOUNT).build_full_result()
    judge.expect("roles", [role["roleName"] for role in roles["roleList"]], [ROLE, "DemoReadOnly"])
    given = sso.get_role_credentials(accessToken=token, accountId=ACCOUNT, roleName=ROLE)["roleCredentials"]
    left = given["expiration"] / 1000 - datetime.now(timezone.utc).timestamp()
    judge.expect("credentials for an hour", 3500 < left <= 3600, True)
    no_role = {"accessToken": token, "accountId": ACCOUNT, "roleName": "Other"}
    refusal(judge, "another role", ("ClientError", 403, None), sso.get_role_credentials, **no_role)
    sso.logout(accessToken=token)
    no_token = ("UnauthorizedException", 401, None)
    refusal(judge, "after the sign-out", no_token, sso.list_accounts, accessToken=token)


class Home:
    """A home folder with two profiles, and an environment in which all calls go to the demo."""

    def __init__(self, folder, url, binary, aws):
        self.folder, self.url, self.binary, self.aws = Path(folder), url, binary, aws
        self.cache = self.folder / ".aws/sso/cache"
        self.variables = {
            "HOME": folder, "PATH": os.environ["PATH"], "AWS_ENDPOINT_URL": url, "AWS_EC2_METADATA_DISABLED": "true"}
        (self.folder / ".aws").mkdir()
        (self.folder / ".aws/config").write_text(CONFIG)
        if aws:
            self.lead_aws_to_the_demo()

    def lead_aws_to_the_demo(self):
        """Versions before 2.13 know no variable for endpoints, so the rules for them are replaced, as botocore lets users
        do in `~/.aws/models`."""
        root = subprocess.run(
            ["/usr/bin/python3", "-c", "import awscli.botocore as b; print(b.__path__[0])"],
            capture_output=True, text=True, check=True).stdout.strip()
        for service in ("sso/2019-06-10", "sso-oidc/2019-06-10", "sts/2011-06-15"):
            name = "endpoint-rule-set-1.json"
            rules = json.loads((Path(root) / "data" / service / name).read_text())
            rules["rules"] = [{
                "conditions": [], "type": "endpoint",
                "endpoint": {"url": self.url, "properties": {}, "headers": {}}}]
            place = self.folder / ".aws/models" / service
            place.mkdir(parents=True)
            (place / name).write_text(json.dumps(rules))

    def token_file(self, key):
        return self.cache / f"{hashlib.sha1(key.encode()).hexdigest()}.json"

    def token(self, key):
        return json.loads(self.token_file(key).read_text())

    def run(self, command):
        """Runs a sign-in to its end; whatever page it prints is opened."""
        process = subprocess.Popen(
            command, env=self.variables, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, stdin=subprocess.DEVNULL,
            text=True)
        said, opened = "", False
        for line in process.stdout:
            said += line
            page = re.search(r"http://\S+(user_code=\S+|/authorize\?\S+)", line)
            if page and not opened:
                opened = True
                status, target, _ = get(page[0])
                if status == 302:
                    get(target)
        return process.wait(timeout=60), said

    def countersign(self, *arguments):
        return self.run([self.binary, "credentials", *arguments])

    def awscli(self, *arguments):
        return self.run([self.aws, *arguments])

    def botocore(self, profile):
        """botocore's session in this home, by a process of its own, as botocore takes the home when it is loaded."""
        script = (
            "import json, sys, botocore.session\n"
            "session = botocore.session.Session(profile=sys.argv[1])\n"
            "keys = session.get_credentials().get_frozen_credentials()\n"
            "token = session.get_auth_token()\n"
            "arn = session.create_client('sts').get_caller_identity()['Arn']\n"
            "print(json.dumps([arn, token and token.get_frozen_token().token]))\n"
        )
        ran = subprocess.run(
            [sys.executable, "-c", script, profile], env=self.variables, capture_output=True, text=True, timeout=60)
        return json.loads(ran.stdout) if ran.returncode == 0 else ran.stderr.strip().splitlines()[-1]


def legacy(url=LEGACY_URL):
    return ["--sso-start-url", url, "--sso-region", REGION]


def private(judge, home, key):
    mode = stat.S_IMODE(home.token_file(key).stat().st_mode)
    judge.expect("only the user may read the token", oct(mode), "0o600")


def botocore_uses_ours(judge, home):
    code, said = home.countersign("login", "--device-code", "--profile", "legacy")
    judge.expect(f"countersign signs in for a legacy profile: {said}", code, 0)
    private(judge, home, LEGACY_URL)
    judge.expect("botocore uses it", home.botocore("legacy"), [ARN, None])
    code, said = home.countersign("login", "--profile", "named")
    judge.expect(f"countersign signs in for a session: {said}", code, 0)
    private(judge, home, "judge")
    token = home.token("judge")
    judge.expect("botocore uses the session", home.botocore("named"), [ARN, token["accessToken"]])
    token["expiresAt"] = (datetime.now(timezone.utc) + timedelta(minutes=5)).strftime("%Y-%m-%dT%H:%M:%SZ")
    home.token_file("judge").write_text(json.dumps(token))
    answer = home.botocore("named")
    refreshed = home.token("judge")
    judge.expect("botocore refreshes it", refreshed["accessToken"] != token["accessToken"], True)
    judge.expect("botocore uses what it refreshed", answer, [ARN, refreshed["accessToken"]])


def ours_uses_botocore_s(judge, home):
    """After a refresh by botocore the file is botocore's."""
    token = home.token("judge")
    _, sso = clients(home.url)
    judge.expect("the token works", len(sso.list_accounts(accessToken=token["accessToken"])["accountList"]), 5)
    code, said = home.countersign("logout", "--profile", "named")
    judge.expect("countersign signs out", (code, said), (0, f"Signed out at {SESSION_URL}\n"))
    judge.expect("the file has gone", home.token_file("judge").exists(), False)
    refusal(judge, "the token has ended", ("UnauthorizedException", 401, None),
            sso.list_accounts, accessToken=token["accessToken"])


def awscli_uses_ours(judge, home):
    for profile, key, flags in (("legacy", LEGACY_URL, ["--device-code"]), ("named", "judge", [])):
        code, said = home.countersign("login", *flags, "--profile", profile)
        judge.expect(f"countersign signs in for {profile}: {said}", code, 0)
        token = home.token(key)
        code, said = home.awscli("sts", "get-caller-identity", "--profile", profile, "--query", "Arn", "--output", "text")
        judge.expect(f"the AWS CLI uses the sign-in of {profile}", (code, said), (0, f"{ARN}\n"))
        judge.expect("and leaves it as it is", home.token(key), token)


def ours_uses_awscli_s(judge, home):
    _, sso = clients(home.url)
    for profile, key in (("legacy", LEGACY_URL), ("named", "judge")):
        code, said = home.awscli("sso", "login", "--no-browser", "--profile", profile)
        judge.expect(f"the AWS CLI signs in for {profile}: {said}", code, 0)
        theirs = home.token(key)
        code, said = home.countersign("login", "--device-code", "--profile", profile)
        judge.expect(f"countersign signs in after it for {profile}: {said}", code, 0)
        ours = home.token(key)
        judge.expect("with the registration of the AWS CLI", ours["clientId"], theirs["clientId"])
        judge.expect("in a file of the same fields", sorted(ours), sorted(theirs))
        code, said = home.awscli("sso", "login", "--no-browser", "--profile", profile)
        judge.expect(f"the AWS CLI signs in again for {profile}: {said}", code, 0)
        theirs = home.token(key)
        judge.expect("with the same registration", ours["clientId"], theirs["clientId"])
        code, said = home.countersign("logout", "--profile", profile)
        judge.expect("countersign signs out", (code, said.startswith("Signed out at ")), (0, True))
        refusal(judge, "the token of the AWS CLI has ended", ("UnauthorizedException", 401, None),
                sso.list_accounts, accessToken=theirs["accessToken"])
    code, said = home.countersign("login", "--profile", "named")
    judge.expect(f"countersign signs in: {said}", code, 0)
    code, said = home.awscli("sso", "logout")
    judge.expect(f"the AWS CLI signs out: {said}", code, 0)
    judge.expect("and the file of countersign has gone", home.token_file("judge").exists(), False)
    code, said = home.countersign("logout", "--profile", "named")
    judge.expect("so that nobody is signed in", said, f"Nobody was signed in at {SESSION_URL}\n")


def main():
    binary = str(Path(sys.argv[1]).resolve())
    aws = sys.argv[2] if len(sys.argv) > 2 else shutil.which("aws", path="/usr/bin")
    judge, server = Judge(), Server(binary)
    try:
        url = f"http://127.0.0.1:{server.port}"
        oidc, sso = clients(url)
        portal(judge, sso, by_device(judge, oidc, url))
        portal(judge, sso, by_browser(judge, oidc, url))
        with tempfile.TemporaryDirectory() as folder:
            home = Home(folder, url, binary, aws)
            botocore_uses_ours(judge, home)
            ours_uses_botocore_s(judge, home)
            if aws:
                awscli_uses_ours(judge, home)
                ours_uses_awscli_s(judge, home)
            else:
                print("without the AWS CLI: package awscli")
    finally:
        server.stop()
    print(f"{judge.passed} passed, {judge.failed} failed")
    return 1 if judge.failed else 0


if __name__ == "__main__":
    sys.exit(main())
