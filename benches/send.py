"""One signed GET from the command line: Countersign against curl, and the list of files it opens.

Usage: send.py --countersign BINARY --runs N --limit TIMES

Both sign the same request with the same key and send it to the embedded server, which refuses wrong signatures; one
of each goes first and is not counted, then they take turns. CPU time is user and system time of the process with all
of its threads, as the kernel counts them. With strace, a run of Countersign must open no file of the certificate
store, of the AWS configuration or of its own data.
"""

import argparse
import os
import re
import shutil
import statistics
import subprocess
import sys
import tempfile

GIVE_UP_SECONDS = "30"
KEY_ID = "AKIAIOSFODNN7EXAMPLE"
SECRET = "wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY"
# What a plain http request needs none of.
FORBIDDEN = re.compile(r"/etc/ssl|/etc/pki|ca-certificates|/\.aws/|/\.local/|/\.config/|/\.cache/|\.sqlite")


def environment(home: str) -> dict[str, str]:
    """A home without anything in it, and the secret."""
    return {
        "PATH": os.environ["PATH"],
        "HOME": home,
        "AWS_SECRET_ACCESS_KEY": SECRET,
    }


def cpu_ms(command: list[str], env: dict[str, str]) -> float:
    """CPU milliseconds of one run, which must end well."""
    process = subprocess.Popen(["timeout", GIVE_UP_SECONDS, *command], stdout=subprocess.DEVNULL, env=env)
    _, status, usage = os.wait4(process.pid, 0)
    if os.waitstatus_to_exitcode(status) != 0:
        sys.exit(f"{' '.join(command)} ended with {os.waitstatus_to_exitcode(status)}")
    return (usage.ru_utime + usage.ru_stime) * 1000


def opened_files(command: list[str], env: dict[str, str]) -> list[str]:
    """The files that a run opened, in order, those that were not there left out."""
    with tempfile.NamedTemporaryFile("r") as log:
        traced = ["strace", "-f", "-qq", "-e", "trace=open,openat", "-o", log.name, *command]
        subprocess.run(traced, env=env, stdout=subprocess.DEVNULL, check=True)
        lines = log.read().splitlines()
    found = (re.search(r'open(?:at)?\(.*?"([^"]+)".*\) = \d', line) for line in lines)
    return [match.group(1) for match in found if match]


def demo_server(binary: str) -> tuple[subprocess.Popen, str]:
    """The embedded server as a process of its own, and its address."""
    server = subprocess.Popen([binary, "demo-server"], stdout=subprocess.PIPE, text=True)
    for line in server.stdout:
        match = re.search(r"http://\S+localhost:\d+", line)
        if match:
            return server, match.group(0)
    sys.exit("the embedded server did not start")


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("--countersign", required=True)
    parser.add_argument("--runs", type=int, required=True)
    parser.add_argument("--limit", type=float, required=True)
    args = parser.parse_args()
    server, address = demo_server(args.countersign)
    try:
        with tempfile.TemporaryDirectory() as home:
            compare(args, address + "/dev/pets", environment(home))
    finally:
        server.kill()


def compare(args: argparse.Namespace, url: str, env: dict[str, str]) -> None:
    ours = [args.countersign, "send", "--fail", "--access-key-id", KEY_ID, "GET", url]
    port = url.split(":")[2].split("/")[0]
    host = url.split("/")[2].split(":")[0]
    curl = ["curl", "--silent", "--fail", "--resolve", f"{host}:{port}:127.0.0.1",
            "--aws-sigv4", "aws:amz:us-east-1:execute-api", "--user", f"{KEY_ID}:{SECRET}", url]
    cpu_ms(curl, env)
    cpu_ms(ours, env)
    pairs = [(cpu_ms(curl, env), cpu_ms(ours, env)) for _ in range(args.runs)]
    theirs, mine = (statistics.median(side) for side in zip(*pairs))
    print(f"one signed GET, CPU ms, median of {args.runs}: curl {theirs:.1f}, countersign {mine:.1f}, "
          f"{mine / theirs:.2f} times, limit {args.limit}")
    if shutil.which("strace"):
        files = opened_files(ours, env)
        print("files opened:", *files, sep="\n  ")
        if wrong := [file for file in files if FORBIDDEN.search(file)]:
            sys.exit(f"these were not needed: {wrong}")
    else:
        sys.exit("strace is needed for the list of files opened")
    if mine > args.limit * theirs:
        sys.exit("a signed GET is above its limit")


if __name__ == "__main__":
    main()
