"""Readers of HTTP Archives as judges of the one that the history writes.

    python tests/foreign/har.py PATH/TO/countersign PATH/TO/TEST/BINARY FOLDER

FOLDER holds `npm install har-validator@5.1.5`, whose schema the archive must hold to; PyPI's haralyzer reads it. The window
(tests/it/window/har_for_readers.rs, in a process of its own) sends requests to a server that notes each byte, among them
one that nobody answers, and exports its history. The archive has to say what the server saw and what it gave: how many,
method, URL, every header line in order, status, sizes, bodies. Canaries, as key, token, password and cookie, may stand
nowhere in it. Prints every disagreement and a line `N passed, M failed`; exits with 1 when there was one.
"""

import base64
import http.server
import json
import os
import pathlib
import subprocess
import sys
import tempfile
import threading
import urllib.parse

import common
import haralyzer

TEST = "window::har_for_readers::an_archive_in_a_process_of_its_own"
KEY_ID = "AKIAIOSFODNN7EXAMPLE"
CANARIES = {
    "secret access key": "cAnArYsEcReTkEy0123456789abcdefABCDEF+/g",
    "session token": "canary-session-token-0123456789abcdefghijklmnop",
    "password": "canary-password-4711",
    "cookie": "canary-cookie-0815-0123456789",
    "token of a reply": "canary-reply-token-0123456789",
    "API key": "canary-api-key-0123456789",
}
BINARY = bytes(range(256)) * 3
UNICODE = "Zoë 🦊 <b>&amp;</b> \u0001 ]]> \"quoted\"\r\nnext"
# Path: status, header lines, body.
REPLIES = {
    "/json": (200, [("content-type", "application/json")], json.dumps({"name": UNICODE}).encode()),
    "/binary": (200, [("content-type", "application/octet-stream")], BINARY),
    "/empty": (204, [], b""),
    "/missing": (404, [("content-type", "text/plain; charset=utf-8")], "nicht da: ü".encode()),
    "/moved": (302, [("location", "/json"), ("content-type", "text/plain")], b"moved"),
    "/lines": (200, [("x-two", "a"), ("x-two", "b"), ("X-Case", "Kept"), ("content-type", "text/plain")], b"two lines"),
    "/cookie": (200, [("set-cookie", f"sid={CANARIES['cookie']}; Path=/"), ("content-type", "text/plain")], b"cookie"),
    "/token": (200, [("content-type", "application/json")],
               json.dumps({"access_token": CANARIES["token of a reply"], "type": "x"}).encode()),
    "/large": (200, [("content-type", "text/plain")], b"0123456789abcde\n" * 40_000),
    "/post": (201, [("content-type", "text/plain")], b"made"),
}
# Where a mark stands in the place of a secret, length and text differ from what was on the wire.
MARKED = {"/cookie", "/token", "/secret"}


class Server(http.server.BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"

    def any_method(self):
        body = self.rfile.read(int(self.headers.get("content-length") or 0))
        self.server.arrived.append((self.command, self.path, self.headers.items(), body))
        status, lines, reply = REPLIES[urllib.parse.urlsplit(self.path).path]
        self.send_response_only(status)
        lines = lines + ([] if status == 204 else [("content-length", str(len(reply)))])
        self.server.given.append(lines)
        for name, value in lines:
            self.send_header(name, value)
        self.end_headers()
        self.wfile.write(reply)

    do_GET = do_POST = do_PUT = do_DELETE = any_method

    def log_message(self, *_):
        pass


def sends(base):
    keys = (KEY_ID, CANARIES["secret access key"], CANARIES["session token"])

    def one(method, path, headers=(), body="", keys=None, at=base):
        return {"method": method, "url": at + path, "headers": list(headers), "body": body, "keys": keys}

    return [
        one("GET", "/json?a=1&b&c=%20x&d=a+b&e=%C3%BC", keys=keys),
        one("GET", "/binary"),
        one("DELETE", "/empty"),
        one("GET", "/missing", [("X-Typed", "ä value"), ("X-Twice", "1"), ("X-Twice", "2")]),
        one("GET", "/moved"),
        one("GET", "/lines", keys=keys),
        one("GET", "/cookie"),
        one("GET", "/token"),
        one("GET", "/large"),
        one("POST", "/post", [("Content-Type", "application/json")], json.dumps({"text": UNICODE}), keys),
        one("PUT", "/post", [("Content-Type", "text/plain"), ("x-api-key", CANARIES["API key"])],
            f"password={CANARIES['password']}&plain=1"),
        one("POST", "/nobody", body="lost", at=f"http://127.0.0.1:{common.free_port()}"),
    ]


def exported(binary, folder, base):
    file = folder / "out.har"
    told = sends(base)
    ran = subprocess.run(
        [binary, "--exact", TEST, "--nocapture"], capture_output=True, text=True, timeout=120,
        env={**os.environ, "COUNTERSIGN_TEST_CHILD": json.dumps({"file": str(file), "sends": told})},
    )
    if "ANSWER" not in ran.stdout:
        raise RuntimeError(f"exit {ran.returncode}: {ran.stdout}{ran.stderr}")
    return told, file.read_text()


def errors_of_schema(modules, text):
    """What har-validator has against an archive; empty when it takes it."""
    script = ("const fs = require('fs'); require('har-validator').har(JSON.parse(fs.readFileSync(0))).then("
              "() => console.log('[]'), problem => console.log(JSON.stringify(problem.errors)))")
    ran = subprocess.run(["node", "-e", script], input=text, capture_output=True, text=True, timeout=60, check=True,
                         cwd=modules)
    return json.loads(ran.stdout)


def pairs(headers):
    return [(header["name"], header["value"]) for header in headers]


def body_of(text, encoding):
    return base64.b64decode(text) if encoding == "base64" else text.encode()


def judge_entry(judge, entry, told, arrived, given):
    url = told["url"]
    path = urllib.parse.urlsplit(url).path
    request, response = entry.request, entry.response
    judge.holds(f"{path}: the method", request.method == told["method"], request.method)
    judge.holds(f"{path}: the URL", request.url == url, request.url)
    judge.holds(f"{path}: a time", entry.startTime is not None and entry.time >= 0, entry.time)
    judge.holds(f"{path}: the phases are no longer than the whole",
                sum(value for name, value in entry.timings.items() if value > 0 and name != "ssl") <= entry.time + 1,
                entry.timings)
    if arrived is None:
        judge.holds(f"{path}: no reply is status 0", response.status == 0, response.status)
        return
    method, target, lines, body = arrived
    judge.holds(f"{path}: the target that arrived", url.endswith(target), target)
    # The server's reader takes the bytes of a header for ISO 8859-1.
    lines = [(name, value.encode("latin-1").decode()) for name, value in lines]
    hidden = {"x-amz-security-token", "x-api-key", "cookie"}
    same = [(name, value) for name, value in pairs(request.headers) if name.lower() not in hidden]
    wanted = [(name, value) for name, value in lines if name.lower() not in hidden]
    judge.holds(f"{path}: the header lines that arrived, in order", same == wanted, (same, wanted))
    judge.holds(f"{path}: names of hidden ones too", [name for name, _ in pairs(request.headers)] == [n for n, _ in lines],
                (request.headers, lines))
    query = [tuple(piece.partition("=")[::2]) for piece in urllib.parse.urlsplit(target).query.split("&") if piece]
    judge.holds(f"{path}: the query", pairs(request.queryString) == query, request.queryString)
    judge.holds(f"{path}: bytes of the body that was sent", request.bodySize == len(body), (request.bodySize, len(body)))
    if body and CANARIES["password"].encode() not in body:
        judge.holds(f"{path}: the body that was sent", (request.text or "").encode() == body, request.text)
    status, _, reply = REPLIES[path]
    judge.holds(f"{path}: the status", (response.status, entry.status) == (status, status), response.status)
    judge.holds(f"{path}: bytes of the body that came", response.contentSize == len(reply) == response.bodySize,
                (response.contentSize, response.bodySize, len(reply)))
    judge.holds(f"{path}: where it leads", response.redirectURL == dict(given).get("location", ""), response.redirectURL)
    if path not in MARKED:
        # Names of lines are read in lower case, as HTTP/2 has them.
        wanted = [(name.lower(), value) for name, value in given]
        judge.holds(f"{path}: the header lines that came", pairs(response.headers) == wanted, (response.headers, wanted))
        got = body_of(response.text, response.textEncoding)
        judge.holds(f"{path}: the body that came", got == reply, (got[:200], reply[:200]))


def main():
    _, binary, modules = (pathlib.Path(word).absolute() for word in sys.argv[1:4])
    judge = common.Judge()
    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Server)
    server.arrived, server.given = [], []
    threading.Thread(target=server.serve_forever, daemon=True).start()
    with tempfile.TemporaryDirectory() as made:
        told, text = exported(binary, pathlib.Path(made), f"http://127.0.0.1:{server.server_port}")
    server.shutdown()
    judge.holds("the schema of HAR 1.2", not (errors := errors_of_schema(modules, text)), errors)
    # The positive controls: the schema and the search do find something.
    judge.holds("the schema refuses an archive without its URLs", errors_of_schema(modules, text.replace('"url"', '"ur"')), "")
    judge.holds("canaries went over the wire", all(
        canary in str(server.arrived) + str(server.given) + str(REPLIES)
        for name, canary in CANARIES.items() if name != "secret access key"), "")
    for name, canary in CANARIES.items():
        forms = [canary, urllib.parse.quote(canary, safe=""), base64.b64encode(canary.encode()).decode()]
        judge.holds(f"no {name} is in it", not [form for form in forms if form in text], name)
    parser = haralyzer.HarParser(json.loads(text))
    entries = [entry for page in parser.pages for entry in page.entries]
    judge.holds("its version and maker", (parser.version, parser.creator["name"]) == ("1.2", "Countersign"), parser.creator)
    judge.holds("as many entries as requests", len(entries) == len(told), len(entries))
    starts = [entry.startTime for entry in entries]
    judge.holds("the oldest comes first", starts == sorted(starts), starts)
    arrived = iter(zip(server.arrived, server.given))
    for entry, one in zip(entries, told):
        came = (None, None) if one["url"].endswith("/nobody") else next(arrived)
        judge_entry(judge, entry, one, *came)
    return judge.close()


if __name__ == "__main__":
    sys.exit(main())
