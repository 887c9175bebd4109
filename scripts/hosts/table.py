"""Merges patterns into the lines of the table."""

from dataclasses import dataclass, field

from models import Partition
from patterns import DNS, DUAL_STACK, GLOBAL_REGION, REGION, Pattern, Scope

SHARED = [{"geo", "geo-maps"}, {"geo", "geo-places"}, {"geo", "geo-routes"}]
"""Services with one host: the older API of Amazon Location signs as `geo`, the newer ones under their own names."""



@dataclass
class Table:
    """Patterns with their scopes."""

    partitions: list[Partition]
    scopes: dict[Pattern, Scope] = field(default_factory=dict)
    shared: set[Pattern] = field(default_factory=set)
    """Patterns that a second service uses too, told apart by the path only."""

    def add(self, pattern: Pattern, scope: Scope) -> None:
        """Adds a pattern. What the table can not tell apart has to be known here."""
        known = self.scopes.setdefault(pattern, scope)
        if known == scope:
            return
        if {known.service, scope.service} not in SHARED:
            raise SystemExit(f"{pattern} is signed as {known} and as {scope}")
        self.shared.add(pattern)
        self.scopes[pattern] = max(known, scope, key=lambda each: len(each.service))

    def lines(self) -> list[str]:
        """`labels suffixes service region [flags]`, sorted by bytes."""
        merged: dict[tuple[str, ...], set[str]] = {}
        for pattern, scope in self.scopes.items():
            if not self.is_covered(pattern, scope):
                columns = (pattern.labels, scope.service, scope.region, *self.flags(pattern, scope))
                merged.setdefault(columns, set()).add(pattern.suffix)
        return sorted(
            " ".join([labels, ",".join(sorted(suffixes)), *rest]) for (labels, *rest), suffixes in merged.items()
        )

    def flags(self, pattern: Pattern, scope: Scope) -> list[str]:
        flags = ["v4a"] if scope.algorithm == "v4a" else []
        return [*flags, "shared"] if pattern in self.shared else flags

    def is_covered(self, pattern: Pattern, scope: Scope) -> bool:
        """Whether a more general pattern says the same: any suffix of its kind, or any region."""
        any_region = ".".join(REGION if label == scope.region else label for label in pattern.labels.split("."))
        general = (
            Pattern(labels, suffix)
            for labels in (pattern.labels, any_region)
            for suffix in (pattern.suffix, self.kind(pattern.suffix))
        )
        return any(self.says(other, pattern, scope) for other in general if other != pattern)

    def says(self, general: Pattern, pattern: Pattern, scope: Scope) -> bool:
        """Whether the general pattern gives the scope of the special one."""
        found = self.scopes.get(general)
        if found is None or (found.service, found.algorithm) != (scope.service, scope.algorithm):
            return False
        if found.region == REGION:
            return scope.region == REGION or general.labels != pattern.labels
        if found.region == GLOBAL_REGION:
            return scope.region in (GLOBAL_REGION, self.global_region(pattern.suffix))
        return found.region == scope.region

    def kind(self, suffix: str) -> str:
        """`dns` for `amazonaws.com`."""
        for partition in self.partitions:
            if suffix in (partition.dns, partition.dual_stack):
                return DNS if suffix == partition.dns else DUAL_STACK
        return suffix

    def global_region(self, suffix: str) -> str | None:
        """Of the first partition with that suffix."""
        found = (each.global_region for each in self.partitions if suffix in (each.dns, each.dual_stack))
        return next(found, None)
