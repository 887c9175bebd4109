"""Serves bombs to the program and watches its memory. See bombs.sh."""

import argparse
import json
import socket
import subprocess
import sys
import threading
import time
import zlib

DECODED = 10_000_000_000
BLOCK = bytes(10_000_000)


def gzip_of(pieces):
    coder = zlib.compressobj(9, zlib.DEFLATED, 31)
    for piece in pieces:
        yield coder.compress(piece)
    yield coder.flush()


def zeros():
    for _ in range(DECODED // len(BLOCK)):
        yield BLOCK


def brotli_of(pieces):
    import brotli

    coder = brotli.Compressor(quality=3)
    for piece in pieces:
        yield coder.process(piece)
    yield coder.finish()


def zstd_of(pieces):
    import zstandard

    coder = zstandard.ZstdCompressor(level=3).compressobj()
    for piece in pieces:
        yield coder.compress(piece)
    yield coder.flush()


def bombs():
    """Label and body. gzip squeezes zeros to a thousandth: 10 MB; the others and two gzips are below 1 MB."""
    yield "gzip", b"".join(gzip_of(zeros()))
    yield "gzip, gzip", b"".join(gzip_of(gzip_of(zeros())))
    for label, coder in (("br", brotli_of), ("zstd", zstd_of)):
        try:
            yield label, b"".join(coder(zeros()))
        except ImportError as missing:
            print(f"{label}: not made, {missing}")
    fifty = b"text"
    for _ in range(50):
        fifty = b"".join(gzip_of([fifty]))
    yield ", ".join(["gzip"] * 50), fifty


def serve(listener, label, body):
    connection, _ = listener.accept()
    with connection:
        request = b""
        while b"\r\n\r\n" not in request:
            request += connection.recv(65536)
        head = f"HTTP/1.1 200 OK\r\ncontent-encoding: {label}\r\ncontent-length: {len(body)}\r\nconnection: close\r\n\r\n"
        connection.sendall(head.encode() + body)


def anonymous_mb(pid):
    """RssAnon now; 0 once the process has ended."""
    try:
        with open(f"/proc/{pid}/status") as status:
            for line in status:
                if line.startswith("RssAnon:"):
                    return int(line.split()[1]) / 1000
    except OSError:
        pass
    return 0


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--countersign", required=True)
    parser.add_argument("--limit", type=float, required=True, help="MB")
    options = parser.parse_args()
    failed = False
    for label, body in bombs():
        listener = socket.create_server(("127.0.0.1", 0))
        threading.Thread(target=serve, args=(listener, label, body), daemon=True).start()
        url = f"http://127.0.0.1:{listener.getsockname()[1]}/"
        command = [options.countersign, "send", "--auth", "none", "--json", "GET", url]
        child = subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE)
        peak = 0
        began = time.monotonic()
        while child.poll() is None:
            peak = max(peak, anonymous_mb(child.pid))
            time.sleep(0.002)
        response = json.loads(child.stdout.read())["response"]
        name = label if len(label) < 20 else f"{label.count(',') + 1} codings"
        print(
            f"{name}: {len(body) / 1e6:.3f} MB received, {response['decoding']['state']},"
            f" {response['body_bytes'] / 1e6:.0f} MB shown, peak RssAnon {peak:.0f} MB,"
            f" {time.monotonic() - began:.1f} s; {child.stderr.read().decode().strip()}"
        )
        stopped = response["decoding"]["state"] in ("capped", "unknown")
        was_seen = peak > 0 or response["decoding"]["state"] == "unknown"
        failed = failed or peak > options.limit or not was_seen or not stopped
    sys.exit(failed)


main()
