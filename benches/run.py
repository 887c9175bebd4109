"""1,000 signed requests in one run: CPU for each beside newman's and Bruno's, and memory of 1,000 and of 10,000.

Usage: run.py --countersign BINARY --newman FOLDER --bruno FOLDER --runs N --limit TIMES

All three send the same signed GET once for each row of the same CSV file to the embedded server, which refuses wrong
signatures, and check that the status is 200; each signs by its own means (newman and Bruno by their auth for AWS). One run
of each goes first and is not counted, then they take turns. CPU time is user and system time of the process with its
children, as the kernel counts it; the server is a process of its own. RssAnon is the most that was seen every 10 ms.
"""

import argparse
import json
import os
import pathlib
import statistics
import subprocess
import sys
import tempfile
import threading
import time

import send

ROWS = 1_000
MANY = 10_000
# What 9,000 further requests may take beside the records of a run.
MOST_GROWTH_KB = 100_000


def rows(file: pathlib.Path, count: int) -> pathlib.Path:
    file.write_text("row\n" + "".join(f"{row}\n" for row in range(count)))
    return file


def write_collections(folder: pathlib.Path, base: str) -> None:
    """One request for Countersign and for Bruno, whose file is the same but for one header, and for newman."""
    url = f"{base}/dev/pets?row={{{{row}}}}"
    auth = {"accessKeyId": send.KEY_ID, "secretAccessKey": send.SECRET, "service": "execute-api", "region": "us-east-1"}
    lines = "".join(f"    {name}: {value}\n" for name, value in auth.items())
    # Bruno opens a connection for each request and leaves it open, of which the server takes 128.
    for name, headers in (("ours", ""), ("bruno", "  headers:\n    - name: Connection\n      value: close\n")):
        collection = folder / name
        collection.mkdir()
        (collection / "opencollection.yml").write_text("opencollection: 1.0.0\n\ninfo:\n  name: Bench\n")
        (collection / "pets.yml").write_text(
            f"info:\n  name: pets\n  type: http\n  seq: 1\n\nhttp:\n  method: GET\n  url: \"{url}\"\n{headers}  auth:\n"
            f"    type: awsv4\n{lines}\nruntime:\n  assertions:\n    - expression: res.status\n      operator: eq\n"
            "      value: \"200\"\n")
    names = {"accessKeyId": "accessKey", "secretAccessKey": "secretKey"}
    postman = {
        "info": {"name": "Bench", "schema": "https://schema.getpostman.com/json/collection/v2.1.0/collection.json"},
        "item": [{
            "name": "pets",
            "event": [{"listen": "test", "script": {"type": "text/javascript", "exec": [
                "pm.test('status', () => pm.response.to.have.status(200));"]}}],
            "request": {"method": "GET", "url": url, "header": [], "auth": {"type": "awsv4", "awsv4": [
                {"key": names.get(name, name), "value": value, "type": "string"} for name, value in auth.items()]}},
        }],
    }
    (folder / "postman.json").write_text(json.dumps(postman))


def commands(args: argparse.Namespace, folder: pathlib.Path, data: pathlib.Path) -> dict[str, tuple[list[str], pathlib.Path]]:
    """Each program's command, and the folder in which it runs."""
    return {
        "countersign": ([args.countersign, "run", str(folder / "ours"), "--data", str(data), "-q"], folder),
        "newman": (["node", str(pathlib.Path(args.newman).absolute() / "node_modules/newman/bin/newman.js"), "run",
                    str(folder / "postman.json"), "-d", str(data), "--reporters", "json",
                    "--reporter-json-export", str(folder / "newman.json")], folder),
        "bruno": (["node", str(pathlib.Path(args.bruno).absolute() / "node_modules/@usebruno/cli/bin/bru.js"), "run", "-r",
                   "--sandbox", "safe", "--csv-file-path", str(data)], folder / "bruno"),
    }


def passed_all(name: str, said: str, folder: pathlib.Path) -> bool:
    """Whether a program says that each request was sent and was answered with 200."""
    if name == "newman":
        stats = json.loads((folder / "newman.json").read_text())["run"]["stats"]
        return [(stats[of]["total"], stats[of]["failed"]) for of in ("requests", "assertions")] == [(ROWS, 0)] * 2
    words = {"countersign": f"{ROWS} requests: {ROWS} passed", "bruno": f"{ROWS} ({ROWS} Passed)"}
    return words[name] in said


def cpu_ms(command: list[str], at: pathlib.Path, env: dict[str, str]) -> tuple[float, str]:
    """CPU milliseconds, and what the program said."""
    process = subprocess.Popen(["timeout", "300", *command], stdout=subprocess.PIPE, stderr=subprocess.STDOUT, env=env,
                               cwd=at, text=True)
    said = process.stdout.read()
    _, status, usage = os.wait4(process.pid, 0)
    if os.waitstatus_to_exitcode(status) != 0:
        sys.exit(f"{' '.join(command)} ended with {os.waitstatus_to_exitcode(status)}: {said[-2000:]}")
    return (usage.ru_utime + usage.ru_stime) * 1000, said


def rss_anon_kb(command: list[str], at: pathlib.Path, env: dict[str, str]) -> int:
    process = subprocess.Popen(command, stdout=subprocess.DEVNULL, env=env, cwd=at)
    most = 0

    def watch() -> None:
        nonlocal most
        while process.poll() is None:
            try:
                lines = pathlib.Path(f"/proc/{process.pid}/status").read_text().splitlines()
            except OSError:
                return
            most = max([most, *(int(line.split()[1]) for line in lines if line.startswith("RssAnon"))])
            time.sleep(0.01)

    watching = threading.Thread(target=watch)
    watching.start()
    watching.join()
    if process.wait() != 0:
        sys.exit(f"{' '.join(command)} ended with {process.returncode}")
    return most


def compare(args: argparse.Namespace, folder: pathlib.Path, base: str) -> bool:
    write_collections(folder, base)
    env = {"PATH": os.environ["PATH"], "HOME": str(folder), "CI": "1"}
    few = commands(args, folder, rows(folder / "rows.csv", ROWS))
    for name, (command, at) in few.items():
        _, said = cpu_ms(command, at, env)
        if not passed_all(name, said, folder):
            sys.exit(f"{name} did not send everything: {said[-2000:]}")
    took = {name: [] for name in few}
    for _ in range(args.runs):
        for name, (command, at) in few.items():
            took[name].append(cpu_ms(command, at, env)[0])
    each = {name: statistics.median(times) / ROWS for name, times in took.items()}
    share = each["countersign"] / each["bruno"]
    print(f"{ROWS} signed GETs in one run, CPU ms for each, median of {args.runs}: countersign {each['countersign']:.2f}, "
          f"newman {each['newman']:.2f}, Bruno {each['bruno']:.2f}; {share:.3f} of Bruno's, limit {args.limit}")
    many, at = commands(args, folder, rows(folder / "many.csv", MANY))["countersign"]
    memory = [rss_anon_kb(few["countersign"][0], at, env), rss_anon_kb(many, at, env)]
    print(f"most RssAnon of countersign: {memory[0]} kB for {ROWS} requests, {memory[1]} kB for {MANY}, "
          f"limit {MOST_GROWTH_KB} kB more")
    return share <= args.limit and memory[1] - memory[0] <= MOST_GROWTH_KB


def main() -> None:
    parser = argparse.ArgumentParser()
    for name in ("countersign", "newman", "bruno"):
        parser.add_argument(f"--{name}", required=True)
    parser.add_argument("--runs", type=int, required=True)
    parser.add_argument("--limit", type=float, required=True)
    args = parser.parse_args()
    args.countersign = str(pathlib.Path(args.countersign).absolute())
    server, address = send.demo_server(args.countersign)
    try:
        with tempfile.TemporaryDirectory() as folder:
            # Bruno and newman know no names below localhost; the path tells the product too.
            base = "http://127.0.0.1:" + address.rsplit(":", 1)[1]
            if not compare(args, pathlib.Path(folder), base):
                sys.exit("a run is above its limit")
    finally:
        server.kill()
        server.wait()


if __name__ == "__main__":
    main()
