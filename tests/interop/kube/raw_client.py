"""A client of the embedded API that sends bytes and reads them, and a server to send them to."""
import json
import re
import socket
import subprocess
import sys
import time


class Server:
    def __init__(self, program, *flags):
        self.process = subprocess.Popen([program, "kube", "--port", "0", *flags], stdout=subprocess.PIPE, text=True)
        self.port = int(re.search(r":(\d+)", self.process.stdout.readline()).group(1))
        self.socket, self.rest = None, b""

    def end(self):
        self.process.terminate()
        self.process.wait()
        self.process.stdout.close()

    def head(self, method, target, accept, kind, body, *more):
        lines = [f"{method} {target} HTTP/1.1", f"Host: 127.0.0.1:{self.port}", f"Content-Length: {len(body)}", *more]
        lines += [f"Accept: {accept}"] * bool(accept) + [f"Content-Type: {kind}"] * bool(kind)
        return ("\r\n".join(lines) + "\r\n\r\n").encode() + body

    def connect(self):
        s = socket.create_connection(("127.0.0.1", self.port))
        s.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        return s

    def call(self, method, target, accept="", kind="", body=b"", *more):
        """Status and body, over one connection that is kept."""
        self.socket = self.socket or self.connect()
        self.socket.sendall(self.head(method, target, accept, kind, body, *more))
        data = self.rest
        while b"\r\n\r\n" not in data:
            data += self.more()
        head, data = data.split(b"\r\n\r\n", 1)
        self.head_of_answer = head.decode("latin-1")
        if b"chunked" in head.lower():
            self.socket, self.rest = self.socket.close(), b""
            return int(head.split()[1]), b""
        length = re.search(rb"(?i)content-length: (\d+)", head)
        length = int(length.group(1)) if length and head.split()[1] != b"304" else 0
        while len(data) < length:
            data += self.more()
        self.rest = data[length:]
        return int(head.split()[1]), data[:length]

    def header(self, name):
        """Of the last answer; the first of that name, or None."""
        found = re.search(rf"(?im)^{name}: (.*?)\r?$", self.head_of_answer)
        return found and found.group(1)

    def more(self):
        data = self.socket.recv(1 << 20)
        if not data:
            sys.exit("the server closed the connection")
        return data


class Watch:
    """An open watch: its lines, as they come in chunks."""

    def __init__(self, server, target, accept):
        self.socket = server.connect()
        self.socket.sendall(server.head("GET", target, accept, "", b""))
        self.data, self.status, self.frames, self.expected, self.closed = b"", None, [], [], None

    def pump(self, wanted, seconds):
        self.socket.settimeout(0.02)
        end = time.monotonic() + seconds
        while time.monotonic() < end:
            self.parse()
            if wanted is not None and len(self.frames) >= wanted:
                return
            try:
                data = self.socket.recv(1 << 20)
            except TimeoutError:
                if wanted is None:
                    return
                continue
            if not data:
                return
            self.data += data

    def parse(self):
        if self.status is None:
            if b"\r\n\r\n" not in self.data:
                return
            head, self.data = self.data.split(b"\r\n\r\n", 1)
            self.status = int(head.split()[1])
        while b"\r\n" in self.data:
            size, rest = self.data.split(b"\r\n", 1)
            if not re.fullmatch(rb"[0-9a-fA-F]+", size) or len(rest) < int(size, 16) + 2:
                return
            chunk, self.data = rest[:int(size, 16)], rest[int(size, 16) + 2:]
            self.frames += [json.loads(line) for line in chunk.splitlines() if line.strip()]
