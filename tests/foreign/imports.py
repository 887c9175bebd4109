"""Readers that are not ours as judges of what is imported.

    python tests/foreign/imports.py PATH/TO/countersign MODULES PACKAGES

PACKAGES holds npm tarballs with files of other programs: exports of Insomnia and Hoppscotch, collections of Postman, API
descriptions and HTTP Archives. MODULES holds the readers: npm's postman-collection for Postman, Bruno's @usebruno/converters for
Insomnia, @apidevtools/swagger-parser for descriptions; PyPI's haralyzer reads archives, and for Hoppscotch, which nobody else
reads, a plain walk in this script does. Each file is imported for real. Every request has to come with its name, method, URL and
query, its headers, body and auth as far as the reader has them, every folder and every variable; a difference passes only where a
line of our own report tells it. Prints every disagreement and a line `N passed, M failed`; exits with 1 when there was one.
"""

import collections
import json
import pathlib
import re
import subprocess
import sys
import tarfile
import tempfile
import urllib.parse

import common
import haralyzer
import yaml

FIXTURES = pathlib.Path(__file__).resolve().parent.parent / "fixtures" / "imports"
# Package, files in it, kind.
SOURCES = [
    ("insomnia-importers", "package/src/importers/fixtures/*[!v]/*-output.json", "insomnia"),
    ("insomnia-importers", "package/src/importers/fixtures/insomnia-[234]/*-input.*", "insomnia"),
    ("insomnia-importers", "package/src/importers/fixtures/postman/*-input.json", "postman"),
    ("insomnia-importers", "package/src/importers/fixtures/openapi3/*-input.*", "openapi"),
    ("insomnia-importers", "package/src/importers/fixtures/swagger2/*-input.*", "openapi"),
    ("insomnia-importers", "package/src/importers/fixtures/har/deep-input.json", "har"),
    ("postman-to-openapi", "package/test/resources/input/v2*/*.json", "postman"),
    ("hoppscotch-cli", "package/src/__tests__/e2e/fixtures/collections/*.json", "hoppscotch"),
    ("hoppscotch-cli", "package/src/__tests__/e2e/fixtures/environments/*-envs.json", "environments"),
    ("readme-oas-examples", "package/*/json/*.json", "openapi"),
    ("readme-oas-examples", "package/*/yaml/*.yaml", "openapi"),
]
# Files that hold nothing, or that are made to be broken: how our program has to refuse them.
REFUSED = {
    "no-requests-output.json": "import-empty",
    "basic-input.json": "import-empty",
    "basic-input.yaml": "import-empty",
    "basic-output.json": "import-empty",
    "malformed-coll.json": "import-broken",
    "malformed-coll-2.json": "import-format-unknown",
    "env-flag-envs.json": "import-format-unknown",
    "webhooks.json": "import-empty",
    "webhooks.yaml": "import-empty",
}
# What our report says of something that is no request over HTTP.
NO_REQUEST = re.compile(r"^(It is (a|an|neither|no) |Its URL is none of HTTP|An entry without)")
ABOUT_URL = re.compile(r"URL|[Qq]uery|path|signature|secret|folders")


def unpacked(packages, folder):
    """Every package in a folder of its own."""
    for tarball in sorted(packages.glob("*.tgz")):
        name = tarball.name.rsplit("-", 1)[0]
        with tarfile.open(tarball) as archive:
            archive.extractall(folder / name, filter="data")


def har_examples(folder):
    """The examples of a package that has them in JavaScript, each as a file."""
    script = ("import(process.argv[1]).then(module => { const all = module.default ?? module; process.stdout.write("
              "JSON.stringify(all)) })")
    source = folder / "har-examples/package/dist/index.js"
    ran = subprocess.run(["node", "-e", script, str(source)], capture_output=True, text=True, timeout=60, check=True)
    files = []
    for name, archive in json.loads(ran.stdout).items():
        if isinstance(archive, dict) and "log" in archive:
            file = folder / f"{name}.har"
            file.write_text(json.dumps(archive))
            files.append(file)
    return files


def files_of(packages, folder):
    unpacked(packages, folder)
    files = [(file, kind) for package, pattern, kind in SOURCES for file in sorted((folder / package).glob(pattern))]
    files += [(file, "har") for file in har_examples(folder)]
    files += [(file, "insomnia") for file in sorted(FIXTURES.glob("insomnia*"))]
    files += [(file, "har") for file in sorted(FIXTURES.glob("*.har"))]
    return files


def of_hoppscotch(file):
    """Requests, folders and variables of collections of Hoppscotch, one for each."""
    value = json.loads(file.read_text())
    found = []
    for root in value if isinstance(value, list) else [value]:
        requests, folders = [], 0
        waiting = [(root, True)]
        while waiting:
            folder, is_root = waiting.pop()
            folders += 0 if is_root else 1
            waiting += [(inner, False) for inner in folder.get("folders", [])]
            for request in folder.get("requests", []):
                url = request.get("endpoint") or request.get("url", "") + request.get("path", "")
                url = re.sub(r"<<([\w.$-]+)>>", r"{{\1}}", url)
                query = [row["key"] for row in request.get("params", []) if row.get("active", True) and row["key"]]
                method = request.get("method") or ("POST" if "query" in request else "GET")
                headers = [[row["key"], row["value"]] for row in request.get("headers", []) if row.get("active", True) and row["key"]]
                body = request.get("body") or {}
                text = body.get("body") if isinstance(body, dict) else None
                plain = isinstance(text, str) and "form" not in (body.get("contentType") or "form")
                requests.append({"name": request["name"], "method": method, "url": url, "query": query, "headers": headers,
                                 "body": {"text": text} if plain else None})
        variables = [row["key"] for row in root.get("variables", [])]
        found.append({"requests": requests, "folders": folders, "variables": variables})
    return found


def of_har(file):
    """haralyzer's view of each entry."""
    parser = haralyzer.HarParser(json.loads(file.read_text()))
    requests = []
    for entry in parser.har_data["entries"]:
        if not entry["request"].get("url"):
            requests.append({"name": None, "method": entry["request"]["method"], "url": "", "query": []})
            continue
        request = haralyzer.HarEntry(entry).request
        query = [row["name"] for row in request.queryString] if "queryString" in entry["request"] else None
        text = (entry["request"].get("postData") or {}).get("text")
        fields = (entry["request"].get("postData") or {}).get("params")
        body = {"text": text} if text and not fields else None
        requests.append({"name": None, "method": request.method, "url": request.url, "query": query, "body": body})
    return [{"requests": requests, "folders": None, "variables": []}]


def imported(binary, file, folder):
    """Imports a file into a folder, and gives the JSON report."""
    folder.mkdir()
    ran = subprocess.run([binary, "import", str(file), "--into", str(folder), "--json"], capture_output=True, text=True,
                         timeout=120)
    return ran.returncode, json.loads(ran.stdout)


def requests_in(place):
    """The requests of an OpenCollection, and the names of its variables."""
    requests, variables = [], set()
    for file in sorted(place.rglob("*.yml")):
        value = yaml.load(file.read_text(), yaml.CSafeLoader)
        info = value.get("info") or {}
        kind = info.get("type")
        if kind in ("http", "graphql"):
            http = value[kind]
            url, _, query = str(http.get("url") or "").partition("?")
            names = [urllib.parse.unquote_plus(pair.split("=")[0]) for pair in query.split("#")[0].split("&") if pair]
            requests.append({"name": str(info.get("name", "")), "method": http.get("method") or "GET", "url": url, "query": names,
                             "http": http, "kind": kind})
        elif file.name == "opencollection.yml":
            variables |= {row["name"] for row in (value.get("request") or {}).get("variables") or []}
        elif file.parent.name == "environments":
            variables |= {row["name"] for row in value.get("variables") or []}
    return requests, variables


def same_url(ours, theirs):
    """Whether a URL without its query is the same one. A secret in it is a variable of ours."""
    plain = theirs["url"].split("?")[0].split("#")[0].strip()
    mine = ours["url"].split("#")[0]
    if mine == plain:
        return True
    pattern = "".join(".+" if part.startswith("{{") else re.escape(part) for part in re.split(r"(\{\{[^}]*\}\})", mine))
    return re.fullmatch(pattern, plain) is not None


def same_query(ours, theirs):
    if theirs["query"] is None:
        return True
    in_url = theirs["url"].split("#")[0].partition("?")[2]
    there = {urllib.parse.unquote_plus(pair.split("=")[0]) for pair in in_url.split("&") if pair}
    return set(ours["query"]) - {""} == (there | {urllib.parse.unquote_plus(name) for name in theirs["query"]}) - {""}


def same_text(ours, theirs):
    """Whether a text is the same one, where variables of ours stand for secrets, and `<<name>>` is a variable of Hoppscotch."""
    ours, theirs = (text.replace("\r\n", "\n").strip() for text in (ours, re.sub(r"<<([\w.$-]+)>>", r"{{\1}}", theirs)))
    if ours == theirs:
        return True
    pattern = "".join("(?s:.+)" if part.startswith("{{") else re.escape(part) for part in re.split(r"(\{\{[^}]*\}\})", ours))
    return re.fullmatch(pattern, theirs) is not None


def same_headers(ours, theirs):
    """A content type goes with the body, which is compared."""
    rows = [row for row in ours["http"].get("headers") or [] if not row.get("disabled")]
    mine = collections.Counter(row["name"].strip().lower() for row in rows)
    there = collections.Counter(name.strip().lower() for name, _ in theirs["headers"] if name.strip())
    for names in (mine, there):
        names.pop("content-type", None)
    values = {row["name"].strip().lower(): row["value"] for row in rows}
    return mine == there and all(same_text(values[name.strip().lower()], str(value)) for name, value in theirs["headers"]
                                 if there[name.strip().lower()] == 1)


def same_body(ours, theirs):
    body = ours["http"].get("body") or {}
    data = body.get("data")
    if theirs["body"] is None:
        return True
    if ours["kind"] == "graphql":
        return "text" in theirs["body"]
    if "fields" in theirs["body"]:
        rows = [row for row in data or [] if isinstance(row, dict) and not row.get("disabled")]
        return [row["name"] for row in rows] == [name for name in theirs["body"]["fields"] if name]
    return same_text(data if isinstance(data, str) else "", theirs["body"]["text"])


POSTMAN_AUTH = {"inherit": "inherit", "noauth": "none", "awsv4": "awsv4", "basic": "basic", "bearer": "bearer", "apikey": "apikey"}


def same_auth(ours, theirs):
    auth = ours["http"].get("auth")
    if theirs["auth"]["type"] not in POSTMAN_AUTH:
        return False
    mine = "none" if auth is None else auth if isinstance(auth, str) else auth["type"]
    # What is above it may have none, which is written out.
    wanted = POSTMAN_AUTH[theirs["auth"]["type"]]
    places = mine != "awsv4" or all(same_text(str(auth.get(key) or ""), theirs["auth"][key]) for key in ("region", "service"))
    return mine == wanted and places


PARTS = {
    "headers": (same_headers, re.compile(r"[Hh]eader|secret|signature|Accept|Cookie")),
    "body": (same_body, re.compile(r"[Bb]ody|file|secret|[Ff]ield|form|JSON")),
    "auth": (same_auth, re.compile(r"[Aa]uth|[Ss]ignature|key")),
}


def differing_parts(ours, theirs):
    return [part for part, (same, _) in PARTS.items() if part in theirs and not same(ours, theirs)]


def judge_parts(judge, what, ours, theirs, report, counts):
    """Headers, body and auth of one request, as far as the other reader has them."""
    differing = differing_parts(ours, theirs)
    for part, (_, pattern) in PARTS.items():
        if part not in theirs:
            continue
        is_same = part not in differing
        is_told = not is_same and told(report, ours["name"], pattern)
        judge.holds(f"{what}: {part} of {ours['name']}", is_same or is_told, (ours["http"], theirs[part], report))
        counts[f"differences of {part} that the report tells"] += int(is_told)


def told(report, name, pattern):
    """Whether a line of the report is about a request and says that."""
    return any((note["place"].endswith(name[:80]) or note["place"] == "") and pattern.search(note["text"]) for note in report)


def match(judge, what, ours, theirs, kind, report, counts):
    """Pairs the requests, and tells those that have no counterpart and no line."""
    left = collections.defaultdict(list)
    for request in ours:
        left[request["method"]].append(request)
    unmatched = []
    for request in theirs:
        others = left[request["method"]]

        def is_it(other):
            named = request["name"] in (None, other["name"]) or kind == "openapi"
            if kind == "openapi":
                return named and other["url"].endswith(re.sub(r"#.*", "", request["url"]).split("?")[0])
            return named and same_url(other, request) and same_query(other, request)

        # Of several that are called alike, the one that says the same.
        said = [other for other in others if is_it(other)]
        found = next((other for other in said if differing_parts(other, request) == []), next(iter(said), None))
        if found is None:
            unmatched.append(request)
        else:
            others.remove(found)
            judge_parts(judge, what, found, request, report, counts)
    for request in unmatched:
        rest = left[request["method"]]
        found = next((other for other in rest if request["name"] in (None, other["name"])), None)
        is_told = found is not None and told(report, found["name"], ABOUT_URL)
        judge.holds(f"{what}: {request['method']} {request['url']}", is_told, found)
        counts["differences that the report tells"] += int(is_told)
        if found is not None:
            rest.remove(found)
    dropped = sum(1 for note in report if note["outcome"] == "dropped" and NO_REQUEST.search(note["text"]))
    extra = sum(len(rest) for rest in left.values())
    judge.holds(f"{what}: {len(theirs)} requests", extra == 0 and len(ours) + dropped >= len(theirs), (len(ours), dropped, left))


def judge_collection(judge, what, collection, theirs, kind, counts):
    report = collection["report"]
    place = pathlib.Path(collection["place"])
    ours, variables = requests_in(place)
    judge.holds(f"{what}: the report counts what was written", len(ours) == collection["requests"], (len(ours), collection["requests"]))
    match(judge, what, ours, theirs["requests"], kind, report, counts)
    if theirs["folders"] is not None:
        judge.holds(f"{what}: folders", collection["folders"] == theirs["folders"], (collection["folders"], theirs["folders"]))
    missing = {name for name in theirs["variables"] if name} - variables
    judge.holds(f"{what}: variables", not missing, missing)


def judge_environments(judge, binary, file, folder):
    """Environments go into a collection that is there."""
    what = file.name
    folder.mkdir()
    (folder / "opencollection.yml").write_text("opencollection: 1.0.0\ninfo:\n  name: c\nbundled: false\nextensions: {}\n")
    ran = subprocess.run([binary, "import", str(file), "--into", str(folder), "--json"], capture_output=True, text=True, timeout=60)
    report = json.loads(ran.stdout)
    if what in REFUSED:
        judge.holds(f"{what} is refused", report.get("error", report).get("kind") == REFUSED[what], report)
        return
    value = json.loads(file.read_text())
    values = value if isinstance(value, list) else [value]
    wanted = collections.Counter(row["key"] for one in values for row in one.get("variables", one.get("values", [])) if row["key"])
    found = collections.Counter()
    for written in folder.glob("environments/*.yml"):
        found.update(row["name"] for row in yaml.safe_load(written.read_text()).get("variables") or [])
    judge.holds(f"{what}: variables", found == wanted, (found, wanted, report))


def main(binary, modules, packages):
    judge = common.Judge()
    counts = collections.Counter()
    with tempfile.TemporaryDirectory() as folder:
        folder = pathlib.Path(folder)
        files = files_of(pathlib.Path(packages), folder)
        asked = [{"file": str(file), "kind": kind} for file, kind in files if kind in ("insomnia", "postman", "openapi")]
        script = pathlib.Path(__file__).with_suffix("").with_name("imports_readers.mjs")
        ran = subprocess.run(["node", str(script), modules], input=json.dumps(asked), capture_output=True, text=True, timeout=300)
        if ran.returncode != 0:
            raise RuntimeError(ran.stderr)
        # Readers speak on standard output too.
        by_reader = json.loads(ran.stdout[ran.stdout.rindex('{"/'):] if not ran.stdout.startswith('{"/') else ran.stdout)
        for number, (file, kind) in enumerate(files):
            into = folder / f"into-{number}"
            what = f"{kind}: {file.parent.name}/{file.name}"
            counts[kind] += 1
            if kind == "environments":
                judge_environments(judge, binary, file, into)
                continue
            code, report = imported(binary, file, into)
            if file.name in REFUSED:
                refusal = report.get("error", report)
                judge.holds(f"{what} is refused", refusal.get("kind") == REFUSED[file.name], refusal)
                continue
            judge.holds(f"{what} is imported", code == 0, report)
            if code != 0:
                continue
            if kind == "hoppscotch":
                theirs = of_hoppscotch(file)
            elif kind == "har":
                theirs = of_har(file)
            else:
                theirs = [by_reader[str(file)]]
            if "error" in theirs[0]:
                print(f"{what}: the other reader refuses it: {theirs[0]['error']}")
                counts["refused by the other reader"] += 1
                continue
            judge.holds(f"{what}: collections", len(report["collections"]) == len(theirs), len(report["collections"]))
            for collection, of_reader in zip(report["collections"], theirs):
                judge_collection(judge, what, collection, of_reader, kind, counts)
    print(", ".join(f"{count} {kind}" for kind, count in sorted(counts.items())))
    return judge.close()


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:4]))
