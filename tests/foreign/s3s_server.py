"""s3s as judge of the rules for S3: a server that checks signatures and keeps objects in a folder.

    python tests/foreign/s3s_server.py PATH/TO/countersign PATH/TO/s3s-fs

Makes a bucket, puts objects under keys of every kind with `countersign send`, lists them, reads them back and deletes
them: what comes back under a key must be what was put there, so that what is sent names the object that was typed.
Spoilt credentials must be refused with 403.
Prints every disagreement and a line `N passed, M failed`; exits with 1 when there was one.
"""

import html
import subprocess
import sys
import tempfile
from urllib.parse import quote

import common

KEYS = ("AKIAIOSFODNN7EXAMPLE", "wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY", None)
# Keys as a user names objects. Dot segments and empty segments are no file names, so s3s can not keep them.
OBJECTS = [
    "plain.txt", "folder/inside.txt", "with space", "two  spaces", "plus+sign", "a=b", "a&b", "semi;colon", "comma,",
    "dollar$", "at@home", "colon:colon", "excl!", "star*", "(paren)", "'quote'", "tilde~", "under_score-dash.dot",
    "percent%", "percent%20typed", "hash#tag", "question?mark", "[brackets]", "{braces}", "pipe|pipe", "caret^", "back`tick",
    'double"quote', "less<than", "greater>than", "umlaut äöü", "日本語", "emoji 😀", "ünïcode/päth/ß", "a..b", "..a", "a.",
]


class Server:
    def __init__(self, program):
        self.port, self.folder = common.free_port(), tempfile.TemporaryDirectory()
        self.process = subprocess.Popen(
            [program, "--access-key", KEYS[0], "--secret-key", KEYS[1], "--host", "127.0.0.1", "--port", str(self.port),
             self.folder.name],
            stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
        )
        common.wait_for_port(self.port)
        self.url = f"http://127.0.0.1:{self.port}"

    def stop(self):
        self.process.terminate()
        self.process.wait(timeout=20)
        self.folder.cleanup()


def typed(key):
    """The key as it is typed into a URL: only what would end the path is escaped, and a `%` that is meant as one."""
    return key.replace("%", "%25").replace("?", "%3F").replace("#", "%23")


def main():
    if len(sys.argv) != 3:
        sys.exit(__doc__)
    binary, judge, server = sys.argv[1], common.Judge(), Server(sys.argv[2])

    def call(method, path, body="", keys=KEYS, **more):
        return common.send(binary, keys, "s3", method, server.url + path, (), body, **more)

    try:
        judge.status("make the bucket", call("PUT", "/bucket"), 200)
        for number, key in enumerate(OBJECTS):
            judge.status(f"put {key!r}", call("PUT", f"/bucket/{typed(key)}", f"object {number}"), 200)
        status, listing, _ = call("GET", "/bucket?list-type=2")
        judge.status("list", (status, listing), 200)
        for number, key in enumerate(OBJECTS):
            listed = f"<Key>{html.escape(key, quote=False)}</Key>" in listing.replace("&quot;", '"').replace("&apos;", "'")
            judge.holds(f"{key!r} is listed", listed, listing[:2000])
            judge.status(f"get {key!r}", call("GET", f"/bucket/{typed(key)}"), 200, f"object {number}")
            strict = quote(key, safe="/-_.~")
            judge.status(f"get {key!r} in canonical spelling", call("GET", f"/bucket/{strict}"), 200, f"object {number}")
            presigned = call("GET", f"/bucket/{typed(key)}", location="query", expires_in=300)
            judge.status(f"get {key!r} by a presigned URL", presigned, 200, f"object {number}")
        judge.status("prefix with a space", call("GET", "/bucket?list-type=2&prefix=with%20"), 200, "with space")
        wrong = (KEYS[0], KEYS[1][:-1], None)
        judge.status("wrong secret", call("GET", "/bucket/plain.txt", keys=wrong), 403, "SignatureDoesNotMatch")
        spoilt = call("GET", "/bucket/plain.txt", keys=wrong, location="query", expires_in=300)
        judge.status("wrong secret, presigned", spoilt, 403, "SignatureDoesNotMatch")
        old = call("GET", "/bucket/plain.txt", location="query", expires_in=60, time="20250101T000000Z")
        judge.status("presigned and expired", old, 403)
        unknown = ("AKIAI44QH8DHBEXAMPLE", KEYS[1], None)
        judge.status("unknown key", call("GET", "/bucket/plain.txt", keys=unknown), 403)
        for key in OBJECTS:
            judge.status(f"delete {key!r}", call("DELETE", f"/bucket/{typed(key)}"), 204)
    finally:
        server.stop()
    sys.exit(judge.close())


if __name__ == "__main__":
    main()
