"""Bruno as judge of assertions and captures.

    python tests/foreign/bruno_run.py PATH/TO/countersign FOLDER

FOLDER holds `npm install --ignore-scripts @usebruno/cli@4.1.0`. Both command lines run one collection with the same
assertions against one server: the verdict is the same for each, and later requests have the same captured values. What
differs on purpose is listed in DIFFERENT, and has to differ. Prints every disagreement and a line `N passed, M failed`;
exits with 1 when there was one.
"""

import http.server
import json
import os
import pathlib
import subprocess
import sys
import tempfile
import threading
import xml.etree.ElementTree

import common

HERE = pathlib.Path(__file__).parent
TABLE = json.loads((HERE.parent / "fixtures/runs/verdicts.json").read_text())
BODY = json.dumps({
    "id": 7, "price": 2.5, "name": "Tom", "tags": ["a", "b"], "empty": [], "none": None, "yes": True, "no": False,
    "text": "200", "nested": {"a.b": [{"x": 1}, {"x": 2}]}, "blank": "", "neg": -3, "big": 12345678901234567890,
    "length": "ü€",
}).encode()
# Expression, operator, value: what Bruno says. Here a path that ends before its last step fails, whatever the operator.
DIFFERENT = [
    ("res.body.gone.deeper", "isDefined", "", True),
    ("res.body.gone.deeper", "neq", "1", True),
    ("res.body.gone.deeper", "isNotEmpty", "", True),
    ("res.body.gone.deeper", "notMatches", "x", True),
    ("res.body.gone.deeper", "notIn", "1,2", True),
    ("res.body.gone.deeper", "isJson", "", True),
    # JavaScript subtracts, which gives an error.
    ("res.headers.x-one", "eq", "'1'", False),
    ("res.headers.x-one", "isString", "", False),
    # Its query fails on a body with null somewhere.
    ("res('..x')", "isArray", "", False),
    # A variable without a value is a text to Bruno.
    ("res.status", "neq", "{{nowhere}}", True),
]


class Server(http.server.BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"

    def do_GET(self):
        self.server.arrived.append(self.path)
        found = self.path.split("?")[0] != "/missing"
        body = BODY if found else b"plain text"
        self.send_response(200 if found else 404)
        for name, value in (("content-type", "application/json" if found else "text/plain"), ("x-one", "1"),
                            ("set-cookie", "a=1"), ("set-cookie", "b=2"), ("x-two", "a"), ("x-two", "b"),
                            ("content-length", str(len(body)))):
            self.send_header(name, value)
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_):
        pass


def quoted(text):
    return json.dumps(text, ensure_ascii=False)


def assertion(expression, operator, value):
    lines = f"    - expression: {quoted(expression)}\n      operator: {operator}\n"
    # Operators without a value have none in the files that Bruno writes.
    return lines if operator.startswith("is") and operator != "isOdd" else lines + f"      value: {quoted(value)}\n"


def request(name, seq, url, assertions=(), captures=()):
    text = f"info:\n  name: {name}\n  type: http\n  seq: {seq}\n\nhttp:\n  method: GET\n  url: {quoted(url)}\n"
    text += "\nruntime:\n  variables:\n    - name: own\n      value: \"200\"\n" if assertions or captures else ""
    if assertions:
        text += "  assertions:\n" + "".join(assertion(*row) for row in assertions)
    if captures:
        text += "  actions:\n" + "".join(
            "    - type: set-variable\n      phase: after-response\n      selector:\n"
            f"        expression: {quoted(expression)}\n        method: jsonq\n      variable:\n"
            f"        name: {name}\n        scope: runtime\n" for name, expression in captures)
    return text


def write_collection(folder, base):
    table = [(row["expression"], row["operator"], row["value"]) for row in TABLE]
    variables = [
        ("res.status", "eq", "{{own}}"), ("res.status", "in", "{{own}}, 1"), ("res.body.id", "eq", "{{captured}}"),
        ("res.body.text", "matches", "^{{own}}$"), ("res.body.name", "contains", "{{part}}"),
    ]
    plain = [
        ("res.status", "eq", "404"), ("res.body", "eq", "plain text"), ("res.body", "isString", ""),
        ("res.body", "isJson", ""), ("res.body.length", "eq", "10"), ("res.body", "length", "10"),
        ("res.body", "startsWith", "plain"), ("res.statusText", "eq", "Not Found"),
    ]
    captures = [("captured", "res.body.id"), ("part", "res.body.name"), ("second", "res.body.tags[1]"),
                ("deep", "res.body.nested['a.b'][0].x"), ("header", "res.headers['x-one']"), ("truth", "res.body.yes"),
                ("price", "res.body.price"), ("queried", "res('tags[0]')")]
    files = {
        "opencollection.yml": "opencollection: 1.0.0\n\ninfo:\n  name: Judged\n",
        "a-table.yml": request("a-table", 1, base + "/table", table),
        "b-variables.yml": request("b-variables", 2, base + "/variables", variables, captures),
        "c-captured.yml": request("c-captured", 3, base + "/{{second}}/{{deep}}/{{header}}/{{truth}}/{{price}}/{{queried}}"),
        "d-plain.yml": request("d-plain", 4, base + "/missing", plain),
        "e-different.yml": request("e-different", 5, base + "/different", [row[:3] for row in DIFFERENT]),
        "last/folder.yml": "info:\n  name: last\n  type: folder\n",
        "last/first.yml": request("first", 1, base + "/first"),
    }
    for name, text in files.items():
        file = folder / name
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(text)


def run_bruno(modules, folder, report):
    for _ in range(3):
        ran = subprocess.run(
            ["node", str(modules / "node_modules/@usebruno/cli/bin/bru.js"), "run", "-r", "--sandbox", "safe",
             "--reporter-json", str(report)],
            cwd=folder, capture_output=True, text=True, timeout=300, env={**os.environ, "HOME": str(folder.parent)},
        )
        # Seen once on a busy machine: its interpreter fails, and every value is undefined.
        if "Error executing the script" not in ran.stderr:
            break
    results = [result for part in json.loads(report.read_text()) for result in part["results"]]
    return {
        result["test"]["filename"].removesuffix(".yml"):
            [(one["lhsExpr"], one["rhsExpr"], one["status"] == "pass", one.get("error")) for one in result["assertionResults"]]
        for result in results
    }


def run_ours(program, folder):
    environment = {name: value for name, value in os.environ.items() if not name.startswith("AWS_")}
    ran = subprocess.run([program, "run", str(folder), "--report", "json"], capture_output=True, text=True, timeout=120,
                         env=environment)
    report = json.loads(ran.stdout)
    return {
        one["path"].removesuffix(".yml"):
            [(check["words"], check["result"] == "holds", check["reason"]) for check in one["checks"]
             if check["kind"] == "assertion"]
        for one in report["requests"]
    }, ran.returncode


def judge_junit(judge, program, folder):
    """An independent reader takes the report, and counts what it says."""
    ran = subprocess.run([program, "run", str(folder), "--report", "junit"], capture_output=True, timeout=120)
    root = xml.etree.ElementTree.fromstring(ran.stdout)
    count = lambda name: len(list(root.iter(name)))
    for attribute, element in (("tests", "testcase"), ("failures", "failure"), ("errors", "error")):
        judge.holds(f"JUnit counts its {element}s", root.get(attribute) == str(count(element)), root.attrib)
    for suite in root:
        judge.holds("each suite counts its cases", suite.get("tests") == str(len(suite.findall("testcase"))), suite.attrib)


def main():
    program, modules = (pathlib.Path(word).absolute() for word in sys.argv[1:3])
    judge = common.Judge()
    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Server)
    server.arrived = []
    threading.Thread(target=server.serve_forever, daemon=True).start()
    with tempfile.TemporaryDirectory() as made:
        folder = pathlib.Path(made, "collection")
        write_collection(folder, f"http://127.0.0.1:{server.server_port}")
        theirs = run_bruno(modules, folder, pathlib.Path(made, "report.json"))
        by_them, server.arrived = server.arrived[-len(theirs):], []
        ours, code = run_ours(program, folder)
        judge.holds("the same requests arrived in the same order", server.arrived == by_them, (server.arrived, by_them))
        judge.holds("a failed assertion is exit 1", code == 1, code)
        judge.holds("both ran every request", sorted(theirs) == sorted(ours), (sorted(theirs), sorted(ours)))
        for name, verdicts in theirs.items():
            judge.holds(f"{name} has all its assertions", len(verdicts) == len(ours.get(name, [])), ours.get(name))
            for theirs_one, ours_one in zip(verdicts, ours.get(name, [])):
                what = f"{name}: {theirs_one[0]} {theirs_one[1]}"
                if name == "e-different":
                    judge.holds(f"{what} differs on purpose", theirs_one[2] != ours_one[1], (theirs_one, ours_one))
                else:
                    judge.holds(what, theirs_one[2] == ours_one[1], (theirs_one, ours_one))
        judge_junit(judge, program, folder)
    server.shutdown()
    return judge.close()


if __name__ == "__main__":
    sys.exit(main())
