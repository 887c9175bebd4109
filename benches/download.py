"""Runs both programs in turn against a server of its own and compares their CPU time. See download.sh."""

import argparse
import filecmp
import os
import socket
import statistics
import subprocess
import sys
import tempfile
import threading

SIZE = 1 << 30


def serve(listener: socket.socket, body: int) -> None:
    """Answers every request with the body, by sendfile: the server's own time is not measured, but waited for."""
    head = b"HTTP/1.1 200 OK\r\ncontent-type: application/octet-stream\r\ncontent-length: %d\r\nconnection: close\r\n\r\n"
    while True:
        connection, _ = listener.accept()
        with connection:
            request = b""
            while b"\r\n\r\n" not in request:
                request += connection.recv(65536)
            connection.sendall(head % SIZE)
            sent = 0
            while sent < SIZE:
                sent += os.sendfile(connection.fileno(), body, sent, SIZE - sent)


def cpu_seconds(command: list[str]) -> float:
    """User and system time of one run and its threads."""
    child = subprocess.Popen(command, stdout=subprocess.DEVNULL)
    _, status, usage = os.wait4(child.pid, 0)
    if status != 0:
        sys.exit(f"{command[0]} ended with {status}")
    return usage.ru_utime + usage.ru_stime


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("--countersign", required=True)
    parser.add_argument("--runs", type=int, required=True)
    parser.add_argument("--limit", type=float, required=True)
    options = parser.parse_args()
    body = os.memfd_create("body")
    block = os.urandom(1 << 20)
    for _ in range(SIZE // len(block)):
        os.write(body, block)
    listener = socket.create_server(("127.0.0.1", 0))
    threading.Thread(target=serve, args=(listener, body), daemon=True).start()
    url = f"http://127.0.0.1:{listener.getsockname()[1]}/"
    with tempfile.TemporaryDirectory() as folder:
        theirs, ours = f"{folder}/curl", f"{folder}/countersign"
        commands = {
            "curl": ["curl", "--silent", "--output", theirs, url],
            "countersign": [options.countersign, "send", "--auth", "none", "--output", ours, "GET", url],
        }
        times: dict[str, list[float]] = {name: [] for name in commands}
        for _ in range(options.runs):
            for name, command in commands.items():
                times[name].append(cpu_seconds(command))
        if not filecmp.cmp(theirs, ours, shallow=False):
            sys.exit("the two files differ")
    medians = {name: statistics.median(runs) for name, runs in times.items()}
    for name, runs in times.items():
        print(f"{name}: {medians[name]:.2f} s of CPU time, median of {options.runs} ({min(runs):.2f} to {max(runs):.2f})")
    ratio = medians["countersign"] / medians["curl"]
    print(f"{ratio:.2f} times, at most {options.limit}")
    sys.exit(ratio > options.limit)


main()
