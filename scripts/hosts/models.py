"""Reads botocore's data folder: partitions, endpoint rule sets, and what the service models say beside them."""

import gzip
import json
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path


@dataclass(frozen=True)
class Partition:
    """A group of regions with its own host suffixes."""

    name: str
    dns: str
    dual_stack: str
    global_region: str
    region_prefixes: tuple[str, ...]
    regions: tuple[str, ...]


@dataclass(frozen=True)
class Endpoint:
    """One end of a rule tree: the URL's template and the auth schemes that stand with it."""

    url: str
    schemes: tuple[dict, ...]


@dataclass
class Service:
    """One version of one service."""

    name: str
    signing_name: str
    endpoints: list[Endpoint]
    host_prefixes: set[str] = field(default_factory=set)
    """What single operations put in front of the host."""


def partitions(data: Path) -> list[Partition]:
    """Every partition, in botocore's order."""
    found = json.loads((data / "partitions.json").read_text())["partitions"]
    return [
        Partition(
            name=entry["id"],
            dns=entry["outputs"]["dnsSuffix"],
            dual_stack=entry["outputs"]["dualStackDnsSuffix"],
            global_region=entry["outputs"]["implicitGlobalRegion"],
            region_prefixes=region_prefixes(entry["regionRegex"]),
            regions=tuple(sorted(name for name in entry["regions"] if not name.endswith("-global"))),
        )
        for entry in found
    ]


def region_prefixes(regex: str) -> tuple[str, ...]:
    r"""`("us-gov-",)` for `^us\-gov\-\w+\-\d+$`: what stands before the last word and number."""
    plain = regex.replace("\\-", "-")
    shape = re.fullmatch(r"\^(.*-)\\w\+-\\d\+\$", plain)
    if not shape:
        raise SystemExit(f"a regular expression of regions in a new form: {regex}")
    before = shape.group(1)
    alternatives = re.fullmatch(r"([a-z-]*)\(([a-z|]+)\)-", before)
    if not alternatives:
        return (before,)
    start, words = alternatives.groups()
    return tuple(sorted(f"{start}{word}-" for word in words.split("|")))


def services(data: Path) -> Iterator[Service]:
    """Every version of every service that has both a model and a rule set."""
    for rules in sorted(data.glob("*/*/endpoint-rule-set-1.json.gz")):
        model = rules.with_name("service-2.json.gz")
        if model.exists():
            yield service(rules.parts[-3], read(rules), read(model))


def service(name: str, rules: dict, model: dict) -> Service:
    metadata = model["metadata"]
    prefixes = (operation.get("endpoint", {}).get("hostPrefix") for operation in model["operations"].values())
    return Service(
        name=name,
        signing_name=metadata.get("signingName", metadata["endpointPrefix"]),
        endpoints=[endpoint for rule in rules["rules"] for endpoint in ends(rule)],
        host_prefixes={prefix for prefix in prefixes if prefix},
    )


def ends(rule: dict) -> Iterator[Endpoint]:
    """The ends of one rule and of all below it."""
    if rule["type"] == "endpoint":
        url = rule["endpoint"]["url"]
        schemes = rule["endpoint"].get("properties", {}).get("authSchemes", [])
        if isinstance(url, str):
            yield Endpoint(url, tuple(schemes))
    for below in rule.get("rules", []):
        yield from ends(below)


def read(path: Path) -> dict:
    with gzip.open(path) as file:
        return json.load(file)
