#!/usr/bin/env python3
"""What clients of a Kubernetes API rely on, each shown by a client that knows nothing but HTTP.

usage: behaviours.py ALBSPEC             runs all
       behaviours.py --table             prints the table of docs/kubernetes-api.md
       behaviours.py --check FILE        whether that table stands in the file
"""
import base64
import contextlib
import json
import os
import re
import ssl
import sys
import tempfile

from raw_client import Server, Watch
from swagger_protobuf import decode

HERE = os.path.dirname(os.path.abspath(__file__))
ROWS = []
MERGE, STRATEGIC = "application/merge-patch+json", "application/strategic-merge-patch+json"
PATCH, APPLY = "application/json-patch+json", "application/apply-patch+yaml"
PROTOBUF = "application/vnd.kubernetes.protobuf"
CRDS = "/apis/apiextensions.k8s.io/v1/customresourcedefinitions"
ING = {"kind": "Ingress", "apiVersion": "networking.k8s.io/v1", "metadata": {"name": "tea"}, "spec": {
    "defaultBackend": {"service": {"name": "tea", "port": {"number": 80}}}}}


def row(area, sentence):
    return lambda fn: ROWS.append((area, sentence, fn))


class Api:
    """The API as seen from one namespace of its own."""

    def __init__(self, server, ns):
        self.server, self.ns = server, ns
        self.ok("POST", "/api/v1/namespaces", {"metadata": {"name": ns}})
        self.core = f"/api/v1/namespaces/{ns}"
        self.maps, self.services = self.core + "/configmaps", self.core + "/services"
        self.ingresses = f"/apis/networking.k8s.io/v1/namespaces/{ns}/ingresses"
        self.deployments = f"/apis/apps/v1/namespaces/{ns}/deployments"

    def call(self, method, path, body=None, kind="application/json", accept="application/json"):
        data = b"" if body is None else body if isinstance(body, bytes) else json.dumps(body).encode()
        status, answer = self.server.call(method, path, accept, kind if data else "", data)
        return status, json.loads(answer) if answer[:1] == b"{" else answer

    def ok(self, *args, **more):
        status, answer = self.call(*args, **more)
        assert status in (200, 201), answer
        return answer

    def refused(self, code, *args, **more):
        status, answer = self.call(*args, **more)
        assert status == code, (status, answer)
        return answer

    def map(self, name="m", **meta):
        return self.ok("POST", self.maps, {"metadata": {"name": name, **meta}, "data": {"a": "1"}})

    def watch(self, path, frames=None, accept="application/json"):
        w = Watch(self.server, path, accept)
        w.pump(frames, 1.0)
        return w


def types(watch):
    return [f["type"] for f in watch.frames]


def definition(name, schema, **version):
    return {"metadata": {"name": f"{name}s.tea.example"}, "spec": {
        "group": "tea.example", "scope": "Namespaced", "names": {"plural": name + "s", "kind": name.capitalize()},
        "versions": [{"name": "v1", "served": True, "storage": True, "schema": {"openAPIV3Schema": schema}, **version}]}}


def custom(a, name, spec):
    return a.call("POST", f"/apis/tea.example/v1/namespaces/{a.ns}/{name}s", {
        "apiVersion": "tea.example/v1", "kind": name.capitalize(), "metadata": {"name": "x"}, "spec": spec})


for part in ("rows_finding.py", "rows_writing.py", "rows_reading.py", "rows_rules.py", "rows_https.py", "rows_trouble.py"):
    with open(os.path.join(HERE, part)) as f:
        exec(compile(f.read(), part, "exec"))


def others():
    """The sentences of the tests that judge by other people's clients."""
    with open(os.path.join(HERE, "kubectl_test")) as f:
        text = f.read()
    for sentence in re.findall(r"^# ([A-Z][^$]*?)\.$", text[text.index("# What there is at first"):], re.M):
        yield "kubectl", sentence
    for part, by in (("client_node.test.mjs", "client-node"), ("client_go.test.mjs", "kubernetes-mcp-server (client-go)")):
        with open(os.path.join(HERE, part)) as f:
            for sentence in re.findall(r"^\s*(?:test|it)\(\s*['\"`](.*?)['\"`]", f.read(), re.M):
                yield by, sentence
    for part, by in (("python_typed.py", "the Python client"), ("python_dynamic.py", "the Python client"),
                     ("vmagent_rows.py", "vmagent")):
        with open(os.path.join(HERE, part)) as f:
            for sentence in re.findall(r'^@row\("(.*)"\)$', f.read(), re.M):
                yield by, sentence


def table():
    lines = ["| area | what holds | shown by |", "|---|---|---|"]
    lines += [f"| {area} | {sentence} | a raw client |" for area, sentence, _ in ROWS]
    lines += [f"| clients | {sentence[0].lower() + sentence[1:]} | {by} |" for by, sentence in others()]
    return "\n".join(lines) + "\n"


def main():
    if sys.argv[1] == "--table":
        print(table(), end="")
        return
    if sys.argv[1] == "--check":
        with open(sys.argv[2]) as f:
            sys.exit(0 if table() in f.read() else f"{sys.argv[2]} is stale: put behaviours.py --table in it")
    server, failed = Server(sys.argv[1], "--derive-from-pods"), 0
    for i, (area, sentence, fn) in enumerate(ROWS):
        try:
            fn(Api(server, f"ns-{i}"))
        except (AssertionError, KeyError, IndexError, TypeError) as e:
            failed += 1
            print(f"FAIL: {area}: {sentence}: {type(e).__name__} {e}")
    server.end()
    print(f"{len(ROWS) - failed} passed, {failed} failed")
    sys.exit(bool(failed or len(ROWS) < 60))


main()
