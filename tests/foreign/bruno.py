"""Bruno as judge of collections that Countersign saved.

    python tests/foreign/bruno.py PATH/TO/countersign PATH/TO/TEST/BINARY FOLDER

FOLDER holds `npm install --ignore-scripts @usebruno/cli@4.1.0`. The library writes the files
(tests/it/opencollection/for_bruno.rs, in a process of its own).

- Bruno's command line runs a collection against the demo server, which checks the signatures, and an echo, which tells
  the bytes: auth, headers and variables of collection and folder, an environment with secrets on the command line, path
  parameters, every kind of body. Credentials that it has no way to get make it skip the request, and a profile that
  does not exist makes it sign with a key that nobody has: nothing goes out unsigned.
- Bruno's own reader finds in files by chance what was meant, and what it saves is read back with the file beside it.
Prints every disagreement and a line `N passed, M failed`; exits with 1 when there was one.
"""

import base64
import http.server
import json
import os
import pathlib
import re
import subprocess
import sys
import tempfile
import threading

import common

TEST = "opencollection::for_bruno::files_in_a_process_of_its_own"
KEYS = ("AKIAIOSFODNN7EXAMPLE", "wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY")
GUARD = "Countersign has the keys"


class Echo(http.server.BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"

    def any_method(self):
        body = self.rfile.read(int(self.headers.get("content-length") or 0))
        self.server.arrived.append((self.command, self.path, {k.lower(): v for k, v in self.headers.items()}, body))
        self.send_response(200)
        self.send_header("content-length", "0")
        self.end_headers()

    do_GET = do_POST = any_method

    def log_message(self, *_):
        pass


def library(binary, **told):
    ran = subprocess.run(
        [binary, "--exact", TEST, "--nocapture"], capture_output=True, text=True, timeout=120,
        env={**os.environ, "COUNTERSIGN_TEST_CHILD": json.dumps(told)},
    )
    lines = [line for line in ran.stdout.split("\n") if line.startswith("ANSWER ")]
    if not lines:
        raise RuntimeError(f"exit {ran.returncode}: {ran.stdout}{ran.stderr}")
    return json.loads(lines[0].removeprefix("ANSWER "))


def start_demo(program):
    demo = subprocess.Popen([program, "demo-server", "--port", "0"], stdout=subprocess.PIPE, text=True)
    line = demo.stdout.readline()
    # Bruno knows no names below localhost; the path tells the product too.
    return demo, "http://127.0.0.1:" + re.search(r":(\d+)\s*$", line).group(1)


def run_bruno(modules, folder, home, *more, keys=KEYS):
    """The results by the name of the file, and what stood on the console."""
    report = home / "report.json"
    (home / "credentials").write_text(f"[demo]\naws_access_key_id = {keys[0]}\naws_secret_access_key = {keys[1]}\n")
    environment = {name: value for name, value in os.environ.items() if not name.startswith("AWS_")}
    environment |= {
        "AWS_SHARED_CREDENTIALS_FILE": str(home / "credentials"), "AWS_CONFIG_FILE": os.devnull, "AWS_PROFILE": "demo",
        "AWS_ACCESS_KEY_ID": keys[0], "AWS_SECRET_ACCESS_KEY": keys[1], "HOME": str(home),
        # The demo knows no session for these keys, and an unset variable would be sent as its name.
        "AWS_SESSION_TOKEN": "",
    }
    ran = subprocess.run(
        ["node", str(modules / "node_modules/@usebruno/cli/bin/bru.js"), "run", "-r", "--env", "local",
         "--sandbox", "safe", "--reporter-json", str(report), *more],
        cwd=folder, env=environment, capture_output=True, text=True, timeout=120,
    )
    results = [result for part in json.loads(report.read_text()) for result in part["results"]]
    return {result["test"]["filename"].removesuffix(".yml"): result for result in results}, ran.stdout + ran.stderr


def judge_run(judge, binary, program, modules):
    demo, address = start_demo(program)
    echo = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Echo)
    echo.arrived = []
    threading.Thread(target=echo.serve_forever, daemon=True).start()
    try:
        with tempfile.TemporaryDirectory() as made:
            home = pathlib.Path(made)
            folder = home / "collection"
            names = library(
                binary, do="collection", folder=str(folder), demo=address,
                echo=f"http://127.0.0.1:{echo.server_port}",
            )["names"]
            secrets = [f"--env-var=secretAccessKey={KEYS[1]}", f"--env-var=folderSecret={KEYS[1]}"]
            results, console = run_bruno(modules, folder, home, *secrets)
            judge.holds("every request was run", sorted(results) == sorted(names), (sorted(results), console[-2000:]))
            judge_results(judge, names, results)
            judge_echo(judge, echo.arrived)
            # The positive control: with a wrong secret the demo refuses, so it does check.
            wrong = ["--env-var=secretAccessKey=wrong", "--env-var=folderSecret=wrong"]
            results, _ = run_bruno(modules, folder, home, *wrong, keys=(KEYS[0], "wrong"))
            for name in ("list", "cats/one", "cats/create", "source-environment", "source-profile"):
                status = results[name]["response"]["status"]
                judge.holds(f"{name} with a wrong secret", status == 403, results[name])
    finally:
        echo.shutdown()
        demo.kill()
        demo.wait()


def judge_results(judge, names, results):
    skipped = {"source-typed-empty", "source-identity-center", "source-container", "source-instance"}
    for name in names:
        result = results.get(name, {})
        status = result.get("response", {}).get("status")
        if name in skipped:
            judge.holds(f"{name} is skipped", status == "skipped", result)
        else:
            judge.holds(f"{name} is answered", status in (200, 201), result)


def judge_echo(judge, arrived):
    plain = {path for _, path, headers, _ in arrived if "authorization" not in headers}
    judge.holds("unsigned are those without AWS auth", plain == {"/key", "/none", "/body/a%20b?q=a%2Fb&e=&k"}, plain)
    unsigned = [headers["content-type"] for _, path, headers, _ in arrived
                if path.startswith("/body") and "authorization" not in headers]
    judge.holds("of the bodies multipart alone", len(unsigned) == 1 and unsigned[0].startswith("multipart/"), unsigned)
    judge.holds("nothing of other sources arrived", not [at for at in arrived if at[1] == "/guarded"], arrived)
    for _, path, headers, _ in arrived:
        value = headers.get("authorization", "")
        if path == "/no-profile":
            judge.holds("a missing profile is nobody", f"Credential={GUARD}/" in value, headers)
        elif path == "/basic":
            wanted = base64.b64encode(f"ana:{KEYS[1]}".encode()).decode()
            judge.holds("basic", value == f"Basic {wanted}", headers)
        elif path == "/key":
            judge.holds("API key", headers.get("x-api-key") == KEYS[1], headers)
    bodies = {headers["content-type"].split(";")[0]: (path, headers, body)
              for _, path, headers, body in arrived if path.startswith("/body")}
    wanted = {
        "application/xml": b"<a>\n  <b/>\n</a>\n", "text/plain": b"line 1\nline 2\n\n",
        "application/x-www-form-urlencoded": b"a+b=1%262", "application/octet-stream": b"bytes of a file\r\n",
    }
    for kind, body in wanted.items():
        judge.holds(kind, bodies.get(kind, (0, 0, 0))[2] == body, bodies.get(kind))
    json_bodies = [body for _, path, headers, body in arrived
                   if path.startswith("/body") and headers["content-type"].startswith("application/json")]
    # Bruno trims JSON.
    judge.holds("JSON", b"{\r\n  \"a\": [1, 2]\r\n}" in json_bodies, json_bodies)
    query = [json.loads(body) for body in json_bodies if b"query" in body]
    judge.holds(
        "GraphQL", query == [{"query": "query One {\n  pet { name }\n}\n", "variables": {"a": 1}}], json_bodies)
    parts = bodies.get("multipart/form-data", (0, 0, b""))[2]
    judge.holds("multipart", b"two\r\nlines" in parts.replace(b"\r\n", b"\n").replace(b"\n", b"\r\n")
                and b"bytes of a file\r\n" in parts and b"upload.bin" in parts, parts)
    for path, headers, _ in bodies.values():
        judge.holds("the query as typed", path == "/body/a%20b?q=a%2Fb&e=&k", path)
        judge.holds("the collection's header", headers.get("x-collection") == "a", headers)


def judge_files(judge, binary, modules):
    with tempfile.TemporaryDirectory() as made:
        folder, saved = pathlib.Path(made, "files"), pathlib.Path(made, "saved")
        saved.mkdir()
        written = library(binary, do="write", folder=str(folder))["written"]
        script = pathlib.Path(__file__).with_name("bruno_files.mjs")
        ran = subprocess.run(
            ["node", str(script), str(modules), str(folder), str(saved)], capture_output=True, text=True, timeout=120)
        if ran.returncode != 0:
            raise RuntimeError(f"exit {ran.returncode}: {ran.stderr}")
        found = json.loads(ran.stdout.strip("\n").split("\n")[-1])
        judge.passed += found["agree"]
        for disagreement in found["disagree"]:
            judge.holds("Bruno reads what was meant", False, disagreement)
        judge.holds("every file was judged", found["agree"] + len(found["disagree"]) == written, found["agree"])
        again = library(binary, do="read_again", folder=str(folder), saved=str(saved))
        judge.passed += again["read"] - len(again["lost"])
        judge.holds("most of what Bruno saves is YAML", again["read"] > written // 2, again["skipped"])
        for lost in again["lost"]:
            judge.holds("nothing is lost when Bruno saves", False, lost)


def main():
    program, binary, modules = sys.argv[1], sys.argv[2], pathlib.Path(sys.argv[3])
    judge = common.Judge()
    judge_files(judge, binary, modules)
    judge_run(judge, binary, program, modules)
    return judge.close()


if __name__ == "__main__":
    sys.exit(main())
