"""Runs two commands in turn and compares the medians of their CPU time.

Usage: startup.py --runs N --limit-ms MS --opponent COMMAND… --ours COMMAND…

CPU time is user and system time of the process with all of its threads, as the kernel counts them: it does not
depend on what else the machine does, as wall time would. One run of each goes first and is not counted, so that
both find their libraries in memory. What else runs still slows it by cold caches and a lower clock, never the other way
round: so a difference above the limit is measured again, and counts when each round has it.

The limit is for a processor on which the empty window takes USUAL_EMPTY_MS. On a slower one, or one that is shared, both windows
take longer in proportion, and so the limit grows with the empty window; on a faster one it stays.
"""

import os
import statistics
import subprocess
import sys

GIVE_UP_SECONDS = 60
# Of all runs, as far as the difference is above the limit.
MOST_ROUNDS = 3
# What the empty window took where the limit was set.
USUAL_EMPTY_MS = 93


def cpu_ms(command: list[str]) -> float:
    """CPU milliseconds of one run, which must end by itself and well."""
    process = subprocess.Popen(["timeout", str(GIVE_UP_SECONDS), *command], stdout=subprocess.DEVNULL)
    _, status, usage = os.wait4(process.pid, 0)
    if os.waitstatus_to_exitcode(status) != 0:
        sys.exit(f"{' '.join(command)} ended with {os.waitstatus_to_exitcode(status)}")
    return (usage.ru_utime + usage.ru_stime) * 1000


def arguments(argv: list[str]) -> tuple[int, float, list[str], list[str]]:
    """Splits the command line at its two markers."""
    ours_at = argv.index("--ours")
    opponent_at = argv.index("--opponent")
    runs = int(argv[argv.index("--runs") + 1])
    limit_ms = float(argv[argv.index("--limit-ms") + 1])
    return runs, limit_ms, argv[opponent_at + 1 : ours_at], argv[ours_at + 1 :]


def medians_ms(runs: int, opponent: list[str], ours: list[str]) -> tuple[float, float]:
    """What the opponent needs, and what ours needs more, in milliseconds: medians of runs in turn."""
    pairs = [(cpu_ms(opponent), cpu_ms(ours)) for _ in range(runs)]
    print("run  empty window  countersign   (CPU ms to first frame)")
    for number, (empty, full) in enumerate(pairs, start=1):
        print(f"{number:3}  {empty:12.0f}  {full:11.0f}")
    empty = statistics.median(pair[0] for pair in pairs)
    full = statistics.median(pair[1] for pair in pairs)
    print(f"median {empty:10.0f}  {full:11.0f}   difference {full - empty:.0f} ms")
    return empty, full - empty


def main() -> None:
    runs, limit_ms, opponent, ours = arguments(sys.argv[1:])
    cpu_ms(opponent)
    cpu_ms(ours)
    for _ in range(MOST_ROUNDS):
        empty, difference = medians_ms(runs, opponent, ours)
        limit = limit_ms * max(1, empty / USUAL_EMPTY_MS)
        if difference <= limit:
            print(f"within the limit of {limit:.0f} ms ({limit_ms:.0f} where the empty window takes {USUAL_EMPTY_MS})")
            return
    sys.exit(f"start-up is above its limit of {limit:.0f} ms in each of {MOST_ROUNDS} rounds")


if __name__ == "__main__":
    main()
