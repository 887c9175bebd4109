"""Other programs as judges of what `export` writes.

    python tests/foreign/exports.py PATH/TO/countersign PATH/TO/TEST/BINARY FOLDER

FOLDER holds `npm install newman@6.2.2 har-validator@5.1.5 @usebruno/converters@0.23.0`; openapi-spec-validator and haralyzer are Python packages. The
library writes the collection (tests/it/opencollection/for_bruno.rs): every kind of body, auth of collection, folder and
request, variables and headers of a folder, an environment, secrets.

- newman runs the Postman export: the demo server, which checks signatures, answers each request, and an echo gets the same
  method, target, headers and body as from `countersign send` of the original files.
- The same export is imported again, and `countersign send` of what came sends those bytes once more.
- Bruno's own importer reads the Postman and the OpenAPI export: the same requests, methods, URLs and AWS Signature.
- The OpenAPI export holds for openapi-spec-validator, and has each operation with its scheme; imported again, each request
  goes to the same place.
- The archive holds for har-validator, and haralyzer reads it.
- No export has a secret in any form.
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
import time
import urllib.parse

import haralyzer
import openapi_spec_validator

import bruno
import common

KEYS = bruno.KEYS
# What clients add by themselves.
OWN_HEADERS = bruno.OWN_HEADERS | {"cache-control", "postman-token", "host", "content-length", "x-amz-security-token", "x-amz-content-sha256"}
# Sent to the echo; the rest is judged by the demo server.
ECHOED = ("json", "xml", "text", "form", "multipart", "file", "graphql", "key", "basic", "none")
# Keys that newman is given in the place of profiles and the like.
FILLED_IN = ("source-environment", "source-automatic", "source-profile", "source-profile-of-environment")


def comparable(arrived):
    method, path, headers, body = arrived
    kind = headers.get("content-type", "").split(";")[0]
    own = {name: value for name, value in headers.items() if name not in OWN_HEADERS | {"content-type"}}
    if b'"query"' in body:
        body = json.dumps(json.loads(body), sort_keys=True).encode()
    if kind == "application/x-www-form-urlencoded":
        # Postman writes %20 where the standard for forms has a plus sign.
        body = str(urllib.parse.parse_qsl(body.decode(), keep_blank_values=True)).encode()
    if kind.startswith("multipart/"):
        # The boundary is each program's own.
        boundary = re.search(r"boundary=\"?([^\";]+)", headers["content-type"])[1].encode()
        body = body.replace(boundary, b"BOUNDARY")
        body = re.sub(rb"(?i)content-type: application/octet-stream\r\n", b"", body)
    authorization = headers.get("authorization", "")
    signed = authorization.split("/")[0] if authorization.startswith("AWS4") else authorization
    scope = re.search(r"Credential=[^/]+/\d+/([^,]+)", authorization)
    return method, path, tuple(sorted(own.items())), kind, body, signed, scope and scope[1]


def environment(home):
    plain = {name: value for name, value in os.environ.items() if not name.startswith("AWS_")}
    return plain | {
        "AWS_SHARED_CREDENTIALS_FILE": str(home / "credentials"), "AWS_CONFIG_FILE": os.devnull, "HOME": str(home),
        "COUNTERSIGN_SECRET_SECRET_ACCESS_KEY": KEYS[1], "COUNTERSIGN_SECRET_FOLDER_SECRET": KEYS[1],
    }


def export(program, folder, form, output, *more):
    ran = subprocess.run(
        [program, "export", str(folder), "--as", form, "--output", str(output), "--json", *more],
        capture_output=True, text=True, timeout=60,
    )
    if ran.returncode != 0:
        raise RuntimeError(f"exit {ran.returncode}: {ran.stdout}{ran.stderr}")
    return json.loads(ran.stdout)


def send(program, folder, name, home):
    return subprocess.run(
        [program, "send", str(folder / f"{name}.yml"), "--environment", "local"],
        env=environment(home), cwd=folder, capture_output=True, text=True, timeout=60,
    )


def sent_from_files(judge, what, program, folder, home, names, echo):
    """What arrives when each file is sent, by its name."""
    found = {}
    for name in names:
        echo.arrived.clear()
        ran = send(program, folder, name, home)
        judge.holds(f"{what}: {name} is sent", ran.returncode == 0 and len(echo.arrived) == 1, ran.stdout + ran.stderr)
        if echo.arrived:
            found[name] = comparable(echo.arrived[0])
    return found


def run_newman(modules, folder, collection, more):
    """What it did, by the name of the request. It stays while a server leaves a connection open, so its report is its end."""
    report = folder / "newman.json"
    report.unlink(missing_ok=True)
    running = subprocess.Popen(
        ["node", str(modules / "node_modules/newman/bin/newman.js"), "run", str(collection), "--working-dir", str(folder),
         "--environment", str(folder / "local.postman_environment.json"), "--reporters", "json",
         "--reporter-json-export", str(report), *more],
        cwd=folder, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE,
    )
    try:
        for _ in range(600):
            time.sleep(0.1)
            try:
                return {one["item"]["name"]: one for one in json.loads(report.read_text())["run"]["executions"]}
            except (FileNotFoundError, json.JSONDecodeError):
                if running.poll() is not None and not report.exists():
                    raise RuntimeError(f"exit {running.returncode}: {running.stderr.read()}") from None
        raise TimeoutError("newman wrote no report")
    finally:
        running.kill()
        running.wait()


def bruno_reads(modules, how, file):
    """Requests by Bruno's importer: name, method, URL and auth of each."""
    script = """
const bruno = require('@usebruno/converters');
const found = [];
const walk = (items) => items.forEach((item) => item.type === 'folder' ? walk(item.items) : found.push(item));
Promise.resolve(bruno[process.argv[1]](JSON.parse(require('fs').readFileSync(process.argv[2])))).then((made) => {
  walk((made.collection ?? made).items);
  const { name } = made.collection ?? made;
  console.log(JSON.stringify({ name, top: (made.collection ?? made).root?.request?.auth, found: found.map((item) => ({
    name: item.name, method: item.request.method, url: item.request.url, auth: item.request.auth,
    headers: item.request.headers, body: item.request.body?.mode })) }));
});"""
    ran = subprocess.run(["node", "-e", script, how, str(file)], cwd=modules, capture_output=True, text=True, timeout=60)
    if ran.returncode != 0:
        raise RuntimeError(f"exit {ran.returncode}: {ran.stderr}")
    return json.loads(ran.stdout.strip().split("\n")[-1])


def judge_bruno(judge, modules, home, folder):
    read = bruno_reads(modules, "postmanToBruno", home / "postman" / "shop.json")
    judge.holds("Bruno signs with what the collection says", read["top"]["mode"] == "awsv4"
                and read["top"]["awsv4"]["service"] == "execute-api" and read["top"]["awsv4"]["region"] == "{{region}}", read["top"])
    files = {file.relative_to(folder).with_suffix("").as_posix() for file in folder.rglob("*.yml")}
    wanted = files - {"opencollection", "cats/folder", "environments/local"}
    by_name = {one["name"]: one for one in read["found"]}
    judge.holds("Bruno reads each request", set(by_name) == wanted, sorted(by_name))
    bodies = {"json": "json", "xml": "xml", "text": "text", "form": "formUrlEncoded", "multipart": "multipartForm",
              "file": "file", "graphql": "graphql"}
    for name, kind in bodies.items():
        one = by_name[name]
        judge.holds(f"Bruno: {name}", (one["method"], one["url"], one["body"]) == (
            "POST", "{{echo}}/body/a%20b?q=a%2Fb&e=&k", kind), one)
    for name, mode in {"none": "none", "basic": "basic", "key": "apikey", "json": "inherit", "source-profile": "awsv4"}.items():
        judge.holds(f"Bruno: auth of {name}", by_name[name]["auth"]["mode"] == mode, by_name[name])
    read = bruno_reads(modules, "openApiToBruno", home / "openapi.json")
    places = {(one["method"], one["url"].partition("?")[0].split("}}", 1)[-1]) for one in read["found"]}
    wanted = {("GET", "/dev/pets"), ("GET", "/:stage/pets/:petId"), ("POST", "/body/a%20b"), ("GET", "/none"), ("GET", "/key")}
    judge.holds("Bruno reads the OpenAPI export", wanted <= places, sorted(places))


def judge_postman(judge, program, modules, folder, home, echo):
    out = home / "postman"
    out.mkdir()
    told = export(program, folder, "postman", out / "shop.json")
    (out / "upload.bin").write_bytes((folder / "upload.bin").read_bytes())
    by_us = sent_from_files(judge, "the original", program, folder, home, ECHOED, echo)
    echo.arrived.clear()
    keys = {"secretAccessKey": KEYS[1], "folderSecret": KEYS[1], "AWS_ACCESS_KEY_ID": KEYS[0], "AWS_SECRET_ACCESS_KEY": KEYS[1]}
    more = [word for name, value in keys.items() for word in ("--env-var", f"{name}={value}")]
    by_newman = run_newman(modules, out, out / "shop.json", more)
    judge.holds("newman runs every request", len(by_newman) == told["requests"], sorted(by_newman))
    status = {name: one.get("response", {}).get("code") for name, one in by_newman.items()}
    for name in ("list", "cats/one", "cats/create", *FILLED_IN):
        judge.holds(f"newman: {name} is answered", status.get(name) in (200, 201), by_newman.get(name))
    arrived = [comparable(one) for one in echo.arrived]
    for name, one in by_us.items():
        near = [at for at in arrived if at[1] == one[1] and at[3] == one[3]]
        judge.holds(f"newman sends the same: {name}", one in arrived, f"\n    {one}\n    {near}")
    # The positive control: with a wrong secret the demo refuses, so it does check.
    more = [word.replace(KEYS[1], "wrong") for word in more]
    wrong = run_newman(modules, out, out / "shop.json", more)
    for name in ("list", "cats/one", "cats/create"):
        judge.holds(f"newman: {name} with a wrong secret", wrong[name]["response"]["code"] == 403, wrong[name])
    again = home / "again"
    again.mkdir()
    files = [str(out / "shop.json"), str(out / "local.postman_environment.json")]
    for file, into in zip(files, (again, again / "For Bruno")):
        ran = subprocess.run([program, "import", file, "--into", str(into)], capture_output=True, text=True, timeout=60)
        judge.holds("it is imported again", ran.returncode == 0, ran.stdout + ran.stderr)
    (again / "For Bruno" / "upload.bin").write_bytes((folder / "upload.bin").read_bytes())
    back = sent_from_files(judge, "come back", program, again / "For Bruno", home, ECHOED, echo)
    for name, one in by_us.items():
        judge.holds(f"the round trip sends the same: {name}", back.get(name) == one, f"\n    {one}\n    {back.get(name)}")


def judge_openapi(judge, program, folder, home, addresses):
    out = home / "openapi.json"
    told = export(program, folder, "openapi", out)
    description = json.loads(out.read_text())
    openapi_spec_validator.validate(description)
    judge.holds("openapi-spec-validator takes it", True, "")
    operations = {
        (method, path): operation for path, item in description["paths"].items() for method, operation in item.items()
        if method != "servers"
    }
    judge.holds("each request that is told is an operation", len(operations) == told["requests"], sorted(operations))
    schemes = description["components"]["securitySchemes"]
    signed = [name for name, one in schemes.items() if one.get("x-amazon-apigateway-authtype") == "awsSigv4"]
    judge.holds("one scheme is API Gateway's", len(signed) == 1, schemes)
    pets = operations[("get", "/dev/pets")]
    judge.holds("a signed request has it", pets["security"] == [{signed[0]: []}], pets)
    judge.holds("one without auth has none", operations[("get", "/none")]["security"] == [], operations[("get", "/none")])
    ran = subprocess.run(
        [program, "import", str(out), "--into", str(home), "--json"], capture_output=True, text=True, timeout=60)
    judge.holds("it is imported again", ran.returncode == 0, ran.stdout + ran.stderr)
    come = json.loads(ran.stdout)["collections"][0]
    judge.holds("with each request", come["requests"] == told["requests"], come)
    texts = "".join(file.read_text() for file in pathlib.Path(come["place"]).rglob("*.yml"))
    for address in addresses:
        judge.holds("addresses come back", address in texts, texts[:2000])


def judge_har(judge, program, modules, folder, home):
    out = home / "all.har"
    told = export(program, folder, "har", out)
    archive = json.loads(out.read_text())
    entries = archive["log"]["entries"]
    judge.holds("an entry for each request", len(entries) == told["requests"], len(entries))
    script = "require('har-validator/lib/promise').har(JSON.parse(require('fs').readFileSync(process.argv[1]))).then(" \
        "() => console.log('valid'), (error) => console.log(JSON.stringify(error)))"
    ran = subprocess.run(["node", "-e", script, str(out)], cwd=modules, capture_output=True, text=True, timeout=60)
    judge.holds("har-validator takes it", ran.stdout.strip() == "valid", ran.stdout + ran.stderr)
    parsed = haralyzer.HarParser(archive)
    judge.holds("haralyzer reads it", len(parsed.har_data["entries"]) == len(entries), "")
    for entry in entries:
        url = urllib.parse.urlsplit(entry["request"]["url"])
        judge.holds("each goes somewhere", url.scheme == "http" and bool(url.hostname), entry["request"]["url"])
        names = {header["name"].lower() for header in entry["request"]["headers"]}
        judge.holds("none has credentials", not names & {"authorization", "x-api-key", "x-amz-security-token"}, names)


def judge_secrets(judge, home, folder):
    """The secret in any form; and the access key ID, which is no secret, as the control that the search finds things."""
    forms = {KEYS[1], base64.b64encode(KEYS[1].encode()).decode(), urllib.parse.quote(KEYS[1], safe="")}
    everything = ""
    for file in [*home.glob("postman/*.json"), home / "openapi.json", home / "all.har"]:
        if file.name != "newman.json":
            everything += file.read_text()
    for form in forms:
        judge.holds("no secret is in an export", form not in everything, form)
    judge.holds("the search finds what is there", KEYS[0] in everything, "")


def main():
    program, binary, modules = (pathlib.Path(word).absolute() for word in sys.argv[1:4])
    judge = common.Judge()
    demo, address = bruno.start_demo(program)
    echo = http.server.ThreadingHTTPServer(("127.0.0.1", 0), bruno.Echo)
    echo.arrived = []
    threading.Thread(target=echo.serve_forever, daemon=True).start()
    try:
        with tempfile.TemporaryDirectory() as made:
            home = pathlib.Path(made)
            (home / "credentials").write_text("")
            folder = home / "collection"
            echo_address = f"http://127.0.0.1:{echo.server_port}"
            bruno.library(binary, do="collection", folder=str(folder), demo=address, echo=echo_address)
            judge_postman(judge, program, modules, folder, home, echo)
            judge_openapi(judge, program, folder, home, (address, echo_address))
            judge_har(judge, program, modules, folder, home)
            judge_bruno(judge, modules, home, folder)
            judge_secrets(judge, home, folder)
    finally:
        echo.shutdown()
        demo.kill()
        demo.wait()
    return judge.close()


if __name__ == "__main__":
    sys.exit(main())
