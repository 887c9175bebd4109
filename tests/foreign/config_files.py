"""botocore as judge of how config files and environment are read.

    python tests/foreign/config_files.py PATH/TO/countersign
    python tests/foreign/config_files.py --fill

Each line of `tests/fixtures/config/cases.jsonl` has files below a home folder, an environment and perhaps a profile.
botocore reads the files and goes the whole way to credentials, with everybody that it would ask replaced by somebody
who notes what was asked; nothing is contacted. What it answers has to be what is recorded in the fixture, against which
`cargo test` holds our reader, and what `countersign credentials show --json` prints. `--fill` records it anew.

Where we part from botocore on purpose, the case says so under `ours`, with the reason under `because`.
Then files are put together at random (fixed seed), and the profiles of `countersign credentials list --json`, their
regions, and the line for which a file is refused have to be botocore's.

Prints every disagreement and a line `N passed, M failed`; exits with 1 when there was one.
"""

import hashlib
import json
import os
import random
import subprocess
import sys
import tempfile
from collections import Counter
from contextlib import ExitStack
from dataclasses import dataclass, field
from pathlib import Path
from unittest import mock

import botocore.configloader
import botocore.credentials
import botocore.session
import botocore.utils
from botocore.configprovider import ConfiguredEndpointProvider
from botocore.exceptions import (
    ConfigNotFound,
    ConfigParseError,
    CredentialRetrievalError,
    InfiniteLoopConfigError,
    InvalidConfigError,
    ParamValidationError,
    PartialCredentialsError,
    ProfileNotFound,
)
from botocore.validate import validate_parameters

FIXTURE = Path(__file__).parents[1] / "fixtures/config/cases.jsonl"

INVALID = [
    ("contains both source_profile and credential_source", "role-source-twice"),
    ("The source_profile", "source-profile-missing"),
    ("The credential source", "credential-source-unknown"),
    ("must have credentials", "source-profile-empty"),
    ("has no role ARN configured", "web-identity-role-missing"),
    ("The specified sso-session does not exist", "sso-session-missing"),
    ("is missing required configuration", "sso-setting-missing"),
    ("is missing the following configuration", "sso-setting-missing"),
    ("sso_session configuration does not exist", "sso-setting-missing"),
    ("is inconsistent between", "sso-contradiction"),
    ("services configuration does not exist", "services-missing"),
]
"""What botocore says of a configuration that can not be, and our slug for it."""

ANY_OF = {
    # botocore's own check of what STS would be told, which ours does on the way there.
    "parameters": {"value-empty", "duration-unusable"},
    # botocore ends with an exception that speaks of Python.
    "crash": {"value-empty", "value-not-text", "block-missing"},
}


@dataclass
class Asked:
    """What somebody was asked on the way."""

    base: dict | None = None
    roles: list = field(default_factory=list)


def case_paths(case, home):
    """Writes the files of a case, returns its environment."""
    for name, text in case.get("files", {}).items():
        write(home / name, text.encode())
    for name, digits in case.get("files_hex", {}).items():
        write(home / name, bytes.fromhex(digits))
    environment = {"HOME": str(home), "PATH": os.environ["PATH"]}
    for name, value in case.get("environment", {}).items():
        environment[name] = value.replace("{home}", str(home))
    return environment


def write(path, content):
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(content)


def answer(case, home):
    """Everything that botocore makes of a case."""
    with mock.patch.dict(os.environ, case_paths(case, home), clear=True):
        return {
            "config": parsed(".aws/config", home),
            "credentials": parsed(".aws/credentials", home),
            "plan": plan(case, home),
            **whole_config(case),
        }


def parsed(name, home):
    try:
        return botocore.configloader.raw_config_parse(str(home / name))
    except ConfigNotFound:
        return None
    except ConfigParseError as error:
        return {"refused": line_of(error)}


def line_of(error):
    """The line that Python's parser blames, where it blames one."""
    cause = error.kwargs["error"]
    if getattr(cause, "errors", None):
        return cause.errors[0][0]
    return getattr(cause, "lineno", None)


def whole_config(case):
    try:
        config = botocore.session.Session(profile=case.get("profile")).full_config
    except ConfigParseError:
        return {"profiles": None, "sso_sessions": None, "services": None}
    return {key: config.get(key, {}) for key in ("profiles", "sso_sessions", "services")}


def plan(case, home):
    asked = Asked()
    session = botocore.session.Session(profile=case.get("profile"))
    with ExitStack() as stack:
        for patch in nobody_is_asked(session, asked):
            stack.enter_context(patch)
        try:
            resolver = botocore.credentials.create_credential_resolver(session)
            credentials = resolver.load_credentials()
            if credentials is None:
                return {"error": "nothing-configured"}
            credentials.get_frozen_credentials()
            calls = bool(asked.roles) or asked.base["kind"] in {"web-identity", "identity-center"}
            return {
                "base": asked.base,
                "roles": asked.roles,
                # An empty region is none: botocore goes on to fail on it, we on the missing one.
                "region": session.get_config_variable("region") or None,
                "endpoints": endpoints(session) if calls else None,
            }
        except ConfigParseError as error:
            return {"error": "config-unreadable", "file": str(Path(error.kwargs["path"]).relative_to(home))}
        except ProfileNotFound:
            return {"error": "profile-missing"}
        except InfiniteLoopConfigError:
            return {"error": "source-profile-cycle"}
        except PartialCredentialsError as error:
            kinds = {"assume-role": "role-source-missing", "env": "variable-missing"}
            return {"error": kinds.get(error.kwargs["provider"], "key-incomplete")}
        except CredentialRetrievalError:
            return {"error": "credential-source-empty"}
        except InvalidConfigError as error:
            return {"error": next(slug for text, slug in INVALID if text in str(error))}
        except ParamValidationError:
            return {"error": "parameters"}
        except (AttributeError, TypeError, IndexError) as error:
            return {"error": "crash", "python": type(error).__name__}


def nobody_is_asked(session, asked):
    """Stands in for the network, the clock of caches, commands and terminals."""
    module = botocore.credentials
    temporary = {"access_key": "ASIABASE", "secret_key": "s", "token": "t", "expiry_time": "2999-01-01T00:00:00Z"}

    def noted(base):
        asked.base = base
        return dict(temporary, account_id=None, role_name="r")

    def keys_of_base(provider, base):
        noted(base)
        return module.Credentials("ASIABASE", "s", "t", method=provider.METHOD)

    def process(provider, command):
        return noted({"kind": "process", "command": command})

    def instance(fetcher):
        return {} if fetcher._disabled else noted({"kind": "instance"})

    def container(provider):
        return keys_of_base(provider, {"kind": "container"})

    def token(loader):
        return f"token of {loader._web_identity_token_path}"

    def login(fetcher):
        return noted({"kind": "login", "login_session": fetcher._session_name})

    def identity_center(fetcher):
        session_name = fetcher._sso_session_name
        # The token's own provider asks more of the session than the one of the credentials.
        sign_in = fetcher._token_provider._sso_config if session_name else {}
        noted({
            "kind": "identity-center",
            "sso_session": session_name,
            "start_url": sign_in.get("sso_start_url", fetcher._start_url),
            "sso_region": sign_in.get("sso_region", fetcher._sso_region),
            "account_id": fetcher._account_id,
            "role_name": fetcher._role_name,
        })
        return sts_answer()

    def sts_answer():
        return {"Credentials": {
            "AccessKeyId": "ASIAROLE", "SecretAccessKey": "s", "SessionToken": "t", "Expiration": "2999-01-01T00:00:00Z",
        }}

    class Sts:
        """Notes what STS is asked, after botocore's own check of it."""

        def assume_role(self, **parameters):
            validate_parameters(parameters, sts_shape(session, "AssumeRole"))
            asked.roles.append({
                "role_arn": parameters["RoleArn"],
                "session_name": own_session_name(parameters),
                "external_id": parameters.get("ExternalId"),
                "mfa_serial": parameters.get("SerialNumber"),
                "duration_seconds": parameters.get("DurationSeconds"),
            })
            return sts_answer()

        def assume_role_with_web_identity(self, **parameters):
            validate_parameters(parameters, sts_shape(session, "AssumeRoleWithWebIdentity"))
            noted({
                "kind": "web-identity",
                "token_file": parameters["WebIdentityToken"].removeprefix("token of "),
                "role_arn": parameters["RoleArn"],
                "session_name": own_session_name(parameters),
            })
            return sts_answer()

    def watched(provider_class, place):
        load = provider_class.load

        def watch(provider):
            found = load(provider)
            if found is not None:
                asked.base = {
                    "kind": "keys", "in": place, "access_key_id": found.access_key,
                    "secret_access_key": found.secret_key, "session_token": found.token or None,
                }
            return found

        return mock.patch.object(provider_class, "load", watch)

    return [
        watched(module.EnvProvider, "environment"),
        watched(module.SharedCredentialProvider, "credentials"),
        watched(module.ConfigProvider, "config"),
        mock.patch.object(module.ProcessProvider, "_retrieve_credentials_using", process),
        mock.patch.object(module.InstanceMetadataFetcher, "retrieve_iam_role_credentials", instance),
        mock.patch.object(module.ContainerProvider, "_retrieve_or_fail", container),
        mock.patch.object(module.LoginCredentialFetcher, "load_cached_credentials", login),
        mock.patch.object(module.SSOCredentialFetcher, "_get_credentials", identity_center),
        mock.patch.object(module.FileWebIdentityTokenLoader, "__call__", token),
        mock.patch.object(module, "_get_client_creator", lambda *_: lambda *_, **__: Sts()),
        mock.patch.object(module.AssumeRoleProvider.__init__, "__defaults__", (lambda _prompt: "123456", None, None)),
        mock.patch.object(module, "EC", object()),
    ]


def sts_shape(session, operation):
    return session.get_service_model("sts").operation_model(operation).input_shape


def own_session_name(parameters):
    """botocore makes a name up where none is given."""
    name = parameters["RoleSessionName"]
    return None if name.startswith("botocore-session-") else name


def endpoints(session):
    if session.get_config_variable("ignore_configured_endpoint_urls"):
        return {"sts": None, "sso": None, "sso_oidc": None}
    scoped = session.get_scoped_config()
    return {
        service: ConfiguredEndpointProvider(session.full_config, scoped, service.replace("_", "-")).provide()
        for service in ("sts", "sso", "sso_oidc")
    }


def ours(binary, case, home):
    """What countersign prints, in the same words."""
    command = [binary, "credentials", "show", "--json"]
    if "profile" in case:
        command += ["--profile", case["profile"]]
    ran = subprocess.run(command, env=case_paths(case, home), capture_output=True, text=True, timeout=60)
    printed = json.loads(ran.stdout)
    if "error" in printed:
        return {"error": printed["error"]["kind"]}
    base = {key: value_of(value) for key, value in printed["base"].items() if key not in {"profile", "scopes", "expiration"}}
    if base["kind"] == "keys":
        base["in"] = place_of(printed["base"]["access_key_id"]["from"], case, home)
    roles = [{key: value_of(value) for key, value in role.items() if key != "profile"} for role in printed["roles"]]
    for role in roles:
        role["duration_seconds"] = role["duration_seconds"] and int(role["duration_seconds"])
    calls = bool(roles) or base["kind"] in {"web-identity", "identity-center"}
    return {
        "base": base,
        "roles": roles,
        "region": value_of(printed["region"]),
        "endpoints": {key: value_of(value) for key, value in printed["endpoints"].items()} if calls else None,
    }


def value_of(printed):
    return printed["value"] if isinstance(printed, dict) else printed


def place_of(source, case, home):
    if source["kind"] == "variable":
        return "environment"
    environment = case_paths(case, home)
    with mock.patch.dict(os.environ, environment, clear=True):
        named = os.path.expandvars(environment.get("AWS_SHARED_CREDENTIALS_FILE", "~/.aws/credentials"))
        is_credentials = source["file"] == os.path.expanduser(named)
    return "credentials" if is_credentials else "config"


def marked(plan):
    """The plan with secrets as the command line shows them."""
    base = plan.get("base", {})
    if base.get("kind") != "keys":
        return plan
    marks = {
        key: mark(key.replace("_", " "), base[key]) if base[key] is not None else None
        for key in ("secret_access_key", "session_token")
    }
    return plan | {"base": base | marks}


def mark(label, secret):
    start = hashlib.sha256(secret.encode()).hexdigest()[:4]
    return f"[{label}, {len(secret.encode()):,} bytes, sha256 {start}…]"


def agrees(found, wanted):
    if "error" in wanted:
        return found.get("error") in ANY_OF.get(wanted["error"], {wanted["error"]})
    return found == marked(wanted)


RANDOM_FILES = 800
PIECES = [
    "[default]", "[profile a]", "[profile b]", "[profile 'c d']", "[profile a b]", "[DEFAULT]", "[a]", "[sso-session a]",
    "[", "]", "[]", "region", "Region", "output", "=", ":", " = ", "eu-west-1", "us-east-1", "s3 =", "x = 1", "# c", ";c",
    " ", "  ", "\t", "\u00a0", "\u2028", "\x1c", "\x0b", "\ufeff", "\u0130", "\u03a3", "'", '"', "\\", "\0",
    "\n", "\n", "\n", "\n", "\n", "\n", "\n ", "\n  ", "\r\n", "\r", "\nregion = ", "\n  region = ", "\n[profile a]\n",
]
"""What random files are made of."""


def random_file(dice):
    """Mostly settings under sections, so that not nearly all are refused for their first line."""
    lines = dice.randrange(1, 7)
    good = ["[default]\n", "[profile a]\nregion = eu-west-1\n", "region = us-east-1\n", "  deeper\n", "[profile {}]\n", "k{} = v\n", "s3 =\n  a = b\n", "\n"]
    text = dice.choice(good[:2]) if dice.random() < 0.95 else ""
    for _ in range(lines):
        is_good = dice.random() < 0.7
        text += dice.choice(good[2:]) if is_good else "".join(dice.choices(PIECES, k=dice.randrange(1, 6)))
    # Names of their own, so that not every second one is there twice.
    for number in range(text.count("{}")):
        text = text.replace("{}", str(number), 1)
    return text


def compare_random(binary, counts):
    """Profiles, regions and refusals of random files; how many were refused, so that neither kind is missing."""
    dice = random.Random(20_261_120)
    refused = 0
    for _ in range(RANDOM_FILES):
        case = {"files": {".aws/config": random_file(dice), ".aws/credentials": random_file(dice)}}
        with tempfile.TemporaryDirectory() as folder:
            home = Path(folder).resolve()
            environment = case_paths(case, home)
            ran = subprocess.run([binary, "credentials", "list", "--json"], env=environment, capture_output=True, text=True)
            with mock.patch.dict(os.environ, environment, clear=True):
                theirs = listed(home)
            found = ours_listed(json.loads(ran.stdout), home)
        good = same_list(found, theirs)
        refused += "refused" in theirs
        counts["passed" if good else "failed"] += 1
        if not good:
            print(f"{case['files']}: countersign {found}; botocore {theirs}")
    print(f"{RANDOM_FILES} random files, {refused} of them refused by botocore")


def listed(home):
    try:
        profiles = botocore.session.Session().full_config["profiles"]
    except ConfigParseError as error:
        return {"refused": [str(Path(error.kwargs["path"]).relative_to(home)), line_of(error)]}
    regions = {name: values.get("region") for name, values in profiles.items()}
    return {name: region if isinstance(region, str) and region else None for name, region in regions.items()}


def ours_listed(printed, home):
    for remark in printed["remarks"]:
        if remark["kind"] == "config-unreadable":
            return {"refused": [str(Path(remark["from"]["file"]).relative_to(home)), remark["from"]["line"]]}
    return {profile["name"]: profile["region"] for profile in printed["profiles"]}


def same_list(found, theirs):
    if "refused" in theirs and theirs["refused"][1] is None and "refused" in found:
        return found["refused"][0] == theirs["refused"][0]
    return found == theirs and list(found) == list(theirs)


def main():
    cases = [json.loads(line) for line in FIXTURE.read_text(encoding="utf-8").splitlines()]
    if len({case["name"] for case in cases}) != len(cases):
        sys.exit("two cases have one name")
    filled, counts = [], Counter()
    for case in cases:
        with tempfile.TemporaryDirectory() as folder:
            home = Path(folder).resolve()
            fresh = json.loads(json.dumps(answer(case, home)).replace(str(home), "{home}"))
            filled.append({key: value for key, value in case.items() if key != "botocore"} | {"botocore": fresh})
            if sys.argv[1] == "--fill":
                continue
            found = json.loads(json.dumps(ours(sys.argv[1], case, home)).replace(str(home), "{home}"))
        wanted = case.get("ours", fresh["plan"])
        for what, good in [
            ("is recorded otherwise than botocore answers", fresh == case["botocore"]),
            (f"countersign: {found}; wanted: {wanted}", agrees(found, wanted)),
            ("is the same as botocore's and need not stand under ours", "ours" not in case or not agrees(found, fresh["plan"])),
        ]:
            counts["passed" if good else "failed"] += 1
            if not good:
                print(f"{case['name']}: {what}")
    if sys.argv[1] == "--fill":
        lines = [json.dumps(case, ensure_ascii=True) for case in filled]
        FIXTURE.write_text("\n".join(lines) + "\n", encoding="utf-8")
        return 0
    parted = [case for case in cases if "ours" in case]
    for case in parted:
        print(f"parts from botocore: {case['name']}: {case['because']}")
    print(f"{len(cases)} cases, {len(parted)} of them answered otherwise on purpose")
    compare_random(sys.argv[1], counts)
    print(f"{counts['passed']} passed, {counts['failed']} failed")
    return 1 if counts["failed"] else 0


if __name__ == "__main__":
    sys.exit(main())
