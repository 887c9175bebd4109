"""What the judges share: the program under test, a free port, and the count of agreements."""

import base64
import json
import socket
import subprocess
import time


def free_port():
    with socket.create_server(("127.0.0.1", 0)) as server:
        return server.getsockname()[1]


def wait_for_port(port, seconds=30):
    """Returns once something listens; raises when nothing does in time."""
    for _ in range(seconds * 10):
        try:
            socket.create_connection(("127.0.0.1", port), 1).close()
            return
        except OSError:
            time.sleep(0.1)
    raise TimeoutError(f"nothing listens on port {port} after {seconds} seconds")


def send(binary, keys, service, method, url, headers=(), body="", region="us-east-1", **more):
    """Signs and sends with `countersign send`; returns status, body text and the whole reply. `more` goes into
    the aws object of the JSON request, but for `spelling`."""
    spelling = {"spelling": more.pop("spelling")} if "spelling" in more else {}
    request = {
        "method": method,
        "url": url,
        "headers": list(headers),
        "body": body,
        **spelling,
        "aws": {
            "access_key_id": keys[0], "secret_access_key": keys[1], "session_token": keys[2],
            "region": region, "service": service, **more,
        },
    }
    ran = subprocess.run(
        [binary, "send", "--json-request", "-", "--json"],
        input=json.dumps(request), capture_output=True, text=True, timeout=60,
    )
    if ran.returncode != 0:
        raise RuntimeError(f"exit {ran.returncode} for {request}: {ran.stdout}{ran.stderr}")
    reply = json.loads(ran.stdout)
    response = reply["response"]
    if "body" in response:
        return response["status"], response["body"], reply
    return response["status"], base64.b64decode(response["body_base64"]).decode("utf-8", "replace"), reply


class Judge:
    """Counts agreements and prints disagreements."""

    def __init__(self):
        self.passed = self.failed = 0

    def status(self, what, got, wanted, contains=""):
        status, text = got[0], got[1]
        self.holds(what, status == wanted and contains in text, f"{status} {text[:400]!r}, wanted {wanted} {contains!r}")

    def holds(self, what, good, got):
        if good:
            self.passed += 1
        else:
            self.failed += 1
            print(f"FAILED {what}\n  got: {got}")

    def close(self):
        """The last line, and the exit code."""
        print(f"{self.passed} passed, {self.failed} failed")
        return 1 if self.failed else 0
