"""botocore as judge of what was really sent.

    python tests/foreign/botocore_wire.py PATH/TO/countersign [COUNT]

Lets `countersign send` sign and send COUNT random requests (default 2000), in every spelling a user may type, to a
plain socket that keeps the bytes. They must be, byte for byte, those that the reply shows. botocore then signs the
request that arrived, and canonical request, string to sign and signature must be those of the report. Where botocore
reads a query otherwise than AWS documents it, the query is respelled as documented first, and the reason is counted
in a table.
Prints every disagreement and a line `N passed, M failed`; exits with 1 when there was one.
"""

import base64
import collections
import concurrent.futures
import itertools
import json
import random
import re
import socket
import subprocess
import sys
import threading
from urllib.parse import quote, unquote_to_bytes

from botocore.auth import S3SigV4Auth, S3SigV4QueryAuth, SigV4Auth, SigV4QueryAuth
from botocore.awsrequest import AWSRequest
from botocore.credentials import Credentials

KEYS = ("AKIDEXAMPLE", "wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY")
TOKEN = "IQoJb3JpZ2luX2VjEXAMPLE//=="
TIME = "20261120T120000Z"
# A directory bucket takes the token of its session by its own name.
TOKEN_NAMES = ("x-amz-security-token", "x-amz-s3session-token")
S3_FAMILY = ("s3", "s3express")
HOST = "api.example.com.localhost"
# What people type and paste: plain text, reserved marks, spaces, other scripts, escapes in both cases, half escapes.
TYPED = [
    "pets", "dev", "a", "Z9", "-._~", " ", "+", "é", "ü ß", "日本", "😀", "'", '"', "<", ">", "\\", "^", "{", "}", "|", "`",
    ":", "@", "!", "$", "(", ")", "*", ",", ";", "%20", "%2F", "%2f", "%7E", "%7e", "%C3%A9", "%", "%4", "%zz", ".", "..",
]


class Capture:
    """A plain socket that keeps the bytes of each request and answers 200; requests are told apart by a header."""

    def __init__(self):
        self.socket = socket.create_server(("127.0.0.1", 0))
        self.port = self.socket.getsockname()[1]
        self.received = {}
        threading.Thread(target=self.accept, daemon=True).start()

    def accept(self):
        while True:
            connection, _ = self.socket.accept()
            threading.Thread(target=self.serve, args=(connection,), daemon=True).start()

    def serve(self, connection):
        with connection:
            data = b""
            while b"\r\n\r\n" not in data:
                chunk = connection.recv(65536)
                if not chunk:
                    return
                data += chunk
            head, _, body = data.partition(b"\r\n\r\n")
            length = re.search(rb"(?im)^content-length: (\d+)\r?$", head)
            while length and len(body) < int(length[1]):
                body += connection.recv(65536)
            number = re.search(rb"(?im)^x-number: (\d+)\r?$", head)
            self.received[int(number[1])] = (head, body)
            connection.sendall(b"HTTP/1.1 200 OK\r\ncontent-length: 0\r\nconnection: close\r\n\r\n")


def piece(dice, most):
    return "".join(dice.choices(TYPED, k=dice.randint(0, most)))


def random_request(dice, number, port):
    path = "".join("/" + piece(dice, 4).replace("?", "") for _ in range(dice.randint(0, 4))) or dice.choice(["", "/"])
    query = ""
    if dice.random() < 0.7:
        pairs = []
        for _ in range(dice.randint(0, 4)):
            name, value = piece(dice, 3).replace("#", ""), piece(dice, 3).replace("#", "")
            pairs.append(dice.choice([f"{name}={value}", f"{name}={value}", name, f"{name}=", ""]))
        query = "?" + "&".join(pairs)
    headers = [["x-number", str(number)]]
    for index in range(dice.randint(0, 3)):
        value = " ".join(["v"] * dice.randint(1, 3)).replace(" ", dice.choice([" ", "   "]))
        headers.append([dice.choice([f"X-Amz-Meta-{index}", f"x-team-{index}"]), value])
    if dice.random() < 0.3:
        headers.append(["Content-Type", dice.choice(["application/json", "text/csv; header=present"])])
    method = dice.choice(["GET", "GET", "POST", "PUT", "DELETE", "PATCH"])
    body = dice.randbytes(dice.randint(0, 60)).hex() if method != "GET" and dice.random() < 0.8 else ""
    return {
        "method": method,
        "url": f"http://{HOST}:{port}{path}{query}",
        "headers": headers,
        "body": body,
        "spelling": dice.choice(["auto", "auto", "as_typed", "canonical"]),
        "aws": {
            "access_key_id": KEYS[0],
            "secret_access_key": KEYS[1],
            "session_token": dice.choice([None, None, TOKEN]),
            "region": dice.choice(["us-east-1", "eu-west-1"]),
            "service": dice.choice(["execute-api", "execute-api", "es", "lambda", "s3", "s3express"]),
            "time": TIME,
            "location": dice.choice(["header", "header", "query"]),
            "expires_in": dice.choice([1, 900, 604800]),
        },
    }


def send(binary, request):
    ran = subprocess.run(
        [binary, "send", "--json-request", "-", "--json"],
        input=json.dumps(request), capture_output=True, text=True, timeout=120,
    )
    return json.loads(ran.stdout) if ran.stdout.strip() else {"error": ran.stderr.strip()}


def documented_query(query, bytes_of=lambda text: text):
    """The query as AWS documents it: decoded, encoded again, every pair with `=`."""
    pairs = []
    for pair in query.split("&"):
        if not pair:
            continue
        name, _, value = pair.partition("=")
        respell = lambda text: quote(bytes_of(unquote_to_bytes(text.replace("+", " "))), safe="-_.~")
        pairs.append(f"{respell(name)}={respell(value)}")
    return "&".join(pairs)


def documented_s3_path(path):
    """The key that S3 reads out of the path, encoded strictly. botocore expects it in that spelling already."""
    return quote(unquote_to_bytes(path), safe="/-_.~")


def documented_path(path):
    """botocore drops the slash after a last `.` or `..` segment; RFC 3986, 5.2.4 keeps it."""
    return path + "/" if re.search(r"/\.\.?$", path) else path


class FixedTime:
    """Mixed into botocore's signers: the time of the request, and only the headers that were signed."""

    def steps(self, request):
        request.context["timestamp"] = TIME
        canonical = self.canonical_request(request)
        string = self.string_to_sign(request, canonical)
        return canonical, string, self.signature(string, request)


class Header(FixedTime, SigV4Auth):
    pass


class S3Header(FixedTime, S3SigV4Auth):
    pass


def signed_by_botocore(request, path, query, head_lines, body, signed, presigned):
    """botocore's three texts for the request that arrived."""
    aws = request["aws"]
    url = f"http://{HOST}{path}" + (f"?{query}" if query else "")
    headers = collections.OrderedDict()
    for name, value in head_lines:
        if name in signed:
            headers[name] = f"{headers[name]},{value.strip()}" if name in headers else value
    theirs = AWSRequest(request["method"], url, headers=headers, data=body)
    keys = Credentials(*KEYS, aws["session_token"])
    kind = S3Header if aws["service"] in S3_FAMILY else Header
    signer = kind(keys, aws["service"], aws["region"])
    if presigned and aws["service"] in S3_FAMILY:
        signer.payload = lambda _: "UNSIGNED-PAYLOAD"
    return signer.steps(theirs)


def shown_bytes(wire):
    """Head and body as the reply says they were sent."""
    lines = [f"{wire['method']} {wire['target']} HTTP/1.1", *(f"{name}: {value}" for name, value in wire["headers"])]
    return "\r\n".join(lines).encode(), base64.b64decode(wire["body_base64"])


def judge_one(request, report, head, body):
    """None, or (what is wrong, ours, theirs); and the reasons why the query or path was respelled."""
    lines = head.decode("utf-8", "surrogateescape").split("\r\n")
    method, target, _ = lines[0].split(" ", 2)
    head_lines = [tuple(line.split(": ", 1)) for line in lines[1:]]
    path, _, query = target.partition("?")
    presigned = request["aws"]["location"] == "query"
    signed = report["signed_headers"]
    ours = tuple(report[part] for part in ("canonical_request", "string_to_sign", "signature"))
    if method != request["method"]:
        return ("method", method, request["method"]), []
    if presigned:
        found = re.search(r"[?&]X-Amz-Signature=([0-9a-f]{64})", target)
        query = re.sub(r"&?X-Amz-Signature=[0-9a-f]{64}", "", query)
    else:
        found = re.search(r"Signature=([0-9a-f]{64})$", dict(head_lines).get("authorization", ""))
    token = TOKEN_NAMES[request["aws"]["service"] == "s3express"] if request["aws"]["session_token"] else None
    arrived = [name for name in TOKEN_NAMES if name in head.decode("utf-8", "surrogateescape").lower()]
    if arrived != ([token] if token else []):
        return ("name of the session token", arrived, token), []
    if not found or found[1] != ours[2]:
        return ("signature on the wire", found and found[1], ours[2]), []
    if request["aws"]["service"] in S3_FAMILY:
        paths = [(path, []), (documented_s3_path(path), ["S3 path not in the documented spelling"])]
    else:
        paths = [(path, []), (documented_path(path), ["path ends in a dot segment"])]
    lossy = documented_query(query, lambda decoded: decoded.decode("utf-8", "replace").encode())
    queries = [
        (query, []),
        (documented_query(query), ["query not in the documented spelling"]),
        (lossy, ["an escape that is not UTF-8, which aws-sigv4 reads as U+FFFD; the report warns"]),
    ]
    for (one_path, why_path), (one_query, why_query) in itertools.product(paths, queries):
        reasons = why_path + why_query
        theirs = signed_by_botocore(request, one_path, one_query, head_lines, body, signed, presigned)
        if theirs == ours:
            return None, reasons
    theirs = signed_by_botocore(request, path, query, head_lines, body, signed, presigned)
    return ("signature", ours, theirs), []


def main():
    if len(sys.argv) not in (2, 3):
        sys.exit(__doc__)
    binary, count = sys.argv[1], int(sys.argv[2]) if len(sys.argv) == 3 else 2000
    dice = random.Random(20261120)
    capture = Capture()
    requests = [random_request(dice, number, capture.port) for number in range(count)]
    with concurrent.futures.ThreadPoolExecutor(2) as pool:
        replies = list(pool.map(lambda request: send(binary, request), requests))
    passed, failed, table = 0, 0, collections.Counter()
    for number, (request, reply) in enumerate(zip(requests, replies)):
        if number not in capture.received or "report" not in reply:
            failed += 1
            print(f"FAILED nothing arrived for {json.dumps(request)}\n  {reply}")
            continue
        wrong, reasons = judge_one(request, reply["report"], *capture.received[number])
        if shown_bytes(reply["wire"]) != capture.received[number]:
            wrong = ("shown is not sent", shown_bytes(reply["wire"]), capture.received[number])
        table.update(reasons or ["as it stands"])
        if wrong is None and reply["report"]["consistent"]:
            passed += 1
        else:
            failed += 1
            print(f"FAILED {json.dumps(request)}\n  {wrong}")
    for reason, times in table.most_common():
        print(f"{times:6d}  {reason}")
    print(f"{passed} passed, {failed} failed")
    sys.exit(1 if failed else 0)


if __name__ == "__main__":
    main()
