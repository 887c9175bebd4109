"""Runs an upload against a server that reads it away, and looks at the memory of the client; see upload.sh."""

import argparse
import os
import socket
import subprocess
import sys
import threading
import time


def discard(listener, received):
    """Reads one request to its end, keeps nothing, answers 200."""
    connection, _ = listener.accept()
    buffer = bytearray(1 << 20)
    head = b""
    while b"\r\n\r\n" not in head:
        head += connection.recv(65536)
    head, rest = head.split(b"\r\n\r\n", 1)
    lines = head.decode().lower().split("\r\n")
    length = next(int(line.split(": ")[1]) for line in lines if line.startswith("content-length: "))
    count = len(rest)
    while count < length:
        read = connection.recv_into(buffer)
        if read == 0:
            break
        count += read
    received.append((length, count))
    connection.sendall(b"HTTP/1.1 200 OK\r\ncontent-length: 2\r\n\r\nok")
    connection.close()


def rss_anon_kb(process):
    try:
        with open(f"/proc/{process.pid}/status", encoding="ascii") as status:
            return next((int(line.split()[1]) for line in status if line.startswith("RssAnon")), 0)
    except (FileNotFoundError, ProcessLookupError):
        return 0


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("binary")
    parser.add_argument("--file", required=True)
    parser.add_argument("--limit-kb", type=int, required=True)
    arguments = parser.parse_args()
    size = os.path.getsize(arguments.file)
    listener = socket.create_server(("127.0.0.1", 0))
    received = []
    server = threading.Thread(target=discard, args=(listener, received), daemon=True)
    server.start()
    began = time.monotonic()
    process = subprocess.Popen(
        [arguments.binary, "send", "PUT", f"http://127.0.0.1:{listener.getsockname()[1]}/bucket/key", "-T", arguments.file,
         "--service", "s3", "--region", "us-east-1"],
        stdout=subprocess.DEVNULL, stdin=subprocess.DEVNULL,
        env={"AWS_ACCESS_KEY_ID": "AKIAIOSFODNN7EXAMPLE", "AWS_SECRET_ACCESS_KEY": "wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY"},
    )
    most = samples = 0
    while process.poll() is None:
        most = max(most, rss_anon_kb(process))
        samples += 1
        time.sleep(0.02)
    seconds = time.monotonic() - began
    print(
        f"{size} bytes: RssAnon at most {most} kB in {samples} looks, limit {arguments.limit_kb} kB; {seconds:.1f} s in all, "
        f"{received}, exit code {process.returncode}"
    )
    whole = received == [(size, size)] and process.returncode == 0
    sys.exit(0 if whole and 0 < most <= arguments.limit_kb else 1)


if __name__ == "__main__":
    main()
