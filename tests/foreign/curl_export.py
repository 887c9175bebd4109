"""curl as judge of the commands that are written for it.

    python tests/foreign/curl_export.py PATH/TO/countersign [COUNT] [SEED]

Signs COUNT random requests (default 1000) with `countersign sign`, prints each with `--as curl`, runs that text with
bash and curl against a socket that keeps what it gets, and compares it with the request that was signed: method,
target, header lines and body. Bodies and headers hold quotes, line breaks, `!`, `$`, back-ticks, control characters,
UTF-8 and bytes that are no text. A NUL has to be refused. Then `--as curl-env`, where curl signs by itself, has to be
accepted by `countersign demo-server`. `--as raw` and `--as url` are sent as they stand. The texts for PowerShell are
run where pwsh is installed, and those for awscurl where that is.
Prints every disagreement and a line `N passed, M failed`; exits with 1 when there was one.
"""

import base64
import json
import os
import random
import re
import shutil
import socket
import subprocess
import sys
import tempfile

from common import Judge, free_port, wait_for_port
from recorder import Recorder

SECRET = "wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY"
KEYS = ("AKIAIOSFODNN7EXAMPLE", SECRET, None)
TEMPORARY = (
    "ASIAIOSFODNN7EXAMPLE",
    "wJalrXUtnFEMI/K7MDENG/bPxRfiCYzEXAMPLEKEY",
    "AQoDYXdzEPT//////////wEXAMPLEtc764bNrC9SAPBSM22wDOk4x4HIZ8j4FZTwdQWLWsKWHGBuFqwAeMicRXmxfpSPfIeoIYRqTflfKD8YUuwth"
    "Ax7mSEI/qkPpKPi/kMcGdQrmGdeehM4IC1NtBmUpp2wUE8phUZampKsburEDy0KPkyQDYwT7WZ0wq5VSXDvp75YU9HFvlRd8Tx6q6fE8YQcHNVXAk"
    "iY9q6d+xo0rKwT38xVqr7ZD0u0iPPkUL64lIZbqBAz+scqKmlzm8FDrypNC9Yjc8fPOLn9FX9KSYvKTr4rvx3iSIlTJabIQwj2ICCR/oLxBA==",
)
PIECES = [
    "a", "Zz9", "pet", " ", "  ", "'", "''", '"', "\\", "\\n", "\\'", "$", "$x", "${x}", "$(id)", "`", "`id`", "!", "!!", "#",
    "&", "|", ";", "<", ">", "(", ")", "*", "?", "[", "]", "~", "%", "%20", "^", "@", "@x", "=", "é", "日本", "😀", "\u200b",
    "\u202e", "{", "}", "-", "--", "{'a': \"b\"}", "\t",
]
LINES = ["\n", "\r\n", "\r", "\x01", "\x07", "\x1b[31m", "\x7f", "\u0085", "\ufeff"]
BYTES = [b"\xff", b"\xc3", b"\xed\xa0\x80", b"\x80\x81", b"\xfe\xffa"]
TARGET = ["a", "Z9", ".", "..", "-", "_", "~", "%20", "%2f", "%2F", "%C3%A9", "é", " ", "+", ":", "@", "!", "$", "&", "'", "(", ")", "*", ",", ";", "=", "[", "]", "{", "}", "|", "\\", "^", "`", '"', "<", ">", "%"]
NAMES = ["x-a", "x-b", "X-Mixed-Case", "x_under", "x.dot", "x-!#$%&'*+^`|~", "accept", "content-type", "user-agent", "range", "cookie"]


def random_request(dice, port):
    path = "".join("/" + "".join(dice.choices(TARGET, k=dice.randint(0, 4))) for _ in range(dice.randint(0, 4)))
    query = "&".join("".join(dice.choices(TARGET, k=dice.randint(0, 3))) for _ in range(dice.randint(0, 3)))
    mark = dice.choice(["?", "?", ""])
    url = f"http://127.0.0.1:{port}{path}" + (mark + query if mark else "")
    names = dice.sample(NAMES, k=dice.randint(0, 4))
    headers = [[name, "".join(dice.choices(PIECES, k=dice.randint(0, 5)))] for name in names + names[:dice.randint(0, 1)]]
    method = dice.choice(["GET", "GET", "POST", "PUT", "PATCH", "DELETE", "OPTIONS", "HEAD", "M-SEARCH", "x!'$`"])
    body = "".join(dice.choices(PIECES + LINES, k=dice.randint(0, 12))).encode()
    if dice.random() < 0.2:
        body += dice.choice(BYTES) + b"'tail"
    if method == "HEAD" or dice.random() < 0.3:
        body = b""
    request = {
        "method": method, "url": url, "headers": headers, "spelling": dice.choice(["auto", "as_typed", "canonical"]),
        "aws": {
            "access_key_id": "AKIDEXAMPLE", "secret_access_key": SECRET, "region": "us-east-1", "time": "20261120T120000Z",
            "service": dice.choice(["execute-api", "s3", "dynamodb"]), "session_token": dice.choice([None, "tok+/=="]),
        },
    }
    if body:
        request["body_base64"] = base64.b64encode(body).decode()
    return request


def sign(binary, request, *more):
    ran = subprocess.run(
        [binary, "sign", "--json-request", "-", *more], input=json.dumps(request).encode(), capture_output=True, timeout=60,
    )
    return ran.returncode, ran.stdout, ran.stderr.decode()


def wires(binary, requests):
    """The exact request of each, or None where it can not be signed."""
    ran = subprocess.run(
        [binary, "sign", "--jsonl"], input="\n".join(json.dumps(request) for request in requests).encode(),
        capture_output=True, timeout=600,
    )
    for line in ran.stdout.splitlines():
        wire = json.loads(line).get("wire")
        yield wire and (
            wire["method"].encode(), wire["target"].encode(),
            sorted((name.encode(), value.encode()) for name, value in wire["headers"]),
            base64.b64decode(wire["body_base64"] or ""),
        )


def run(shell, text, folder, **environment):
    environment = {**os.environ, "LC_ALL": "C.UTF-8", "HOME": folder, "NO_PROXY": "*", **environment}
    return subprocess.run([shell, "-c", text], cwd=folder, capture_output=True, timeout=30, env=environment)


def recorded(recorder):
    last = recorder.take()
    return last and (last[0], last[1], sorted(last[2]), last[3])


def exact_copies(judge, binary, recorder, folder, count, dice):
    requests = [random_request(dice, recorder.port) for _ in range(count)]
    signed = 0
    for number, (request, wire) in enumerate(zip(requests, wires(binary, requests))):
        if wire is None:
            continue
        signed += 1
        code, text, errors = sign(binary, request, "--as", "curl")
        if code != 0:
            judge.holds(f"printed {request}", False, errors)
            continue
        # A command line is bytes to bash, so it is handed over in a file.
        path = os.path.join(folder, "command.sh")
        with open(path, "wb") as file:
            file.write(text)
        ran = run("bash", f". '{path}'", folder)
        got = recorded(recorder)
        judge.holds(f"{request}\n{text.decode()}", got == wire, f"\n  sent   {got}\n  signed {wire}\n  {ran.stderr[-300:]}")
        if number % 10 == 0 and b"\xff" not in wire[3]:
            raw_copy(judge, binary, recorder, request, wire)
        if number % 10 == 1 and shutil.which("pwsh"):
            code, text, errors = sign(binary, request, "--as", "curl", "--shell", "powershell")
            if code == 0:
                subprocess.run(["pwsh", "-NoProfile", "-Command", "-"], input=text.replace(b"curl.exe", b"curl"), capture_output=True, timeout=60)
                got = recorded(recorder)
                judge.holds(f"PowerShell {request}\n{text.decode()}", got == wire, f"\n  sent   {got}\n  signed {wire}")
    print(f"{signed} of {count} random requests signed and copied")
    judge.holds("most requests can be signed", signed * 2 > count, signed)


def raw_copy(judge, binary, recorder, request, wire):
    """The raw message, put on a socket as it stands."""
    code, text, errors = sign(binary, request, "--as", "raw")
    if code != 0:
        judge.holds(f"raw refused {request}", "UTF-8" in errors, errors)
        return
    with socket.create_connection(("127.0.0.1", recorder.port)) as connection:
        connection.sendall(text)
        connection.settimeout(10)
        connection.recv(1024)
    judge.holds(f"raw {request}", recorded(recorder) == wire, text)


def refusals(judge, binary, recorder):
    for body, kind in [(b"a\0b", "NUL"), (b"x" * 200_000, "200000 bytes")]:
        request = {
            "method": "POST", "url": f"http://127.0.0.1:{recorder.port}/", "body_base64": base64.b64encode(body).decode(),
            "aws": {"access_key_id": "AKIDEXAMPLE", "secret_access_key": SECRET, "region": "us-east-1", "service": "s3"},
        }
        code, text, errors = sign(binary, request, "--as", "curl")
        judge.holds(f"{kind} is refused", code == 2 and kind in errors and not text, f"{code} {errors}")
    long_term = {"method": "GET", "url": "https://h.example/", "aws": {"access_key_id": "AKIDEXAMPLE", "secret_access_key": SECRET, "session_token": "t0ken+/==", "region": "us-east-1", "service": "s3"}}
    for form in ("curl", "curl-env", "awscurl", "raw", "url"):
        for shell in ("bash", "powershell"):
            code, text, errors = sign(binary, long_term, "--as", form, "--shell", shell)
            shown = text.decode() + errors
            judge.holds(f"no secret in {form}", code == 0 and SECRET not in shown, shown)
            if form.endswith("env") or form == "awscurl":
                judge.holds(f"no token in {form}", "t0ken" not in shown, shown)


def signed_by_curl(judge, binary, folder):
    """Commands in which curl or awscurl signs, against the demo server."""
    port = free_port()
    server = subprocess.Popen([binary, "demo-server", "--port", str(port)], stdout=subprocess.DEVNULL, stdin=subprocess.DEVNULL)
    try:
        wait_for_port(port)
        host = f"http://abcd123456.execute-api.us-east-1.localhost:{port}"
        calls = [
            ("GET", "/dev/pets", [], ""), ("GET", "/dev/pets?limit=1&type=dog", [], ""), ("GET", "/dev/pets/1", [["x-a", "b c"]], ""),
            ("POST", "/dev/pets", [["content-type", "application/json"]], '{"name": "it\'s $x", "type": "dog", "price": 1}'),
            ("POST", "/dev/pets", [["Content-Type", "application/json"], ["X-Note", "a\"b"]], '{"name":"é","type":"cat","price":2.5}'),
        ]
        for keys in (KEYS, TEMPORARY):
            environment = {"AWS_ACCESS_KEY_ID": keys[0], "AWS_SECRET_ACCESS_KEY": keys[1]}
            environment |= {"AWS_SESSION_TOKEN": keys[2]} if keys[2] else {}
            for method, target, headers, body in calls:
                request = {
                    "method": method, "url": host + target, "headers": headers,
                    "aws": {"access_key_id": keys[0], "secret_access_key": keys[1], "session_token": keys[2]},
                } | ({"body": body} if body else {})
                for form in ["curl-env", "curl"] + (["awscurl"] if shutil.which("awscurl") else []):
                    code, text, errors = sign(binary, request, "--as", form)
                    tail = "" if form == "awscurl" else " -s -w ' %{http_code}'"
                    ran = run("bash", text.decode().strip() + tail, folder, **environment)
                    good = ran.returncode == 0 and (form == "awscurl" or re.search(rb" 20[01]$", ran.stdout))
                    judge.holds(f"{form} {method} {target}", good, f"{text.decode()}\n{ran.stdout[-600:]} {ran.stderr[-300:]}")
                if method == "GET":
                    code, text, errors = sign(binary, request, "--as", "url")
                    ran = run("bash", f"curl -s -w ' %{{http_code}}' '{text.decode().strip()}'" + "".join(f" -H '{name}: {value}'" for name, value in headers), folder)
                    judge.holds(f"url {target}", ran.stdout.endswith(b" 200"), f"{text.decode()}\n{ran.stdout[-600:]}")
    finally:
        server.terminate()
        server.wait()


def main(binary, count=1000, seed=20261120):
    binary = os.path.abspath(binary)
    judge, recorder = Judge(), Recorder()
    for name in [name for name in os.environ if name.startswith("AWS_")]:
        del os.environ[name]
    with tempfile.TemporaryDirectory() as folder:
        exact_copies(judge, binary, recorder, folder, count, random.Random(seed))
        refusals(judge, binary, recorder)
        signed_by_curl(judge, binary, folder)
    for name in ("pwsh", "awscurl"):
        if not shutil.which(name):
            print(f"{name} is not installed: its commands were not run")
    return judge.close()


if __name__ == "__main__":
    sys.exit(main(sys.argv[1], *(int(word) for word in sys.argv[2:4])))
