"""From the URL template of a rule set to a line of the table."""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from models import Endpoint, Partition, Service

REGION = "{r}"
"""A label that is a region, and the region to sign with."""
GLOBAL_REGION = "{g}"
"""The region in which a partition's global services are signed."""
ANY = "*"
"""One or more labels at the front."""
DNS, DUAL_STACK, ABSOLUTE = "dns", "dual", "."

OPERATION_TYPES = ("control", "data")
"""The values that Kinesis's model gives to `OperationType`."""

LEFT_OUT = (
    # The host is the user's own.
    re.compile(r"\{url#authority\}|\{Endpoint\}|localhost"),
    # A suffix that the caller makes up.
    re.compile(r"\{\w*CustomEndpointSuffixValue\}"),
)

LEFT_TO_HAND_RULES = {"s3", "s3control"}
"""Buckets have dots, and hosts of S3 say less than their rule sets know: src/sigv4/hosts/s3.rs reads them."""

GLOBAL_REGION_OF_THE_RULE = {"signin-fips.amazonaws-us-gov.com": "us-gov-west-1"}
"""Hosts without a region outside of every partition's suffix, with the region in whose branch they stand."""

IN_BRACES = r"\{[^{}]*\}"
GLOBAL_LABEL = "{PartitionResult#implicitGlobalRegion}"


@dataclass(frozen=True)
class Scope:
    """How requests to a host are signed."""

    service: str
    region: str
    """A region, `{r}` or `{g}`; `*` with SigV4a."""
    algorithm: str = "v4"


@dataclass(frozen=True, order=True)
class Pattern:
    """A form of host names: labels, and the class of the suffix behind them."""

    labels: str
    suffix: str


def lines_of(service: Service, partitions: list[Partition]) -> Iterator[tuple[Pattern, Scope]]:
    """Every pattern of a service with its scope."""
    for endpoint in service.endpoints:
        if service.name in LEFT_TO_HAND_RULES or any(left_out.search(endpoint.url) for left_out in LEFT_OUT):
            continue
        template = re.sub(r"^https?://", "", endpoint.url).split("/")[0]
        for host in hosts(template, service):
            pattern = pattern_of(host, partitions)
            yield pattern, scope_of(endpoint, service, pattern, host)


def hosts(template: str, service: Service) -> Iterator[str]:
    """The template, and the template behind each prefix of single operations."""
    for prefix in ["", *sorted(service.host_prefixes)]:
        if "{OperationType}" not in template:
            yield prefix + template
            continue
        for value in OPERATION_TYPES:
            yield prefix + template.replace("{OperationType}", value)


def pattern_of(host: str, partitions: list[Partition]) -> Pattern:
    before, variable = re.fullmatch(r"(.*?)(?:\.\{\w+#(dnsSuffix|dualStackDnsSuffix)\})?", host).groups()
    if variable:
        return Pattern(normal(before), DNS if variable == "dnsSuffix" else DUAL_STACK)
    suffixes = {suffix for partition in partitions for suffix in (partition.dns, partition.dual_stack)}
    for suffix in sorted(suffixes, key=len, reverse=True):
        if host.endswith("." + suffix):
            return Pattern(normal(host.removesuffix("." + suffix)), suffix)
    return Pattern(normal(host), ABSOLUTE)


def normal(labels: str) -> str:
    """`*.{r}.name` for `{AccountId}.{Region}.name`."""
    parts = [normal_label(label) for label in labels.split(".")]
    while parts[:2] == [ANY, ANY]:
        del parts[0]
    if ANY in parts[1:] or any("{" in part and part != REGION for part in parts):
        raise SystemExit(f"a template in a new form: {labels}")
    return ".".join(parts)


def normal_label(label: str) -> str:
    if label == GLOBAL_LABEL or re.fullmatch(r"\{(Region|\w+#region)\}", label):
        return REGION
    if re.fullmatch(rf"(op-)?{IN_BRACES}(-{IN_BRACES})*", label):
        return ANY
    return label


def scope_of(endpoint: Endpoint, service: Service, pattern: Pattern, host: str) -> Scope:
    """The SigV4 scheme; SigV4a only where there is no other."""
    schemes = sorted(endpoint.schemes, key=lambda scheme: scheme["name"] == "sigv4a")
    scheme = schemes[0] if schemes else {}
    if scheme.get("disableDoubleEncoding"):
        raise SystemExit(f"a path that is encoded once outside of the S3 family: {endpoint}")
    name = scheme.get("signingName", service.signing_name)
    if scheme.get("name") == "sigv4a":
        if scheme["signingRegionSet"] != ["*"]:
            raise SystemExit(f"a region set in a new form: {endpoint}")
        return Scope(name, "*", "v4a")
    return Scope(name, region_of(scheme.get("signingRegion"), pattern, host))


def region_of(signing_region: str | None, pattern: Pattern, host: str) -> str:
    labels = pattern.labels.split(".")
    if signing_region and "{" not in signing_region:
        return signing_region
    if REGION in labels:
        return REGION
    literal = [label for label in labels if re.fullmatch(r"[a-z]+(-[a-z]+)+-\d", label)]
    return literal[0] if literal else GLOBAL_REGION_OF_THE_RULE.get(host, GLOBAL_REGION)
