"""botocore as judge of what hosts say about service and region.

    python tests/foreign/botocore_hosts.py PATH/TO/countersign [--tests BOTOCORE_REPOSITORY]

Asks botocore's endpoint rule sets for the host of every service in every region, with and without FIPS and dual
stack, S3 and S3 Control with buckets, access points and accounts, and the host prefixes of single operations. Lets
`countersign sign --jsonl` sign a request to each host without being told region and service, and compares the
credential scopes. With --tests the hosts are those of the endpoint tests in a checkout of botocore instead.
Prints every disagreement that EXPLAINED does not have and a line `N passed, M failed`; exits with 1 when there was one.
"""

import itertools
import json
import re
import subprocess
import sys
from collections import Counter, defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlsplit

from botocore.endpoint_provider import EndpointProvider
from botocore.exceptions import EndpointProviderError, UnknownServiceError
from botocore.loaders import Loader

LOADER = Loader()
PARTITIONS = LOADER.load_data("partitions")
KEYS = {"access_key_id": "AKIDEXAMPLE", "secret_access_key": "wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY"}
MANY_REGIONS = "*"

EXPLAINED = [
    (
        r"(maps|places|routes)\.geo(-fips)?\.",
        "one host for the older API (geo) and the newer (geo-maps …), told apart by the path; marked as a guess",
    ),
    (
        r"(^|\.)s3-accelerate\.",
        "the bucket's region is not in the host, so none is signed without being asked",
    ),
    (r"\.aws(-[a-z]+)*-global\.", "no region has this name: a client's setting that a rule set put into the host"),
    (
        r"^(budgets|cloudfront|cloudfront-fips)\.api\.aws$",
        "two partitions share the suffix, and nothing in the host says that it is GovCloud's",
    ),
    (
        r"^localhost$|sandbox\.|^quicksight\.api\.|\.us-east\.special\.",
        "made up for botocore's tests: no region is called so",
    ),
]
"""Hosts where we part from botocore, with the reason."""


@dataclass(frozen=True)
class Scope:
    """What a request is signed for."""

    service: str
    region: str
    """`*` with SigV4a."""


@dataclass(frozen=True)
class Answer:
    """What countersign signed a request for; nothing without a scope."""

    scope: Scope | None
    guessed: bool


def expected_hosts() -> dict[str, set[Scope]]:
    """Every host that botocore would call, with the scopes it would sign for. Most have one."""
    hosts: dict[str, set[Scope]] = defaultdict(set)
    for service in LOADER.list_available_services("endpoint-rule-set-1"):
        for version in LOADER.list_api_versions(service, "endpoint-rule-set-1"):
            for host, scope in hosts_of(service, version):
                hosts[host].add(scope)
    return hosts


def hosts_of(service: str, version: str) -> Iterator[tuple[str, Scope]]:
    rules = LOADER.load_service_model(service, "endpoint-rule-set-1", version)
    model = LOADER.load_service_model(service, "service-2")
    prefixes = host_prefixes(model) if service not in {"s3", "s3control"} else [""]
    provider = EndpointProvider(rules, PARTITIONS)
    for region, fips, dual_stack in itertools.product(regions(), (False, True), (False, True)):
        for extra in further_parameters(service, region):
            parameters = {"Region": region, "UseFIPS": fips, "UseDualStack": dual_stack, **extra}
            try:
                endpoint = provider.resolve_endpoint(**parameters)
            except EndpointProviderError:
                continue
            scope = scope_of(endpoint.properties, model["metadata"], region)
            if scope:
                host = urlsplit(endpoint.url).hostname
                yield from ((prefix + host, scope) for prefix in prefixes)


def regions() -> list[str]:
    return [region for partition in PARTITIONS["partitions"] for region in partition["regions"]]


def host_prefixes(model: dict) -> list[str]:
    """What single operations put in front of the host, with something for their variables."""
    found = {operation.get("endpoint", {}).get("hostPrefix", "") for operation in model["operations"].values()}
    return ["", *sorted(re.sub(r"\{\w+\}", "abc123", prefix) for prefix in found if prefix)]


def further_parameters(service: str, region: str) -> Iterator[dict]:
    """Other parameters that change the host."""
    yield {}
    account = "111122223333"
    arn = f"arn:aws:s3:{region}:{account}:accesspoint/point"
    match service:
        case "s3":
            yield {"Bucket": "bucket"}
            yield {"Bucket": "my.dotted.bucket"}
            yield {"Bucket": "bucket", "Accelerate": True}
            yield {"Bucket": "bucket", "UseGlobalEndpoint": True}
            yield {"Bucket": "bucket--use1-az4--x-s3"}
            yield {"UseS3ExpressControlEndpoint": True, "Bucket": "bucket--use1-az4--x-s3"}
            yield {"Bucket": arn}
            yield {"Bucket": arn.replace(":s3:", ":s3-object-lambda:")}
            yield {"Bucket": f"arn:aws:s3-outposts:{region}:{account}:outpost/op-01234567890123456/accesspoint/point"}
            yield {"Bucket": f"arn:aws:s3::{account}:accesspoint/abc.mrap"}
        case "s3control":
            yield {"AccountId": account, "RequiresAccountId": True}
            yield {"OutpostId": "op-01234567890123456"}
        case "dynamodb" | "dynamodbstreams" | "eventbridgev2":
            yield {"AccountId": account, "AccountIdEndpointMode": "preferred"}
        case "kinesis":
            for kind, target in itertools.product(("control", "data"), ("stream", "consumer")):
                name = f"arn:aws:kinesis:{region}:{account}:stream/name"
                yield {"OperationType": kind, f"{target.title()}ARN": name if target == "stream" else f"{name}/consumer/c:1"}
        case "eventbridge" | "sesv2":
            yield {"EndpointId": "abc123.456def"}
        case "cloudfront-keyvaluestore":
            yield {"KvsARN": f"arn:aws:cloudfront::{account}:key-value-store/abc"}
        case "opensearchmemory":
            yield {"SpaceId": "abc123"}


def scope_of(properties: dict, metadata: dict, region: str) -> Scope | None:
    """As botocore's resolver has it: SigV4 where it can be had, the client's own region where none is given."""
    schemes = sorted(properties.get("authSchemes", []), key=lambda scheme: scheme["name"] == "sigv4a")
    scheme = schemes[0] if schemes else {}
    service = scheme.get("signingName", metadata.get("signingName", metadata["endpointPrefix"]))
    if scheme.get("name") == "sigv4a":
        return Scope(service, MANY_REGIONS)
    signed = scheme.get("signingRegion", region)
    # A client's region of the form aws-global is none to sign for.
    return None if signed.endswith("-global") else Scope(service, signed)


def tested_hosts(repository: Path) -> dict[str, set[Scope]]:
    """The hosts of botocore's own endpoint tests."""
    hosts: dict[str, set[Scope]] = defaultdict(set)
    for file in sorted(repository.glob("tests/functional/endpoint-rules/*/endpoint-tests-1.json")):
        try:
            metadata = LOADER.load_service_model(file.parts[-2], "service-2")["metadata"]
        except UnknownServiceError:
            print(f"left out: {file.parts[-2]}, which this botocore does not have")
            continue
        for case in json.loads(file.read_text())["testCases"]:
            endpoint = case["expect"].get("endpoint")
            parameters = case.get("params", {})
            if not endpoint or "Endpoint" in parameters:
                continue
            scope = scope_of(endpoint.get("properties", {}), metadata, parameters.get("Region", "aws-global"))
            if scope:
                hosts[urlsplit(endpoint["url"]).hostname].add(scope)
    return hosts


def answers(binary: str, hosts: list[str]) -> list[Answer]:
    """Lets countersign sign a request to each host."""
    lines = (json.dumps({"method": "GET", "url": f"https://{host}/", "aws": KEYS}) for host in hosts)
    ran = subprocess.run([binary, "sign", "--jsonl"], input="\n".join(lines), capture_output=True, text=True)
    replies = [json.loads(line) for line in ran.stdout.splitlines()]
    if len(replies) != len(hosts):
        sys.exit(f"{len(replies)} reports for {len(hosts)} requests: {ran.stderr}")
    return [answer(reply) for reply in replies]


def answer(reply: dict) -> Answer:
    if "error" in reply:
        # SigV4a has no region in its scope: asked for one means that none was taken from the host.
        return Answer(None, guessed=False)
    guessed = any("guess" in note["reason"] for note in reply["notes"])
    date, *region, service, _ = reply["credential_scope"].split("/")
    return Answer(Scope(service, region[0] if region else MANY_REGIONS), guessed)


def agrees(found: Answer, expected: set[Scope]) -> bool:
    if found.scope is None:
        # Not signed without being asked for a region, which is right for hosts of every region.
        return all(scope.region == MANY_REGIONS for scope in expected)
    return found.scope in expected


def explanation(host: str) -> str | None:
    return next((reason for pattern, reason in EXPLAINED if re.search(pattern, host)), None)


def main() -> int:
    binary, *options = sys.argv[1:]
    hosts = tested_hosts(Path(options[1])) if options[:1] == ["--tests"] else expected_hosts()
    names = sorted(hosts)
    counts: Counter[str] = Counter()
    explained: Counter[str] = Counter()
    for host, found in zip(names, answers(binary, names), strict=True):
        expected = hosts[host]
        counts["guessed"] += found.guessed
        counts["of several scopes"] += len(expected) > 1
        if agrees(found, expected):
            counts["passed"] += 1
        elif reason := explanation(host):
            explained[reason] += 1
        else:
            counts["failed"] += 1
            wanted = ", ".join(sorted(f"{scope.service} in {scope.region}" for scope in expected)[:3])
            print(f"{host}: signed for {found.scope}; botocore signs for {wanted}")
    for reason, count in explained.items():
        print(f"{count} explained: {reason}")
    share = 100 * counts["passed"] / max(1, len(names))
    print(f"{len(names)} hosts, {share:.2f} % as botocore, {counts['guessed']} guessed, {counts['of several scopes']} of several scopes")
    print(f"{counts['passed']} passed, {counts['failed']} failed")
    return 1 if counts["failed"] else 0


if __name__ == "__main__":
    sys.exit(main())
