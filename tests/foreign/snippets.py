"""The languages themselves as judges of `countersign code`.

    python tests/foreign/snippets.py PATH/TO/countersign [--node FOLDER] [--go FOLDER] [LANGUAGE …]

Writes requests of all kinds in every language, runs the code against a socket that keeps what it gets and passes it on to
`countersign demo-server`, and holds what arrived against what `countersign sign` says is sent: method, target, headers and
body. `countersign verify` has to find the signature good, and the demo server has to answer what it has. One process runs
all snippets of a language. What a language refuses or warns of is counted and printed; a program that is not installed is
named. C# and PowerShell, which no package installs, are read by the grammars of tree-sitter. Needs botocore, requests; for
their languages curl, awscurl, HTTPie with its plugin, node with the packages in FOLDER, go with the module in FOLDER, and
tree-sitter. Contacts nothing but this machine.
"""

import base64
import contextlib
import io
import json
import os
import re
import shlex
import shutil
import socket
import subprocess
import sys
import tempfile
import threading
import urllib.request

import tree_sitter
import tree_sitter_c_sharp
import tree_sitter_powershell
from botocore_client import DEMO, TEMPORARY
from common import Judge, free_port, wait_for_port

# One tool of each family signs with long-term keys, the others with temporary ones.
LONG_TERM = {"awscurl", "httpie", "python-requests", "javascript-aws4fetch"}
OLD_CURL = re.match(r"curl (7|8\.[0-2])\.", subprocess.run(["curl", "--version"], capture_output=True, text=True).stdout)
REQUEST_BODY = "request-body.bin"
# Of the client, or remade by the signer.
LEFT_OUT = {"host", "accept", "user-agent", "content-length", "authorization", "x-amz-date", "x-amz-security-token", "x-amz-content-sha256"}


class Relay:
    """Keeps the requests that it passes on, by the number of the snippet that is running."""

    def __init__(self, onward):
        self.onward, self.number, self.seen = onward, None, {}
        self.socket = socket.create_server(("127.0.0.1", 0), backlog=64)
        self.port = self.socket.getsockname()[1]
        threading.Thread(target=self.accept, daemon=True).start()

    def accept(self):
        while True:
            connection, _ = self.socket.accept()
            threading.Thread(target=self.guarded, args=(connection,), daemon=True).start()

    def guarded(self, connection):
        with connection, contextlib.suppress(OSError):
            connection.settimeout(20)
            self.serve(connection)

    def serve(self, connection):
        data = b""
        while b"\r\n\r\n" not in data:
            chunk = connection.recv(65536)
            if not chunk:
                return
            data += chunk
        head, _, body = data.partition(b"\r\n\r\n")
        if re.search(rb"(?im)^expect: 100-continue", head):
            connection.sendall(b"HTTP/1.1 100 Continue\r\n\r\n")
        length = re.search(rb"(?im)^content-length: *(\d+)\r?$", head)
        while length and len(body) < int(length[1]):
            body += connection.recv(65536)
        if re.search(rb"(?im)^transfer-encoding: *chunked", head):
            while not body.endswith(b"0\r\n\r\n"):
                body += connection.recv(65536)
        mark = re.match(rb"GET /__mark/(\d+) ", head)
        if mark:
            self.number = int(mark[1])
            connection.sendall(b"HTTP/1.1 200 OK\r\ncontent-length: 0\r\nconnection: close\r\n\r\n")
            return
        status, reply = self.passed_on(head, body)
        self.seen.setdefault(self.number, []).append((head, body, status))
        connection.sendall(reply)

    def passed_on(self, head, body):
        head = re.sub(rb"(?im)^connection: [^\r\n]*\r?\n?", b"", head).rstrip(b"\r\n") + b"\r\nconnection: close\r\n\r\n"
        with socket.create_connection(("127.0.0.1", self.onward)) as demo:
            demo.settimeout(20)
            demo.sendall(head + body)
            reply = b""
            while chunk := demo.recv(65536):
                reply += chunk
        return int(reply.split(b" ", 2)[1]), reply


def requests_of_all_kinds(port):
    """Name, JSON request, and whether the demo has what it asks for."""
    base = f"http://127.0.0.1:{port}"
    api = {"region": "us-east-1", "service": "execute-api"}
    s3 = {"region": "us-east-1", "service": "s3"}
    json_header = [["Content-Type", "application/json"]]
    pet = '{"name": "it\'s $x", "type": "dog", "price": 1}'
    binary = base64.b64encode(bytes(range(256)) * 3).decode()
    form = "a=1&b=%20&c=%2B&d=&Action=Get"
    multipart = "--xyz\r\ncontent-disposition: form-data; name=\"a\"\r\n\r\nvälue\r\n--xyz--\r\n"
    hostile = "\"'`${x}#{x}$(touch hacked)%s%d\\n\\u0022 {{x}} \u2028\u2029\u202e end"

    def call(name, method, target, aws=api, known=False, **more):
        return name, {"method": method, "url": base + target, "aws": dict(aws, **more.pop("aws_more", {})), **more}, known

    def presigned(name, method, target, aws=api, known=False, **more):
        return call(name, method, target, aws, known, aws_more={"location": "query", "expires_in": 60}, **more)

    return [
        call("GET", "GET", "/dev/pets", known=True),
        call("query", "GET", "/dev/pets?limit=1&type=dog", known=True),
        call("unsorted query", "GET", "/dev/pets?type=dog&limit=1", known=True),
        call("names twice", "GET", "/dev/pets?a=2&a=1&a=10", known=True),
        call("empty values", "GET", "/dev/pets?a=&b&c=", known=True),
        call("plus", "GET", "/dev/pets?q=a+b%2Bc", known=True),
        call("escapes in lower case", "GET", "/dev/pets?q=%c3%a9%2f", known=True),
        call("marks in a query", "GET", "/dev/pets?q=a/b:c@d,e;f(g)!*$", known=True),
        call("unicode in a query", "GET", "/dev/pets?näme=☃", known=True),
        call("quote in a query", "GET", "/dev/pets?q='x'", known=True),
        call("percent that is none", "GET", "/dev/pets?q=100%25", known=True),
        call("template marks", "GET", "/dev/pets?q=${HOME}$(id)`id`#{x}", known=True),
        call("ampersands", "GET", "/dev/pets?a=1&&b=2&", known=True),
        call("parameter without a name", "GET", "/x?=1&b=2"),
        call("name sorts by itself", "GET", "/dev/pets?a=1&a-b=2&a.b=3&aB=4", known=True),
        call("one pet", "GET", "/dev/pets/1", known=True),
        call("POST JSON", "POST", "/dev/pets", known=True, headers=json_header, body=pet),
        call("POST unicode", "POST", "/dev/pets", known=True, headers=json_header, body='{"name":"é☃😀","type":"cat","price":2.5}'),
        call("POST lines", "POST", "/dev/pets", known=True, headers=json_header, body='{\n\t"name": "x",\r\n  "type": "dog",\n"price": 1\n}\n'),
        call("POST without a body", "POST", "/x/y"),
        call("PUT without a body", "PUT", "/x/y"),
        call("PUT binary", "PUT", "/x/bin", body_base64=binary, headers=[["content-type", "application/octet-stream"]]),
        call("PATCH", "PATCH", "/x/y", headers=json_header, body="[]"),
        call("DELETE", "DELETE", "/x/y"),
        call("DELETE with a body", "DELETE", "/x/y", headers=json_header, body="{}"),
        call("OPTIONS", "OPTIONS", "/x/y"),
        call("HEAD", "HEAD", "/x/y"),
        call("GET with a body", "GET", "/x/y", headers=json_header, body="{}"),
        call("form", "POST", "/x/form", headers=[["content-type", "application/x-www-form-urlencoded"]], body=form),
        call("multipart", "POST", "/x/parts", headers=[["content-type", "multipart/form-data; boundary=xyz"]], body=multipart),
        call("hostile body", "POST", "/x/y", headers=[["content-type", "text/plain"]], body=hostile),
        call("body with a quote line", "POST", "/x/y", headers=[["content-type", "text/plain"]], body="'@\nEOF\n'@\n\"@\n'''\n\"\"\"\n"),
        call("body like a file name", "POST", "/x/y", headers=[["content-type", "text/plain"]], body="@/etc/passwd"),
        call("long body", "POST", "/x/y", headers=[["content-type", "text/plain"]], body="0123456789" * 12_000),
        call("header quotes", "GET", "/dev/pets", known=True, headers=[["X-A", "it's \"quoted\" \\ $x `id` %s"]]),
        call("header unicode", "GET", "/dev/pets", known=True, headers=[["X-A", "é"]]),
        call("header twice", "GET", "/dev/pets", known=True, headers=[["X-A", "1"], ["X-A", "2"]]),
        call("header blanks", "GET", "/dev/pets", known=True, headers=[["X-A", "a   b"]]),
        call("header that is empty", "GET", "/dev/pets", known=True, headers=[["X-A", ""]]),
        call("header not signed", "GET", "/dev/pets", known=True, headers=[["X-Forwarded-For", "1.2.3.4"]], aws_more={"unsigned_headers": ["x-forwarded-for"]}),
        call("header accept", "GET", "/dev/pets", known=True, headers=[["Accept", "application/json"]]),
        call("user agent", "GET", "/dev/pets", known=True, headers=[["User-Agent", "me/1"]]),
        call("DynamoDB", "POST", "/", {"region": "eu-west-1", "service": "dynamodb"}, headers=[["content-type", "application/x-amz-json-1.0"], ["X-Amz-Target", "DynamoDB_20120810.ListTables"]], body="{}"),
        call("IAM", "GET", "/?Action=ListUsers&Version=2010-05-08", {"region": "us-east-1", "service": "iam"}),
        call("Lambda URL", "POST", "/a%20b/c", {"region": "us-west-2", "service": "lambda"}, headers=json_header, body="{}"),
        call("path with a space", "GET", "/x/a b"),
        call("path with escapes", "GET", "/x/a%2Fb%20c%25"),
        call("path with escapes in lower case", "GET", "/x/a%2fb%c3%a9"),
        call("path of unicode", "GET", "/x/ä/☃"),
        call("path with marks", "GET", "/x/a:b@c;d=e,f!$&'()*+"),
        call("path with slashes", "GET", "/x//y///z"),
        call("path with slashes in front", "GET", "//x/y"),
        call("path with dots", "GET", "/x/./y/../z"),
        call("path that ends with dots", "GET", "/x/y/.."),
        call("path that ends with a slash", "GET", "/x/y/"),
        call("path of a tilde", "GET", "/x/~me/a-b_c.d"),
        call("empty path", "GET", ""),
        call("S3 put", "PUT", "/demo-bucket/a.txt", s3, known=True, body="hello", headers=[["content-type", "text/plain"]]),
        call("S3 get", "GET", "/demo-bucket/a.txt", s3, known=True),
        call("S3 key with marks", "PUT", "/demo-bucket/a b+c(1)&d=é.txt", s3, known=True, body="x", headers=[["content-type", "text/plain"]]),
        call("S3 key with dots and slashes", "PUT", "/demo-bucket/a//./b/../c", s3, known=True, body="x", headers=[["content-type", "text/plain"]]),
        call("S3 list", "GET", "/demo-bucket?list-type=2&prefix=a%2F&delimiter=/", s3),
        call("S3 subresource", "GET", "/demo-bucket?acl", s3),
        call("S3 unsigned payload", "PUT", "/demo-bucket/u.txt", s3, known=True, body="x", headers=[["content-type", "text/plain"]], aws_more={"payload": "unsigned"}),
        call("S3 metadata", "PUT", "/demo-bucket/m.txt", s3, known=True, body="x", headers=[["content-type", "text/plain"], ["x-amz-meta-a", "one  two"], ["x-amz-acl", "private"]]),
        call("content hash asked for", "GET", "/dev/pets", known=True, aws_more={"content_sha256_header": True}),
        call("path encoded once", "GET", "/x/a%20b", aws_more={"path_encoding": "single"}),
        call("path as it is", "GET", "/x//./y", aws_more={"normalize_path": False}),
        presigned("presigned GET", "GET", "/dev/pets?limit=1", known=True),
        presigned("presigned path", "GET", "/x/a%20b//c/./d?z=1&a=+"),
        presigned("presigned POST", "POST", "/dev/pets", known=True, headers=json_header, body=pet),
        presigned("presigned S3", "GET", "/demo-bucket/a.txt", s3, known=True),
        presigned("presigned S3 key", "PUT", "/demo-bucket/a b//é", s3, known=True, body="x", headers=[["content-type", "text/plain"]]),
    ]


def told(binary, arguments, request, environment):
    return subprocess.run([binary, *arguments, "--json-request", "-"], input=json.dumps(request), capture_output=True, text=True, timeout=60, env=environment)


class Case:
    """One request in one language."""

    def __init__(self, number, name, request, known, wire, code, warnings):
        self.number, self.name, self.request, self.known = number, name, request, known
        self.wire, self.code, self.warnings, self.output = wire, code, warnings, ""
        self.is_presigned = request["aws"].get("location") == "query"


def run_python(cases, relay, folder):
    for case in cases:
        relay.number = case.number
        out = io.StringIO()
        with contextlib.redirect_stdout(out):
            try:
                exec(compile(case.code, case.name, "exec"), {"__name__": "__main__"})
            except Exception as error:
                out.write(f"{type(error).__name__}: {error}")
        case.output = out.getvalue()


def split_output(cases, text):
    parts = dict(re.findall(r"(?s)@@(\d+)\n(.*?)(?=@@\d+\n|\Z)", text))
    for case in cases:
        case.output = parts.get(str(case.number), "")


def run_bash(cases, relay, folder):
    script = ""
    for case in cases:
        script += f"echo @@{case.number}; curl -s http://127.0.0.1:{relay.port}/__mark/{case.number}\n(\n{case.code}\n) </dev/null 2>&1; echo\n"
    path = os.path.join(folder, "commands.sh")
    with open(path, "w", encoding="utf-8") as file:
        file.write(script)
    split_output(cases, subprocess.run(["bash", path], capture_output=True, timeout=600, cwd=folder).stdout.decode("utf-8", "replace"))


def run_node(cases, relay, folder, packages):
    os.symlink(os.path.join(packages, "node_modules"), os.path.join(folder, "node_modules"))
    runner = "const log = console.log\n"
    for case in cases:
        with open(os.path.join(folder, f"s{case.number}.mjs"), "w", encoding="utf-8") as file:
            file.write(case.code)
        runner += (
            f"log('@@{case.number}'); await fetch('http://127.0.0.1:{relay.port}/__mark/{case.number}')\n"
            f"try {{ await import('./s{case.number}.mjs') }} catch (error) {{ log(String(error.stack)) }}\n"
        )
    with open(os.path.join(folder, "all.mjs"), "w", encoding="utf-8") as file:
        file.write(runner)
    ran = subprocess.run(["node", "all.mjs"], capture_output=True, timeout=300, cwd=folder)
    split_output(cases, ran.stdout.decode("utf-8", "replace"))
    if ran.returncode:
        print(ran.stderr.decode()[-800:])


def run_newman(cases, relay, folder, packages):
    """All collections as one, whose requests are sent as Postman sends them; presigned ones too."""
    items = []
    for case in cases:
        items.append({"name": "mark", "request": {"method": "GET", "url": f"http://127.0.0.1:{relay.port}/__mark/{case.number}"}})
        items += json.loads(case.code)["item"]
    path = os.path.join(folder, "all.json")
    with open(path, "w", encoding="utf-8") as file:
        json.dump({"info": {"name": "all", "schema": json.loads(cases[0].code)["info"]["schema"]}, "item": items}, file)
    keys = ("AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY", "AWS_SESSION_TOKEN")
    variables = [word for key in keys for word in ("--env-var", f"{key}={os.environ.get(key, '')}")]
    newman = os.path.join(packages, "node_modules", "newman", "bin", "newman.js")
    ran = subprocess.run(["node", newman, "run", path, *variables, "--working-dir", folder], capture_output=True, timeout=300, cwd=folder)
    cases[0].output = ran.stdout.decode("utf-8", "replace")[-1500:]


def run_go(cases, relay, folder, module):
    """All snippets as functions of one program."""
    imports, functions, calls = set(), [], ""
    for case in cases:
        block = re.search(r"(?s)import \(\n(.*?)\n\)", case.code)
        imports |= set(line.strip() for line in block[1].splitlines() if line.strip())
        body = case.code[block.end() :]
        functions.append(body.replace("func main()", f"func main{case.number}()"))
        calls += f"\tmark({case.number}, main{case.number})\n"
    imports |= {'"fmt"', '"net/http"'}
    program = "package main\n\nimport (\n\t" + "\n\t".join(sorted(imports)) + "\n)\n" + "\n".join(functions)
    program += (
        "\nfunc mark(number int, run func()) {\n\tfmt.Printf(\"@@%d\\n\", number)\n"
        f"\treply, _ := http.Get(fmt.Sprintf(\"http://127.0.0.1:{relay.port}/__mark/%d\", number))\n\treply.Body.Close()\n"
        "\tdefer func() {\n\t\tif problem := recover(); problem != nil {\n\t\t\tfmt.Println(problem)\n\t\t}\n\t}()\n\trun()\n}\n"
        f"\nfunc main() {{\n{calls}}}\n"
    )
    place = os.path.join(module, "src", "judged")
    os.makedirs(place, exist_ok=True)
    with open(os.path.join(place, "main.go"), "w", encoding="utf-8") as file:
        file.write(program)
    built = subprocess.run(["go", "build", "-o", os.path.join(folder, "judged"), "judged"], cwd=place, capture_output=True, text=True, timeout=600)
    if built.returncode:
        print(built.stderr[:3000])
        return
    ran = subprocess.run([os.path.join(folder, "judged")], capture_output=True, timeout=300, cwd=folder)
    split_output(cases, (ran.stdout + ran.stderr).decode("utf-8", "replace"))


def run_java(cases, relay, folder):
    """All snippets as classes, compiled and run at once."""
    calls = ""
    for case in cases:
        with open(os.path.join(folder, f"Request{case.number}.java"), "w", encoding="utf-8") as file:
            file.write(case.code.replace("public class Request {", f"public class Request{case.number} {{"))
        calls += f"        run({case.number}, () -> Request{case.number}.main(arguments));\n"
    with open(os.path.join(folder, "All.java"), "w", encoding="utf-8") as file:
        file.write(
            "public class All {\n    interface Step { void run() throws Exception; }\n"
            "    static void run(int number, Step step) throws Exception {\n        System.out.println(\"@@\" + number);\n"
            f"        new java.net.URL(\"http://127.0.0.1:{relay.port}/__mark/\" + number).openStream().close();\n"
            "        try { step.run(); } catch (Exception problem) { System.out.println(problem); }\n    }\n"
            f"    public static void main(String[] arguments) throws Exception {{\n{calls}    }}\n}}\n"
        )
    sources = [name for name in os.listdir(folder) if name.endswith(".java")]
    built = subprocess.run(["javac", "-encoding", "UTF-8", "-proc:none", "-nowarn", *sources], cwd=folder, capture_output=True, text=True, timeout=600)
    if built.returncode:
        print(built.stderr[:3000])
        return
    ran = subprocess.run(["java", "-XX:TieredStopAtLevel=1", "All"], capture_output=True, timeout=300, cwd=folder)
    split_output(cases, (ran.stdout + ran.stderr).decode("utf-8", "replace"))


def libraries_of(build):
    """The libraries of the program itself, one version of each."""
    told = subprocess.run(["cargo", "build", "--locked", "--message-format=json", *shlex.split(build)], capture_output=True, text=True, timeout=600)
    found = {}
    for line in told.stdout.splitlines():
        artifact = json.loads(line)
        for name in artifact.get("filenames", []):
            if name.endswith(".rlib"):
                found[artifact["target"]["name"].replace("-", "_")] = name
    return found


def run_rust(cases, relay, folder, libraries):
    """All snippets as functions of one program, linked with the libraries that the build of this repository left."""
    uses, modules, calls = set(), "", ""
    for case in cases:
        body = case.code.replace("#[tokio::main]\nasync fn main()", "pub async fn main()")
        modules += f"mod s{case.number} {{\n{body}\n}}\n"
        calls += (
            f"    println!(\"@@{case.number}\");\n    reqwest::get(\"http://127.0.0.1:{relay.port}/__mark/{case.number}\").await.ok();\n"
            f"    if let Err(problem) = s{case.number}::main().await {{ println!(\"{{problem}}\"); }}\n"
        )
    with open(os.path.join(folder, "all.rs"), "w", encoding="utf-8") as file:
        file.write(f"{modules}\n#[tokio::main]\nasync fn main() {{\n    rustls::crypto::aws_lc_rs::default_provider().install_default().ok();\n{calls}}}\n")
    command = ["rustc", "--edition", "2024", "all.rs", "--cap-lints", "allow", "-L", f"dependency={os.path.dirname(libraries['tokio'])}"]
    for name in ("aws_credential_types", "aws_sigv4", "base64", "percent_encoding", "reqwest", "rustls", "tokio"):
        if name in libraries:
            command += ["--extern", f"{name}={libraries[name]}"]
    built = subprocess.run(command, cwd=folder, capture_output=True, text=True, timeout=600)
    if built.returncode:
        print(built.stderr[:3000])
        return
    ran = subprocess.run([os.path.join(folder, "all")], capture_output=True, timeout=300, cwd=folder)
    split_output(cases, (ran.stdout + ran.stderr).decode("utf-8", "replace"))


GRAMMARS = {"csharp": tree_sitter_c_sharp.language, "powershell": tree_sitter_powershell.language}


def is_read(grammar, code):
    return not tree_sitter.Parser(tree_sitter.Language(grammar())).parse(code.encode()).root_node.has_error


def judge_grammar(judge, language, cases):
    """All snippets are read without an error, and none is with one of its brackets left out."""
    for case in cases:
        judge.holds(f"{language}: {case.name} is read", is_read(GRAMMARS[language], case.code), case.code)
        without = case.code[::-1].replace(")", "", 1)[::-1]
        judge.holds(f"{language}: {case.name} without a bracket is not", not is_read(GRAMMARS[language], without), without)


def sent_by_judge(case, relay):
    """Sends what a presigned URL is for, byte for byte."""
    url = case.output.strip().split("\n")[-1]
    target = url.removeprefix(f"http://127.0.0.1:{relay.port}")
    if target == url or " " in target:
        return False
    body = base64.b64decode(case.wire["body_base64"])
    lines = [f"{name}: {value}" for name, value in case.wire["headers"] if name not in ("authorization", "x-amz-date", "content-length")]
    lines += [f"content-length: {len(body)}"] if body else []
    head = f"{case.wire['method']} {target} HTTP/1.1\r\n" + "\r\n".join(lines) + "\r\n\r\n"
    relay.number = case.number
    with socket.create_connection(("127.0.0.1", relay.port)) as connection:
        connection.settimeout(20)
        connection.sendall(head.encode() + body)
        while connection.recv(65536):
            pass
    return True


def values_of(headers):
    found = {}
    for name, value in headers:
        if name.lower() not in LEFT_OUT:
            found.setdefault(name.lower(), []).append(value)
    return found


def judge_case(judge, binary, language, case, relay, environment):
    what = f"{language}: {case.name}"
    shown = f"\n{case.code[:3000]}\n{case.output[-800:]}"
    if case.is_presigned and language != "postman" and not judge_is(judge, sent_by_judge(case, relay), f"{what}: prints a URL", shown):
        return
    seen = relay.seen.pop(case.number, [])
    if not judge_is(judge, len(seen) == 1, f"{what}: one request", f"{len(seen)} {shown}"):
        return
    head, body, status = seen[0]
    line, *lines = head.decode("utf-8", "surrogateescape").split("\r\n")
    method, _, rest = line.partition(" ")
    target = rest.rpartition(" ")[0]
    respelled = "spells the URL" in case.warnings
    wanted = case.wire["target"]
    if case.is_presigned:
        target, wanted = target.partition("?")[0], wanted.partition("?")[0]
    good = judge_is(judge, method == case.wire["method"], f"{what}: method", method)
    good &= respelled or judge_is(judge, target == wanted, f"{what}: target", f"{target}, wanted {wanted} {shown}")
    good &= judge_is(judge, body == base64.b64decode(case.wire["body_base64"]), f"{what}: body", f"{body[:300]} {shown}")
    got = values_of([part.strip(" \t") for part in one.partition(":")[::2]] for one in lines)
    for name, values in values_of(case.wire["headers"]).items():
        joined = f"lines of {name}" in case.warnings and got.get(name) == [", ".join(values)]
        unsaid = f"set the header {name}" in case.warnings
        good &= unsaid or joined or judge_is(judge, got.get(name) == values, f"{what}: header {name}", f"{got.get(name)}, wanted {values} {shown}")
    raw = head + b"\r\n\r\n" + body
    if {"path_encoding", "normalize_path"} & set(case.request["aws"]):
        # The service of the name has other rules: held against our own signature of that moment.
        time = re.search(rb"(?im)^x-amz-date: *(\S+)", head)[1].decode()
        own = json.dumps(case.request | {"aws": case.request["aws"] | {"time": time}})
        wanted = json.loads(subprocess.run([binary, "sign", "--jsonl"], input=own, capture_output=True, text=True, env=environment).stdout)
        sent = re.search(rb"(?im)^authorization: *(.*)\r?$", head + b"\r")[1].decode().strip()
        judge_is(judge, sent == wanted["authorization"], f"{what}: signature", f"{sent} {shown}")
        return
    ran = subprocess.run([binary, "verify", "--raw", "-", "--json"], input=raw, capture_output=True, timeout=60, env=environment)
    report = json.loads(ran.stdout) if ran.stdout else {}
    # What HTTPie's plugin adds without signing it, AWS refuses for S3 alone, for which no such code is written.
    beside = {(fault["kind"], "x-amz-content-sha256" in fault["message"]) for fault in report.get("faults", [])}
    tolerated = language == "httpie" and report.get("verdict") == "valid" and beside == {("headers-not-signed", True)}
    if "curl before 8.3" in case.warnings and OLD_CURL:
        return
    judge_is(judge, ran.returncode == 0 or tolerated, f"{what}: signature", f"{ran.stdout.decode()[:1500]} {ran.stderr.decode()} {raw[:600]} {shown}")
    if case.known:
        judge_is(judge, status in (200, 201, 204), f"{what}: accepted", f"{status} {shown}")
    return good


def judge_is(judge, good, what, got):
    judge.holds(what, good, got)
    return good


def main(arguments):
    binary = os.path.abspath(arguments.pop(0))
    folders = {}
    for flag in ("--node", "--go", "--rust"):
        if flag in arguments:
            at = arguments.index(flag)
            given = arguments[at + 1]
            folders[flag] = given if flag == "--rust" else os.path.abspath(given)
            del arguments[at : at + 2]
    for name in [name for name in os.environ if name.startswith("AWS_")]:
        del os.environ[name]
    os.environ |= {"AWS_EC2_METADATA_DISABLED": "true", "PATH": f"{os.path.dirname(sys.executable)}:{os.environ['PATH']}"}
    runners = {"python-botocore": run_python, "python-requests": run_python}
    runners |= {name: run_bash for name, program in (("curl", "curl"), ("awscurl", "awscurl"), ("httpie", "http")) if shutil.which(program)}
    if "--node" in folders:
        runners |= {name: lambda *given: run_node(*given, folders["--node"]) for name in ("javascript-smithy", "javascript-aws4fetch")}
        if os.path.exists(os.path.join(folders["--node"], "node_modules", "newman")):
            runners["postman"] = lambda *given: run_newman(*given, folders["--node"])
    if shutil.which("javac"):
        runners["java"] = run_java
    if "--rust" in folders:
        libraries = libraries_of(folders["--rust"])
        runners["rust"] = lambda *given: run_rust(*given, libraries)
    if "--go" in folders and shutil.which("go"):
        # Debian's packages are in a folder of their own, without modules.
        os.environ |= {"GOPATH": folders["--go"] + ":/usr/share/gocode", "GO111MODULE": "off", "GOFLAGS": "", "GOCACHE": os.path.join(folders["--go"], "cache")}
        runners["go"] = lambda *given: run_go(*given, folders["--go"])
    languages = [line.split()[0] for line in subprocess.run([binary, "code", "--list"], capture_output=True, text=True).stdout.splitlines()]
    judge = Judge()
    port = free_port()
    server = subprocess.Popen([binary, "demo-server", "--port", str(port)], stdout=subprocess.DEVNULL, stdin=subprocess.DEVNULL)
    try:
        wait_for_port(port)
        relay = Relay(port)
        kinds = requests_of_all_kinds(relay.port)
        demo = dict(os.environ, AWS_ACCESS_KEY_ID=DEMO[0], AWS_SECRET_ACCESS_KEY=DEMO[1])
        signed = subprocess.run([binary, "sign", "--jsonl"], input="".join(json.dumps(request) + "\n" for _, request, _ in kinds), capture_output=True, text=True, env=demo)
        wires = [json.loads(line)["wire"] for line in signed.stdout.splitlines()]
        number = 0
        for language in languages:
            if arguments and language not in arguments:
                continue
            if language in GRAMMARS:
                print(f"{language}: read by its grammar and not run")
            elif language not in runners:
                print(f"{language}: not run, its toolchain is not here")
            keys = [key for key in (DEMO if language in LONG_TERM else TEMPORARY) if key]
            os.environ.pop("AWS_SESSION_TOKEN", None)
            os.environ |= dict(zip(("AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY", "AWS_SESSION_TOKEN"), keys))
            environment = dict(os.environ)
            cases, refused = [], []
            for (name, request, known), wire in zip(kinds, wires):
                ran = told(binary, ["code", "--lang", language], request, environment)
                judge.holds(f"{language}: no secret in {name}", not any(key in ran.stdout + ran.stderr for key in keys[1:]), ran.stdout)
                if ran.returncode == 0:
                    number += 1
                    cases.append(Case(number, name, request, known, wire, ran.stdout, ran.stderr))
                else:
                    refused.append(f"{name} ({ran.stderr.strip()[:150]})")
                    judge.holds(f"{language}: {name}", ran.returncode == 2 and "countersign: " in ran.stderr, ran.stderr)
            exact = sum(not case.warnings for case in cases)
            print(f"{language}: {exact} of {len(kinds)} as they are, {len(cases) - exact} with a warning, {len(refused)} refused")
            for one in refused:
                print(f"  refused: {one}")
            if language in GRAMMARS:
                judge_grammar(judge, language, cases)
            if language not in runners:
                continue
            with tempfile.TemporaryDirectory() as folder:
                for case in cases:
                    if REQUEST_BODY in case.code:
                        with open(os.path.join(folder, REQUEST_BODY), "wb") as file:
                            file.write(base64.b64decode(case.wire["body_base64"]))
                before = os.getcwd()
                os.chdir(folder)
                try:
                    runners[language](cases, relay, folder)
                finally:
                    os.chdir(before)
                judge.holds(f"{language}: nothing was run", not os.path.exists(os.path.join(folder, "hacked")), "the file is there")
            for case in cases:
                judge_case(judge, binary, language, case, relay, environment)
    finally:
        server.terminate()
        server.wait()
    return judge.close()


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
