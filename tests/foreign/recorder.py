"""A plain socket that keeps the last request it got, byte for byte."""

import re
import socket
import threading


class Recorder:
    """Answers 200 to everything; `last` is (method, target, header lines, body) of the last request, or None."""

    def __init__(self):
        self.socket = socket.create_server(("127.0.0.1", 0), backlog=64)
        self.port = self.socket.getsockname()[1]
        self.last = None
        threading.Thread(target=self.accept, daemon=True).start()

    def accept(self):
        while True:
            connection, _ = self.socket.accept()
            with connection:
                connection.settimeout(10)
                try:
                    self.serve(connection)
                except OSError:
                    pass

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
            chunk = connection.recv(65536)
            if not chunk:
                return
            body += chunk
        line, *lines = head.split(b"\r\n")
        method, _, rest = line.partition(b" ")
        target = rest.rpartition(b" ")[0]
        headers = [tuple(part.strip(b" \t") for part in header.partition(b":")[::2]) for header in lines]
        self.last = (method, target, [(name.lower(), value) for name, value in headers], body)
        connection.sendall(b"HTTP/1.1 200 OK\r\ncontent-length: 0\r\nconnection: close\r\n\r\n")

    def take(self):
        """The last request, which is forgotten then."""
        last, self.last = self.last, None
        return last
