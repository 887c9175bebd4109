"""curl as judge of how its commands are read.

    python tests/foreign/curl_import.py PATH/TO/countersign

Runs the commands of tests/fixtures/curl/commands.txt that are written for a POSIX shell twice, against a socket that
keeps what it gets: with bash and curl, and with `countersign send --curl -`. Method, target, headers and body must be
the same, but for what each client says of itself. Commands that name files, several requests, or flags that this curl
does not have, are left out and counted.
Prints every disagreement and a line `N passed, M failed`; exits with 1 when there was one.
"""

import collections
import os
import pathlib
import re
import subprocess
import sys
import tempfile

from common import Judge
from recorder import Recorder

FIXTURE = pathlib.Path(__file__).parent.parent / "fixtures/curl/commands.txt"
# What makes a command another thing than one request to one host that is answered at once.
LEFT_OUT = {
    "reads a file": r"@|(^| )(-T|-K|-b cookies|--upload-file|--netrc)|<story|<YOUR",
    "another route": r"--connect-to|--resolve|-x http|--cacert|--http3|--http2|\[::1\]|--cert",
    "several requests or flags of its own": r"--next|--variable|--frobnicate|--request=|-m soon|nonsense|-H$|\{a,b\}|\{\{|&& curl|h.example/a https",
    "multipart": r"-F |--form-string",
    "a host from a variable, output of a command": r"\$API_ID|\$\(",
    "another provider": r"osc:osc",
}
OTHER_SHELLS = re.compile(r"\^$|\^\"|`\n|curl\.exe|^C:|^PS ", re.M)
# Added by either client by itself, or made anew with each signature.
OWN = {b"user-agent", b"accept", b"content-length", b"expect", b"connection", b"accept-encoding"}
# A token of the environment is ours to add.
SIGNED = {b"authorization", b"x-amz-security-token", b"x-amz-date", b"x-amz-content-sha256"}
KEYS = {
    "AWS_ACCESS_KEY_ID": "AKIDEXAMPLE", "AWS_SECRET_ACCESS_KEY": "wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY",
    "AWS_SESSION_TOKEN": "tok+en/==",
}
# Variables that the commands name, besides the keys; AWS_REGION is left unset, for the default written in a command.
NAMED = {"SERVICE": "s3", "KEY": "k3y value"}


def commands():
    text = FIXTURE.read_text()
    for block in text.split("\n#### ")[1:]:
        title, _, rest = block.partition("\n")
        command, _, _ = rest.partition("\n= ")
        yield title, command


def here(command, port):
    """The command against the socket in place of its hosts."""
    host = f"127.0.0.1:{port}"
    command = command.replace("https://", "http://").replace("h.example:8080", host).replace("h.example", host)
    return re.sub(r"(abcd123456\.execute-api|sts)\.us-east-1\.amazonaws\.com", host, command)


def comparable(request, given):
    """What must agree. Headers that a client adds by itself count only where the command gives them."""
    if request is None:
        return None
    method, target, headers, body = request
    kept = sorted(
        (name, value) for name, value in headers
        if name not in SIGNED and (name not in OWN or (name in given and name not in (b"content-length", b"accept-encoding")))
    )
    # What HTTP forbids in a target we escape, and curl does not.
    target = target.replace(b"{", b"%7B").replace(b"}", b"%7D")
    return method, target, kept, body


def scope(request):
    """Access key ID, region and service of an AWS signature."""
    for name, value in request[2]:
        found = name == b"authorization" and re.search(rb"Credential=([^/]+)/\d+/([^/]+)/([^/,]+)", value)
        if found:
            return found.groups()
    return None


def main(binary):
    judge, skipped = Judge(), collections.Counter()
    recorder = Recorder()
    with tempfile.TemporaryDirectory() as folder:
        for title, written in commands():
            if OTHER_SHELLS.search(written):
                skipped["another shell"] += 1
                continue
            reason = next((why for why, pattern in LEFT_OUT.items() if re.search(pattern, written)), None)
            if reason:
                skipped[reason] += 1
                continue
            command = here(written, recorder.port)
            plain = re.sub(r"(?m)^(\$|>) ", "", command)
            environment = {**os.environ, **KEYS, **NAMED, "LC_ALL": "C.UTF-8", "HOME": folder}
            ran = subprocess.run(["bash", "-c", plain], cwd=folder, capture_output=True, timeout=30, env=environment)
            theirs = recorder.take()
            if theirs is None:
                skipped[f"curl sends nothing (exit {ran.returncode})"] += 1
                continue
            signed = "--aws-sigv4" in command
            arguments = [binary, "send", "--curl", "-"] + ([] if signed else ["--auth", "none"])
            if signed and ("aws:amz " in command or "aws:amz\"" in command):
                arguments += ["--region", "us-east-1", "--service", "sts"]
            sent = subprocess.run(arguments, input=command.encode(), capture_output=True, timeout=30, env=environment)
            ours = recorder.take()
            if b"but not send it" in sent.stderr:
                skipped["a body that is no text"] += 1
                continue
            given = {name.lower().encode() for name in re.findall(r"-H ?['\"]?([A-Za-z-]+):", command)}
            given |= {b"user-agent"} if re.search(r" -A |--user-agent", command) else set()
            given |= {b"accept"} if "--json" in command else set()
            if "User-Agent:'" in command:
                given -= {b"user-agent"}
            left, right = comparable(ours, given), comparable(theirs, given)
            judge.holds(f"{title}: {written}", left == right, f"\n  ours   {left}\n  theirs {right}\n  {sent.stderr.decode()}")
            if signed and ours and "aws:amz " not in command:
                judge.holds(f"scope of {title}", scope(ours) == scope(theirs), f"{scope(ours)} {scope(theirs)}")
    for reason, count in sorted(skipped.items()):
        print(f"left out: {reason}: {count}")
    return judge.close()


if __name__ == "__main__":
    sys.exit(main(sys.argv[1]))
