#!/usr/bin/env python3
"""The official Python client, generated from the API's description: it refuses answers that lack what is required,
makes dates of dates, and says what it thinks of the rest. Each row is one sentence of docs/kubernetes-api.md.

usage: python_client.py ALBSPEC [PART OF A SENTENCE]        with the package kubernetes to be imported
"""
import datetime
import json
import logging
import os
import re
import signal
import sys
import tempfile
import threading

import kubernetes
from kubernetes import client, config, dynamic, utils, watch
from kubernetes.client.rest import ApiException
from kubernetes.dynamic.exceptions import ConflictError, NotFoundError, ResourceNotFoundError
from kubernetes.leaderelection import electionconfig, leaderelection
from kubernetes.leaderelection.resourcelock.configmaplock import ConfigMapLock
from kubernetes.stream import stream

from raw_client import Server

HERE = os.path.dirname(os.path.abspath(__file__))
ROWS = []
POD = {"containers": [{"name": "tea", "image": "tea:1"}]}
WORKLOAD = {"selector": {"matchLabels": {"app": "tea"}},
            "template": {"metadata": {"labels": {"app": "tea"}}, "spec": POD}}
CRD = {"group": "tea.example", "scope": "Namespaced", "names": {"plural": "cups", "kind": "Cup", "listKind": "CupList"},
       "versions": [{"name": "v1", "served": True, "storage": True, "subresources": {"status": {}},
                     "schema": {"openAPIV3Schema": {"type": "object", "properties": {
                         "spec": {"type": "object", "properties": {"size": {"type": "integer", "minimum": 1},
                                                                   "ports": {"type": "array", "items": {"type": "object",
                                                                             "x-kubernetes-preserve-unknown-fields": True}}}},
                         "status": {"type": "object", "x-kubernetes-preserve-unknown-fields": True}}}}}]}

# api class, what its methods are named after, body beside the metadata, a member to change and its path. Every kind
# that is served and that the client has a class for.
KINDS = [
    ("CoreV1Api", "namespace", {}, None),
    ("CoreV1Api", "node", {"spec": {"podCIDR": "10.1.0.0/24"}}, None),
    ("CoreV1Api", "namespaced_service", {"spec": {"ports": [{"port": 80}]}}, ("spec.type", "NodePort")),
    ("CoreV1Api", "namespaced_endpoints", {"subsets": [{"addresses": [{"ip": "10.1.0.1"}], "ports": [{"port": 1}]}]}, None),
    ("CoreV1Api", "namespaced_pod", {"spec": POD}, ("spec.containers", [{"name": "tea", "image": "tea:2"}])),
    ("CoreV1Api", "namespaced_secret", {"stringData": {"a": "1"}}, ("data", {"b": "Mg=="})),
    ("CoreV1Api", "namespaced_config_map", {"data": {"a": "1"}}, ("data", {"a": "2"})),
    ("CoreV1Api", "namespaced_service_account", {}, None),
    ("CoreV1Api", "namespaced_event", {"involvedObject": {"kind": "Pod", "name": "x", "namespace": "NS"}, "reason": "Brewed",
     "firstTimestamp": "2024-02-29T12:00:00Z", "lastTimestamp": "2024-02-29T12:00:01Z", "count": 2}, ("count", 3)),
    ("EventsV1Api", "namespaced_event", {"eventTime": "2024-02-29T12:00:00.000001Z", "reason": "Brewed", "action": "Brew",
     "reportingController": "tea.example/c", "reportingInstance": "c-1", "type": "Normal",
     "regarding": {"kind": "Pod", "name": "x", "namespace": "NS"}}, None),
    ("AppsV1Api", "namespaced_deployment", {"spec": WORKLOAD}, ("spec.replicas", 3)),
    ("AppsV1Api", "namespaced_replica_set", {"spec": WORKLOAD}, ("spec.replicas", 3)),
    ("ApiextensionsV1Api", "custom_resource_definition", {"spec": CRD}, None),
    ("CoordinationV1Api", "namespaced_lease", {"spec": {"holderIdentity": "a", "leaseDurationSeconds": 15,
     "renewTime": "2024-02-29T12:00:00.000001Z"}}, ("spec.holderIdentity", "b")),
    ("DiscoveryV1Api", "namespaced_endpoint_slice", {"addressType": "IPv4", "endpoints": [{"addresses": ["10.1.0.1"]}],
     "ports": [{"port": 1}]}, ("endpoints", [])),
    ("NetworkingV1Api", "namespaced_ingress", {"spec": {"defaultBackend": {"service": {"name": "t", "port": {"number": 1}}}}},
     ("spec.ingressClassName", "alb")),
    ("NetworkingV1Api", "ingress_class", {"spec": {"controller": "ingress.k8s.example/alb"}}, None),
]


def row(sentence):
    return lambda fn: ROWS.append((sentence, fn))


class Typed:
    """The methods of one kind, by what they do."""

    def __init__(self, ns, api, stem, body=None, change=None):
        self.api, self.stem, self.body, self.change = getattr(client, api)(), stem, body or {}, change
        self.where = (ns,) if stem.startswith("namespaced_") else ()
        self.name = "cups.tea.example" if stem == "custom_resource_definition" else f"{ns}-x"

    def __call__(self, verb, *args, **more):
        return getattr(self.api, f"{verb}_{self.stem}")(*args, *self.where, **more)

    def make(self, **labels):
        body = json.loads(json.dumps(self.body).replace("NS", self.where[0] if self.where else ""))
        return self("create", body={"metadata": {"name": self.name, "labels": labels}, **body})

    def raw(self):
        return json.loads(self("read", self.name, _preload_content=False).data)


class Scene:
    """A namespace of its own."""

    def __init__(self, server, albspec, ns):
        self.server, self.albspec, self.ns = server, albspec, ns
        self.core = client.CoreV1Api()
        self.core.create_namespace({"metadata": {"name": ns}})

    def typed(self, *args):
        return Typed(self.ns, *args)

    def trouble(self, method, path, body=b""):
        assert self.server.call(method, "/_kube/" + path, kind="application/json", body=body)[0] in (200, 201)

    def map(self, name="m", **meta):
        return self.core.create_namespaced_config_map(self.ns, {"metadata": {"name": name, **meta}, "data": {"a": "1"}})

    def define(self):
        """A kind of our own, once for all who want it."""
        try:
            Typed(self.ns, "ApiextensionsV1Api", "custom_resource_definition", {"spec": CRD}).make()
        except ApiException as e:
            assert e.status == 409, e
        return ("tea.example", "v1", self.ns, "cups")


def refused(status, fn, *args, **more):
    """The body of the refusal, which must be a Status that says the same."""
    try:
        got = fn(*args, **more)
    except ApiException as e:
        assert e.status == status, e
        body = json.loads(e.body)
        assert body["kind"] == "Status" and body["code"] == status and body["message"], body
        return body
    raise AssertionError(f"not refused: {got}")


def member(o, path):
    for name in path.split("."):
        o = getattr(o, re.sub(r"(?<=[a-z])([A-Z])", lambda m: "_" + m.group(1).lower(), name))
    return o


def nested(path, value):
    for name in reversed(path.split(".")):
        value = {name: value}
    return value


def plain(o):
    """What the client would send: every date in one form."""
    return client.ApiClient().sanitize_for_serialization(o)


def includes(got, wanted):
    if isinstance(wanted, dict):
        return all(includes(got.get(k), v) for k, v in wanted.items())
    if isinstance(wanted, list):
        return len(got) == len(wanted) and all(map(includes, got, wanted))
    return got == wanted


def dates(o):
    """Of a body, with times as the client writes them."""
    if isinstance(o, dict):
        return {k: dates(v) for k, v in o.items()}
    if isinstance(o, list):
        return [dates(v) for v in o]
    if isinstance(o, str) and re.fullmatch(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?Z", o):
        return datetime.datetime.fromisoformat(o.replace("Z", "+00:00")).isoformat()
    return o


for part in ("python_typed.py", "python_dynamic.py"):
    with open(os.path.join(HERE, part)) as f:
        exec(compile(f.read(), part, "exec"))


def too_late(signo, frame):
    raise TimeoutError(f"it waits in {frame.f_code.co_name}")


def main():
    logging.disable(logging.CRITICAL)
    signal.signal(signal.SIGALRM, too_late)
    with tempfile.TemporaryDirectory() as folder:
        server, failed = Server(sys.argv[1], "--kubeconfig-out", folder + "/kubeconfig"), 0
        config.load_kube_config(folder + "/kubeconfig")
        rows = [r for r in ROWS if " ".join(sys.argv[2:]) in r[0]]
        for i, (sentence, fn) in enumerate(rows):
            try:
                signal.alarm(20)
                fn(Scene(server, sys.argv[1], f"ns-{i}"))
            except Exception as e:  # whatever the client makes of an answer is a failure of this row alone
                failed += 1
                print(f"FAIL: {sentence}: {type(e).__name__} {e}", flush=True)
        server.end()
    print(f"{len(rows) - failed} passed, {failed} failed    (kubernetes {kubernetes.__version__})")
    sys.exit(bool(failed or not rows))


main()
