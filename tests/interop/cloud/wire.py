"""Bytes to and from a mockalb: the ways in which a client may come to it, and a call signed by hand."""
import base64
import hashlib
import hmac
import os
import re
import socket
import ssl
import subprocess
import time
import urllib.parse

PATIENCE = 20  # seconds until an answer is given up


class Program:
    """A program of ours that serves, and what it printed first."""

    def __init__(self, *argv, lines=1, cwd=None):
        self.process = subprocess.Popen(argv, stdout=subprocess.PIPE, text=True, cwd=cwd)
        self.ports = [int(re.search(r"://127\.0\.0\.1:(\d+)", self.process.stdout.readline()).group(1))
                      for _ in range(lines)]

    def end(self):
        """What it printed since."""
        self.process.terminate()
        rest = self.process.stdout.read()
        self.process.wait(PATIENCE)
        return rest


def dial(port):
    """As clients do: what is written goes out at once."""
    s = socket.create_connection(("127.0.0.1", port), timeout=PATIENCE)
    s.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
    return s


def secure(s, ca, name, **how):
    """TLS over a socket, verified by our authority; name: None for no SNI."""
    context = ssl.create_default_context(cafile=ca)
    context.minimum_version = how.get("least", ssl.TLSVersion.TLSv1_2)
    context.maximum_version = how.get("most", ssl.TLSVersion.TLSv1_3)
    if "alpn" in how:
        context.set_alpn_protocols(how["alpn"])
    if not name:
        context.check_hostname = False
    return context.wrap_socket(s, server_hostname=name and name.rstrip("."))


def connect(s, authority, headers=""):
    """The status of a CONNECT, and its text when it was refused."""
    s.sendall(f"CONNECT {authority} HTTP/1.1\r\nHost: {authority}\r\n{headers}\r\n".encode())
    answer = b""
    while b"\r\n\r\n" not in answer:
        part = s.recv(1)  # what comes behind the head is not ours
        if not part:
            break
        answer += part
    status = int(answer.split()[1]) if answer else 0
    return status, answer if status == 200 or not answer else answer + everything(s)


def everything(s):
    """Until the other side ends."""
    data = b""
    while part := s.recv(1 << 16):
        data += part
    return data


class Answers:
    """What comes back on one connection, answer by answer."""

    def __init__(self, s):
        self.s, self.rest = s, b""

    def until(self, end):
        while end not in self.rest:
            part = self.s.recv(1 << 16)
            if not part:
                raise EOFError(self.rest[-300:])
            self.rest += part
        before, self.rest = self.rest.split(end, 1)
        return before

    def take(self, count):
        while len(self.rest) < count:
            part = self.s.recv(1 << 16)
            if not part:
                raise EOFError(self.rest[-300:])
            self.rest += part
        taken, self.rest = self.rest[:count], self.rest[count:]
        return taken

    def next(self):
        """Status, headers (names in lower case) and body."""
        head = self.until(b"\r\n\r\n").decode()
        headers = {n.lower(): v for n, v in re.findall(r"^([^:\r\n]+): *([^\r\n]*)", head, re.M)}
        body = b""
        if headers.get("transfer-encoding") == "chunked":
            while size := int(self.until(b"\r\n"), 16):
                body += self.take(size)
                self.take(2)
            self.take(2)
        else:
            body = self.take(int(headers.get("content-length", 0)))
        return int(head.split()[1]), headers, body


def get(target, host="x", method="GET", version="1.1", headers="", body=None):
    length = f"Content-Length: {len(body)}\r\n" if body is not None else ""
    return (f"{method} {target} HTTP/{version}\r\nHost: {host}\r\n{length}{headers}\r\n".encode() + (body or b""))


def signed(action, version, key, **more):
    """A target with a signature of version 1, as any client of the RPC style makes it."""
    def quoted(text):
        return urllib.parse.quote(text, safe="~")

    params = {"Action": action, "Version": version, "Format": "JSON", "SignatureMethod": "HMAC-SHA1",
              "SignatureVersion": "1.0", "SignatureNonce": os.urandom(8).hex(), "AccessKeyId": key["AccessKeyId"],
              "Timestamp": time.strftime("%Y-%m-%dT%H:%M:%SZ", time.gmtime()), **more}
    if key.get("SecurityToken"):
        params["SecurityToken"] = key["SecurityToken"]
    query = "&".join(f"{quoted(k)}={quoted(v)}" for k, v in sorted(params.items()))
    digest = hmac.new((key["AccessKeySecret"] + "&").encode(), f"GET&%2F&{quoted(query)}".encode(), hashlib.sha1)
    return f"/?{query}&Signature={quoted(base64.b64encode(digest.digest()).decode())}"
