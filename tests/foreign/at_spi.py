"""Reads the window as a screen reader does: from another process, over AT-SPI.

    scripts/accessibility.sh starts it, on a display and a bus of its own.

Every control has a name and a role; the fields of the first request are there with their values, the secret is not;
Send works by its action, and then the reply can be read.
"""

import sys
import time

import gi

gi.require_version("Atspi", "2.0")
from gi.repository import Atspi, GLib  # noqa: E402

PATIENCE = 30.0

# A person can act on these.
CONTROLS = {
    Atspi.Role.PUSH_BUTTON,
    Atspi.Role.TOGGLE_BUTTON,
    Atspi.Role.CHECK_BOX,
    Atspi.Role.RADIO_BUTTON,
    Atspi.Role.ENTRY,
    Atspi.Role.PASSWORD_TEXT,
    Atspi.Role.SLIDER,
    Atspi.Role.SPIN_BUTTON,
    Atspi.Role.COMBO_BOX,
    Atspi.Role.PAGE_TAB,
    Atspi.Role.LINK,
    Atspi.Role.MENU_ITEM,
}
# Of the sample that a first start opens: name, role.
EXPECTED = [
    ("Countersign", Atspi.Role.FRAME),
    ("Send", Atspi.Role.PUSH_BUTTON),
    ("Menu", Atspi.Role.PUSH_BUTTON),
    ("Tab List pets", Atspi.Role.PAGE_TAB),
    ("Auth", Atspi.Role.PAGE_TAB),
    ("Auth: AWS Signature", Atspi.Role.RADIO_BUTTON),
    ("URL", Atspi.Role.ENTRY),
    ("Access key ID", Atspi.Role.ENTRY),
    ("Secret access key", Atspi.Role.PASSWORD_TEXT),
    ("Session token", Atspi.Role.PASSWORD_TEXT),
    ("Region", Atspi.Role.ENTRY),
    ("Service", Atspi.Role.ENTRY),
]
VALUES = {
    "URL": "{{demo}}/dev/pets?type=dog&limit=10",
    "Access key ID": "AKIAIOSFODNN7EXAMPLE",
    "Region": "us-east-1",
    "Service": "execute-api",
}
# The end of AWS's documented example secret.
SECRET = "K7MDENG/bPxRfiCYEXAMPLEKEY"


class Node:
    """An accessible with what it tells."""

    def __init__(self, accessible, depth):
        self.accessible = accessible
        self.depth = depth
        self.role = accessible.get_role()
        self.name = accessible.get_name() or ""
        states = accessible.get_state_set()
        self.focusable = states.contains(Atspi.StateType.FOCUSABLE)
        self.can_be_pressed = states.contains(Atspi.StateType.ENABLED) and "Action" in accessible.get_interfaces()
        self.text = ""
        if "Text" in accessible.get_interfaces():
            try:
                self.text = Atspi.Text.get_text(accessible, 0, Atspi.Text.get_character_count(accessible)) or ""
            except GLib.Error:
                # What has become something without text since its interfaces were asked for.
                self.text = ""

    def is_control(self):
        return self.role in CONTROLS or (self.focusable and self.role not in {Atspi.Role.FRAME, Atspi.Role.WINDOW})

    def __str__(self):
        return f"{'  ' * self.depth}{self.role.value_nick} {self.name!r} {self.text[:60]!r}"


def walk(accessible, depth=0):
    """The accessible and everything below it. What goes away meanwhile is left out."""
    try:
        yield Node(accessible, depth)
        count = accessible.get_child_count()
    except GLib.Error:
        return
    for index in range(count):
        try:
            child = accessible.get_child_at_index(index)
        except GLib.Error:
            continue
        if child is not None:
            yield from walk(child, depth + 1)


def application():
    desktop = Atspi.get_desktop(0)
    for index in range(desktop.get_child_count()):
        child = desktop.get_child_at_index(index)
        if child is not None and "countersign" in (child.get_name() or "").lower():
            return child
    return None


def tree():
    """All nodes as they are now; none while the program comes or changes its root."""
    try:
        found = application()
        if found is None:
            return []
        # What it told before is asked for anew.
        found.set_cache_mask(Atspi.Cache.NONE)
        found.clear_cache()
        return list(walk(found))
    except GLib.Error:
        return []


def wait_for(screen, judge_of):
    """The first reading of a screen in which nothing is wrong.

    A reading asks for one node after the other while the window draws on, so one alone may meet half of a change. What
    is wrong for as long as we wait is a fault. The secret is never told, in no reading.
    """
    end = time.monotonic() + PATIENCE
    while True:
        nodes = tree()
        judge = judge_of(nodes)
        if SECRET in told(nodes):
            sys.exit(f"at-spi: {screen}: the secret access key is told")
        if not judge.failures:
            return nodes, judge
        if time.monotonic() > end:
            for node in nodes:
                print(node)
            for failure in judge.failures:
                print(failure)
            sys.exit(f"at-spi: {screen}: {len(judge.failures)} wrong after {PATIENCE:.0f} seconds")
        time.sleep(0.2)


def told(nodes):
    return "\n".join(f"{node.name}\n{node.text}" for node in nodes)


def find(nodes, name, role):
    return next((node for node in nodes if node.name == name and node.role == role), None)


class Judge:
    def __init__(self):
        self.passed = 0
        self.failures = []

    def check(self, holds, failure):
        if holds:
            self.passed += 1
        else:
            self.failures.append(failure)

    def names(self, nodes, screen):
        """Every control has a name of its own words."""
        controls = [node for node in nodes if node.is_control()]
        self.check(len(controls) > 20, f"{screen}: only {len(controls)} controls")
        for node in controls:
            # The code point of an icon is no name.
            is_word = any(character.isalnum() for character in node.name)
            self.check(is_word, f"{screen}: no name: {str(node).strip()}")
            self.check(
                node.role not in {Atspi.Role.UNKNOWN, Atspi.Role.INVALID},
                f"{screen}: no role: {str(node).strip()}",
            )


def start(nodes):
    judge = Judge()
    judge.names(nodes, "start")
    for name, role in EXPECTED:
        roles = [node.role.value_nick for node in nodes if node.name == name]
        judge.check(find(nodes, name, role), f"{name}: no {role.value_nick}, but {roles}")
    for name, value in VALUES.items():
        texts = [node.text for node in nodes if node.name == name]
        judge.check(value in texts, f"{name}: {texts}, not {value!r}")
    send = find(nodes, "Send", Atspi.Role.PUSH_BUTTON)
    judge.check(send and send.can_be_pressed, "Send can not be pressed")
    return judge


def answered(nodes):
    judge = Judge()
    judge.names(nodes, "answered")
    judge.check(any(node.name == "200 OK" for node in nodes), "no 200 OK after Send")
    text = told(nodes)
    judge.check('"type": "dog"' in text, "the reply body is not told")
    judge.check("AWS4-HMAC-SHA256" in text, "the signature is not told")
    return judge


def main():
    nodes, first = wait_for("start", start)
    if "--print" in sys.argv:
        for node in nodes:
            print(node)
    Atspi.Action.do_action(find(nodes, "Send", Atspi.Role.PUSH_BUTTON).accessible, 0)
    _, second = wait_for("answered", answered)
    print(f"{first.passed + second.passed} passed, 0 failed")


if __name__ == "__main__":
    main()
