"""Writes assets/hosts/hosts.txt, assets/hosts/regions.txt and src/sigv4/hosts/partition_table.rs from botocore's endpoint rule sets.

Usage: python scripts/hosts REPOSITORY, with botocore installed. scripts/hosts.sh does both.
"""

import sys
from pathlib import Path

import botocore

from models import Partition, partitions, services
from patterns import lines_of
from table import Table

HEADER = """\
# Hosts of AWS, with the service and region they are signed for.
#
# Written by scripts/hosts.sh from the endpoint rule sets of botocore {version}; do not edit.
# botocore is Copyright Amazon.com, Inc. or its affiliates, licensed under the Apache License 2.0;
# see README.md beside this file.
#
# labels suffixes service region [flags], sorted by bytes. README.md explains the columns.
"""

REGIONS_HEADER = """\
# Regions of AWS, partition by partition.
#
# Written by scripts/hosts.sh from the partitions.json of botocore {version}; do not edit. See README.md beside this file.
"""

RUST_HEADER = """\
//! The partitions of AWS.
//!
//! Written by `scripts/hosts.sh` from the `partitions.json` of botocore {version} (Apache License 2.0, see
//! `assets/hosts/README.md`): run it again rather than edit this file.

use super::partition::Partition;

/// Every partition. Where two share a suffix, the first is the one of hosts without a region.
pub(super) const PARTITIONS: &[Partition] = &[
"""


def rust_of(partition: Partition) -> str:
    prefixes = ", ".join(f'"{prefix}"' for prefix in partition.region_prefixes)
    return f"""\
    Partition {{
        dns_suffix: "{partition.dns}",
        dual_stack_suffix: "{partition.dual_stack}",
        global_region: "{partition.global_region}",
        region_prefixes: &[{prefixes}],
    }},
"""


def main() -> None:
    repository = Path(sys.argv[1])
    data = Path(botocore.__file__).parent / "data"
    known = partitions(data)
    table = Table(known)
    names = set()
    for service in services(data):
        names.add(service.name)
        for pattern, scope in lines_of(service, known):
            table.add(pattern, scope)
    written = table.lines()
    hosts = repository / "assets/hosts/hosts.txt"
    hosts.parent.mkdir(exist_ok=True)
    hosts.write_text(HEADER.format(version=botocore.__version__) + "\n".join(written) + "\n")
    regions = [region for partition in known for region in partition.regions]
    (repository / "assets/hosts/regions.txt").write_text(
        REGIONS_HEADER.format(version=botocore.__version__) + "\n".join(regions) + "\n"
    )
    rust = repository / "src/sigv4/hosts/partition_table.rs"
    rust.write_text(RUST_HEADER.format(version=botocore.__version__) + "".join(map(rust_of, known)) + "];\n")
    print(f"{len(names)} services, {len(table.scopes)} patterns, {len(written)} lines, {hosts.stat().st_size} bytes")


if __name__ == "__main__":
    main()
