#!/usr/bin/env python3
"""Measures the embedded Kubernetes API: Ingresses created while many watch, a long list, and memory.

Events a second: all Ingresses are sent at once over one connection, and counted at every watcher. Latency: one
after the other, from the write to the moment at which the last watcher has it; this program's own share included.

usage: bench/kube.py [--bin DIR] [--ingresses N] [--watchers N] [--objects N] [--rounds N]
"""
import argparse
import json
import os
import re
import selectors
import socket
import statistics
import subprocess
import time

INGRESS = {"kind": "Ingress", "apiVersion": "networking.k8s.io/v1", "metadata": {"name": "", "annotations": {
    "alb.ingress.kubernetes.io/actions.forward": '[{"type":"ForwardGroup","ForwardConfig":{"ServerGroups":[]}}]'}},
    "spec": {"ingressClassName": "alb", "rules": [{"host": "demo.example", "http": {"paths": [
        {"path": "/tea", "pathType": "Prefix", "backend": {"service": {"name": "tea", "port": {"number": 80}}}}]}}]}}
INGRESSES = "/apis/networking.k8s.io/v1/namespaces/default/ingresses"
MAPS = "/api/v1/namespaces/default/configmaps"


class Kube:
    def __init__(self, folder):
        self.process = subprocess.Popen([os.path.join(folder, "albspec"), "kube"], stdout=subprocess.PIPE, text=True)
        self.port = int(re.search(r":(\d+)", self.process.stdout.readline()).group(1))
        self.writer = self.connect()

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.process.terminate()
        self.process.wait()

    def connect(self):
        s = socket.create_connection(("127.0.0.1", self.port))
        s.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        return s

    def request(self, method, path, body=b""):
        return (f"{method} {path} HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\n"
                f"Content-Length: {len(body)}\r\n\r\n").encode() + body

    def create(self, path, body):
        return self.request("POST", path, json.dumps(body).encode())

    def answer(self):
        data = b""
        while b"\r\n\r\n" not in data:
            data += self.writer.recv(1 << 20)
        head, data = data.split(b"\r\n\r\n", 1)
        length = int(re.search(rb"(?i)content-length: (\d+)", head).group(1))
        parts, got = [data], len(data)
        while got < length:
            parts.append(self.writer.recv(1 << 20))
            got += len(parts[-1])
        return b"".join(parts)

    def rss(self):
        with open(f"/proc/{self.process.pid}/status") as f:
            return int(re.search(r"VmRSS:\s+(\d+)", f.read()).group(1)) / 1024

    def cpu(self):
        with open(f"/proc/{self.process.pid}/stat") as f:
            fields = f.read().rsplit(")", 1)[1].split()
        return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


class Watchers:
    def __init__(self, kube, count):
        self.selector, self.counts = selectors.DefaultSelector(), [0] * count
        for i in range(count):
            s = kube.connect()
            s.sendall(kube.request("GET", INGRESSES + "?watch=1&resourceVersion=0"))
            while b"\r\n\r\n" not in s.recv(4096):
                pass
            self.selector.register(s, selectors.EVENT_READ, i)

    def wait(self, wanted):
        """Until every watcher has seen so many events."""
        missing = sum(c < wanted for c in self.counts)
        while missing:
            for key, _ in self.selector.select():
                before = self.counts[key.data]
                self.counts[key.data] += key.fileobj.recv(1 << 20).count(b'{"type":"ADDED"')
                missing -= before < wanted <= self.counts[key.data]


def ingress(i):
    body = json.loads(json.dumps(INGRESS))
    body["metadata"]["name"] = f"tea-{i}"
    return body


def throughput(options):
    with Kube(options.bin) as kube:
        watchers = Watchers(kube, options.watchers)
        data = b"".join(kube.create(INGRESSES, ingress(i)) for i in range(options.ingresses))
        start, cpu = time.perf_counter(), kube.cpu()
        kube.writer.setblocking(False)
        sent = 0
        while min(watchers.counts) < options.ingresses:
            try:
                sent += kube.writer.send(data[sent:sent + (1 << 16)]) if sent < len(data) else 0
            except BlockingIOError:
                pass
            try:
                kube.writer.recv(1 << 20)
            except BlockingIOError:
                pass
            for key, _ in watchers.selector.select(0):
                watchers.counts[key.data] += key.fileobj.recv(1 << 20).count(b'{"type":"ADDED"')
        took = time.perf_counter() - start
        return options.ingresses * options.watchers / took, kube.cpu() - cpu, kube.rss()


def latency(options):
    with Kube(options.bin) as kube:
        watchers, times = Watchers(kube, options.watchers), []
        for i in range(options.ingresses):
            start = time.perf_counter()
            kube.writer.sendall(kube.create(INGRESSES, ingress(i)))
            watchers.wait(i + 1)
            times.append((time.perf_counter() - start) * 1000)
            kube.answer()
        times.sort()
        return times[len(times) // 2], times[len(times) * 99 // 100], times[-1]


def long_list(options):
    with Kube(options.bin) as kube:
        idle = kube.rss()
        for i in range(options.objects):
            kube.writer.sendall(kube.create(MAPS, {"metadata": {"name": f"m-{i}"}, "data": {"a": "x" * 100}}))
            kube.answer()
        start = time.perf_counter()
        kube.writer.sendall(kube.request("GET", MAPS))
        size = len(kube.answer())
        return (time.perf_counter() - start) * 1000, size / 1e6, kube.rss(), idle


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--bin", default=os.path.join(os.path.dirname(os.path.abspath(__file__)), "../build/release/bin"))
    parser.add_argument("--ingresses", type=int, default=1000)
    parser.add_argument("--watchers", type=int, default=50)
    parser.add_argument("--objects", type=int, default=5000)
    parser.add_argument("--rounds", type=int, default=3)
    options = parser.parse_args()
    runs = [throughput(options) for _ in range(options.rounds)]
    best = max(runs)
    print(f"delivered: {best[0]:,.0f} events/s to {options.watchers} watchers ({options.ingresses} Ingresses; "
          f"{best[1]:.2f} s of the server's processor time; {best[2]:.1f} MiB; median {statistics.median(r[0] for r in runs):,.0f})")
    runs = [latency(options) for _ in range(options.rounds)]
    p50, p99, worst = min(runs, key=lambda r: r[1])
    print(f"from a write to the last watcher: p50 {p50:.2f} ms, p99 {p99:.2f} ms, worst {worst:.2f} ms")
    took, size, rss, idle = min(long_list(options) for _ in range(options.rounds))
    print(f"list of {options.objects} objects: {took:.1f} ms, {size:.1f} MB; {rss:.1f} MiB with them, {idle:.1f} MiB idle")


main()
