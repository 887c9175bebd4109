"""Readers that are not ours judge the import of text formats: Bruno's own, httpYac, hurlfmt, and bash.

    python tests/foreign/imports_text.py PATH/TO/countersign PATH/TO/hurlfmt FOLDER-WITH-NODE-MODULES [FILE…]

Imports the files of tests/fixtures/imports, those that the packages bring with them, and those that are named, and compares
each request with what the reader of its format finds there: method, address, headers, body, auth. Scripts are run by bash, with a
curl and an awscurl that write down what they are called with: each call has to be one of the requests, and each request one
of the calls. Needs node 20 with @usebruno/cli and httpyac, and hurlfmt.
Prints every disagreement and a line `N passed, M failed`; exits with 1 when there was one.
"""

import json
import os
import pathlib
import re
import subprocess
import sys
import tempfile
import urllib.parse

from common import Judge

HERE = pathlib.Path(__file__).parent
FIXTURES = HERE.parent / "fixtures/imports"
# What is said in the words of this program.
SAME = [
    (r"\{\{\$(?:processEnv|dotenv) %?(\w+)\}\}", r"{{process.env.\1}}"),
    (r"\{\{\$random\.uuid\}\}", "{{$uuid}}"),
    (r"\{\{(\w+)\.response\.body\.\$\.(\w+)\}\}", r"{{\1_\2}}"),
    (r"\{\{created\.response\.headers\.X-Request-Id\}\}", "{{created_x_request_id}}"),
]


def import_of(binary, source, into):
    """The folder of the collection that was made, and the report."""
    ran = subprocess.run(
        [binary, "import", str(source), "--into", str(into), "--json"], capture_output=True, text=True, timeout=60
    )
    if ran.returncode != 0:
        return None, ran.stderr or ran.stdout
    collection = json.loads(ran.stdout)["collections"][0]
    return collection["place"], collection["report"]


def agree(ours, theirs):
    """The same, where a secret or what only a shell knows may have become a variable."""
    if ours == theirs:
        return True
    if not isinstance(ours, str) or not isinstance(theirs, str):
        return isinstance(ours, list) and isinstance(theirs, list) and len(ours) == len(theirs) and all(map(agree, ours, theirs))
    pieces = re.split(r"\{\{[^}\n]+\}\}", ours)
    return len(pieces) > 1 and re.fullmatch(".*".join(map(re.escape, pieces)), theirs, re.S) is not None


def in_our_words(text):
    for pattern, ours in SAME:
        text = re.sub(pattern, ours, text)
    return text


def lower(headers, without=()):
    rows = [[name.lower(), value] for name, value in headers]
    return sorted(row for row in rows if row[0] not in without)


def compare(judge, what, ours, theirs, keys):
    for key in keys:
        judge.check(f"{what}: {key}", agree(ours[key], theirs[key]), f"ours {ours[key]!r}, theirs {theirs[key]!r}")


def judge_bru(judge, job, name):
    ours, theirs = job["found"], job["theirs"]
    judge.check(f"{name}: count", len(ours) == len(theirs), f"{len(ours)} and {len(theirs)}")
    left = list(theirs)
    for one in ours:
        alike = lambda other: other["name"] == one["name"] and other["method"] == one["method"] and agree(one["url"], other["url"])
        other = next(filter(alike, left), None)
        if not judge.check(f"{name}: {one['name']}", other is not None, "no such request"):
            continue
        left.remove(other)
        keys = ["headers", "off", "variables", "path"]
        if other["auth"][0] in ("none", "inherit", "basic", "bearer", "apikey", "awsv4"):
            keys.append("auth")
        if other["body"]["mode"] in ("json", "xml", "text", "graphql", "form", "multipart", "file", "none"):
            for key in other["body"]:
                judge.check(
                    f"{name}: {one['name']}: body {key}", agree(one["body"].get(key), other["body"][key]),
                    f"ours {one['body']!r}, theirs {other['body']!r}",
                )
        compare(judge, f"{name}: {one['name']}", one, other, keys)


def judge_http(judge, job, name):
    ours, theirs = job["found"], job["theirs"]
    judge.check(f"{name}: count", len(ours) == len(theirs), f"{len(ours)} and {len(theirs)}")
    for one, other in zip(ours, theirs):
        what = f"{name}: {other['method']} {other['url']}"
        theirs_url = in_our_words(other["url"])
        judge.check(f"{what}: line", one["method"] == other["method"] and agree(one["url"], theirs_url), f"{one['method']} {one['url']}")
        body = one["body"]
        apart = {"authorization", "x-request-type"} | ({"content-type"} if body["mode"] == "multipart" else set())
        wanted = lower([[key, in_our_words(value)] for key, value in other["headers"]], apart)
        judge.check(f"{what}: headers", agree(lower(one["headers"], apart), wanted), f"{one['headers']} and {wanted}")
        if body["mode"] in ("json", "xml", "text") and other["body"] is not None:
            wanted = in_our_words(other["body"]).strip("\n")
            judge.check(f"{what}: body", agree(body["text"], wanted), f"{body['text']!r} and {wanted!r}")
        elif body["mode"] == "form":
            wanted = [pair.split("=", 1) for pair in other["body"].replace("\n", "").split("&")]
            judge.check(f"{what}: form", body["rows"] == wanted, f"{body['rows']} and {wanted}")


def judge_hurl(judge, job, name, hurlfmt):
    ran = subprocess.run([hurlfmt, "--out", "json", job["source"]], capture_output=True, text=True, timeout=30)
    entries = json.loads(ran.stdout)["entries"]
    ours = job["found"]
    judge.check(f"{name}: count", len(ours) == len(entries), f"{len(ours)} and {len(entries)}")
    for one, entry in zip(ours, entries):
        request = entry["request"]
        what = f"{name}: {request['method']} {request['url']}"
        query = "&".join(
            f"{row['name']}={row['value'] if '{{' in row['value'] else urllib.parse.quote(row['value'], safe='')}"
            for row in request.get("query_string_params", [])
        )
        url = request["url"] + (("&" if "?" in request["url"] else "?") + query if query else "")
        judge.check(f"{what}: line", one["method"] == request["method"] and agree(one["url"], url), f"{one['method']} {one['url']}")
        headers = [[row["name"], row["value"]] for row in request.get("headers", [])]
        cookies = "; ".join(f"{row['name']}={row['value']}" for row in request.get("cookies", []))
        headers += [["cookie", cookies]] if cookies else []
        apart = {"authorization", "x-amz-security-token"}
        judge.check(f"{what}: headers", agree(lower(one["headers"], apart), lower(headers, apart)), f"{one['headers']} and {headers}")
        form = [[row["name"], row["value"]] for row in request.get("form_params", [])]
        if form:
            judge.check(f"{what}: form", agree(one["body"].get("rows"), form), f"{one['body']} and {form}")
        parts = [row["name"] for row in request.get("multipart_form_data", [])]
        if parts:
            judge.check(f"{what}: parts", [row[0] for row in one["body"]["rows"]] == parts, f"{one['body']} and {parts}")
        body = request.get("body")
        if body and body["type"] == "json":
            judge.check(f"{what}: body", json.loads(one["body"]["text"]) == body["value"], f"{one['body']} and {body}")
        elif body and body["type"] in ("text", "xml"):
            judge.check(f"{what}: body", one["body"].get("text") == body["value"], f"{one['body']} and {body}")
        elif body and body["type"] == "file":
            judge.check(f"{what}: body", one["body"].get("path") == body["filename"], f"{one['body']} and {body}")
        status = (entry.get("response") or {}).get("status")
        if status:
            judge.check(f"{what}: status", ["res.status", f"eq {status}"] in one["assertions"], f"{one['assertions']}")


# A curl that writes down what it is called with, and answers as a log-in would.
FAKE = """#!{python}
import json, os, sys
read = sys.stdin.read() if any(word.endswith("@-") for word in sys.argv) else None
with open(os.environ["CALLS"], "a") as calls:
    calls.write(json.dumps([os.path.basename(sys.argv[0]), sys.argv[1:], read]) + "\\n")
print('{{"access": {{"token": "T0KEN"}}}}')
"""
JQ = """#!{python}
import json, sys
value = json.load(sys.stdin)
for name in filter(None, sys.argv[-1].split(".")):
    value = value[name]
print(value if isinstance(value, str) else json.dumps(value))
"""
ENVIRONMENT = {
    "PASSWORD": "pass-word", "AWS_ACCESS_KEY_ID": "AKIDEXAMPLE", "AWS_SECRET_ACCESS_KEY": "secret/of+example",
    "AWS_SESSION_TOKEN": "tok+en",
}
WITH_VALUE = {"-o", "--max-time", "--aws-sigv4", "--user", "-u", "--service", "--region", "--profile"}


def calls_of(script):
    """What bash calls curl with."""
    with tempfile.TemporaryDirectory() as folder:
        folder = pathlib.Path(folder)
        for name, text in (("curl", FAKE), ("awscurl", FAKE), ("jq", JQ)):
            place = folder / name
            place.write_text(text.format(python=sys.executable))
            place.chmod(0o755)
        calls = folder / "calls"
        environment = {"PATH": f"{folder}:/usr/bin:/bin", "CALLS": str(calls), **ENVIRONMENT}
        subprocess.run(["bash", str(script)], env=environment, cwd=folder, capture_output=True, timeout=30, check=True)
        lines = calls.read_text().splitlines()
    for line in lines:
        program, words, read = json.loads(line)
        while "--next" in words:
            at = words.index("--next")
            yield call(program, words[:at], read)
            words = words[at + 1:]
        yield call(program, words, read)


def call(program, words, read):
    """Method, address, header lines and data of a command."""
    method, url, headers, data, is_get, is_json = None, None, [], [], False, False
    words = iter(words)
    for word in words:
        if word in ("-X", "--request"):
            method = next(words)
        elif word in ("-H", "--header"):
            headers.append(next(words))
        elif word in ("-d", "--data", "--data-raw", "--data-binary", "--json"):
            value = next(words)
            is_json |= word == "--json"
            data.append(read if value == "@-" else value)
        elif word == "--data-urlencode":
            name, value = next(words).split("=", 1)
            data.append(f"{name}={urllib.parse.quote_plus(value)}")
        elif word == "-G":
            is_get = True
        elif word == "-I":
            method = "HEAD"
        elif word in WITH_VALUE:
            next(words)
        elif not word.startswith("-"):
            url = word
    data = "&".join(data) if data else None
    if is_get:
        url, data = f"{url}?{data}", None
    method = method or ("POST" if data is not None and program == "curl" else "GET")
    return {"method": method, "url": url, "headers": headers, "data": data}


def filled(text, variables):
    """A text with what is known in the place of variables."""
    known = {**{f"process.env.{name}": value for name, value in ENVIRONMENT.items()}, "TOKEN": "T0KEN", **variables}
    for _ in range(5):
        text = re.sub(r"\{\{([^}\n]+)\}\}", lambda found: known.get(found[1]) or found[0], text)
    return text


def is_call(one, called, variables):
    variables = {**variables, **dict(one["variables"])}
    url = filled(one["url"], variables)
    # curl adds the slash that the shell's text does not have.
    spelled = {called["url"], re.sub(r"^(https?://[^/?]+)(\?|$)", r"\1/\2", called["url"])}
    body = one["body"]
    if body["mode"] == "form":
        ours = "&".join(f"{urllib.parse.quote_plus(filled(name, variables))}={urllib.parse.quote_plus(filled(value, variables))}" for name, value in body["rows"])
        theirs = called["data"] and "&".join(
            f"{urllib.parse.quote_plus(urllib.parse.unquote_plus(name))}={urllib.parse.quote_plus(urllib.parse.unquote_plus(value))}"
            for name, _, value in (pair.partition("=") for pair in called["data"].split("&"))
        )
        ours = urllib.parse.unquote_plus(ours) if "%7B%7B" in ours else ours
        theirs = urllib.parse.unquote_plus(theirs) if theirs and "{{" in ours else theirs
    else:
        ours, theirs = filled(body.get("text", ""), variables), called["data"] or ""
    headers = {name.lower(): filled(value, variables) for name, value in one["headers"]}
    typed = [line.partition(":") for line in called["headers"]]
    headers_agree = all(
        agree(headers.get(name.lower(), ""), value.strip())
        for name, _, value in typed if name.lower() not in ("authorization", "x-amz-security-token")
    )
    return one["method"] == called["method"] and any(agree(url, spelling) for spelling in spelled) and agree(ours, theirs) and headers_agree


def judge_sh(judge, job, name):
    calls = list(calls_of(job["source"]))
    ours = job["found"]
    for called in calls:
        judge.check(
            f"{name}: {called['method']} {called['url']}", any(is_call(one, called, job["variables"]) for one in ours),
            f"no request is this call: {called}\n    ours: {[(one['method'], one['url'], one['body']) for one in ours]}",
        )
    for one in ours:
        judge.check(
            f"{name}: {one['method']} {one['url']}", any(is_call(one, called, job["variables"]) for called in calls),
            f"no call is this request: {one}",
        )


class Counting(Judge):
    def check(self, what, is_so, otherwise):
        if is_so:
            self.passed += 1
        else:
            self.failed += 1
            print(f"{what}: {otherwise}")
        return is_so


def kind_of(path):
    if path.is_dir():
        return "bru"
    return {"rest": "http"}.get(path.suffix[1:], path.suffix[1:])


def sources(modules, named):
    yield FIXTURES / "bru/shop"
    for folder in ("http", "hurl", "sh"):
        yield from sorted(path for path in (FIXTURES / folder).iterdir() if path.suffix != ".json")
    # Files of Bruno's own tests, which its package brings with it.
    lang = pathlib.Path(modules) / "node_modules/@usebruno/lang"
    for path in sorted(lang.rglob("*.bru")):
        text = path.read_text()
        is_request = re.search(r"^(get|post|put|delete|patch|options|head) \{", text, re.M)
        if is_request and "/v1/" not in str(path):
            yield path
    yield from map(pathlib.Path, named)


def main():
    binary, hurlfmt, modules, *named = sys.argv[1:]
    judge = Counting()
    with tempfile.TemporaryDirectory() as into:
        jobs, files = [], 0
        for source in sources(modules, named):
            folder = pathlib.Path(into) / str(len(jobs))
            folder.mkdir()
            place, report = import_of(binary, source, folder)
            files += 1
            if judge.check(f"{source.name} is imported", place is not None, report):
                jobs.append({"kind": kind_of(source), "source": str(source), "ours": place})
        ran = subprocess.run(
            ["node", str(HERE / "imports_text.mjs"), modules], input=json.dumps(jobs), capture_output=True, text=True, timeout=120
        )
        if ran.returncode != 0:
            sys.exit(f"node: {ran.stderr[-2000:]}")
        for job in json.loads(ran.stdout):
            name = os.path.basename(job["source"])
            {
                "bru": lambda: judge_bru(judge, job, name),
                "http": lambda: judge_http(judge, job, name),
                "hurl": lambda: judge_hurl(judge, job, name, hurlfmt),
                "sh": lambda: judge_sh(judge, job, name),
            }[job["kind"]]()
    print(f"{files} files")
    print(f"{judge.passed} passed, {judge.failed} failed")
    sys.exit(1 if judge.failed else 0)


if __name__ == "__main__":
    main()
