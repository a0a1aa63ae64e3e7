#!/usr/bin/env python3
"""A program in Go that lists and watches every kind that a cluster's addresses are found by: vmagent, which discovers what
to scrape. Whatever it finds it is told to look for at a closed port of this machine; what it found it says itself.

usage: vmagent.py ALBSPEC [PART OF A SENTENCE]        with vmagent in PATH
"""
import contextlib
import json
import os
import re
import signal
import subprocess
import sys
import tempfile
import threading
import time
import urllib.request

from raw_client import Server

HERE = os.path.dirname(os.path.abspath(__file__))
ROWS = []
META = "__meta_kubernetes_"
MERGE = "application/merge-patch+json"
ROLES = ("node", "service", "pod", "endpoints", "endpointslice", "ingress")


def row(sentence):
    return lambda fn: ROWS.append((sentence, fn))


class Cluster:
    """An API with a namespace of its own, and agents that look at it."""

    def __init__(self, folder, *flags):
        self.kubeconfig = os.path.join(folder, "kubeconfig")
        self.server = Server(sys.argv[1], "--kubeconfig-out", self.kubeconfig, "--derive-from-pods", "--derive-endpoints", *flags)

    def do(self, method, path, body=None, kind="application/json"):
        data = b"" if body is None else json.dumps(body).encode()
        status, answer = self.server.call(method, path, "application/json", kind if data else "", data)
        assert status in (200, 201), (path, answer)
        return json.loads(answer)

    def make(self, kind, name, body, ns="default", **meta):
        """The object, with its status: what a kubelet would say of it."""
        collection = place(kind, ns)
        made = self.do("POST", collection, {**body, "metadata": {"name": name, **meta}})
        if "status" in body:
            made = self.do("PATCH", f"{collection}/{name}/status", {"status": body["status"]}, MERGE)
        return made

    def change(self, kind, name, body, ns="default", part=""):
        return self.do("PATCH", f"{place(kind, ns)}/{name}{part}", body, MERGE)


def place(kind, ns):
    group = {"ingresses": "/apis/networking.k8s.io/v1", "endpointslices": "/apis/discovery.k8s.io/v1"}.get(kind, "/api/v1")
    return f"{group}/{kind}" if kind == "nodes" else f"{group}/namespaces/{ns}/{kind}"


def wait_for(what, seconds=10):
    """What it returns once that is something; looked at again and again, for so long at most."""
    end, pause = time.monotonic() + seconds, threading.Event()
    while time.monotonic() < end:
        found = what()
        if found:
            return found
        pause.wait(0.02)
    raise TimeoutError(f"waited {seconds} s for {what.__doc__ or what}")


class Agent:
    """vmagent with a job for each of its configurations."""

    def __init__(self, folder, jobs):
        relabel = [{"source_labels": ["__address__"], "target_label": "at"}, {"action": "labelmap", "regex": META + "(.+)"},
                   {"target_label": "__address__", "replacement": "127.0.0.1:1"}]
        scrape = [{"job_name": name, "kubernetes_sd_configs": [sd], "relabel_configs": relabel} for name, sd in jobs.items()]
        with open(f"{folder}/jobs.yml", "w", encoding="utf-8") as f:
            json.dump({"global": {"scrape_interval": "1d"}, "scrape_configs": scrape}, f)
        self.log = open(f"{folder}/log", "w+", encoding="utf-8")
        self.process = subprocess.Popen(
            ["vmagent", f"-promscrape.config={folder}/jobs.yml", "-httpListenAddr=127.0.0.1:0",
             "-remoteWrite.url=http://127.0.0.1:1/", f"-remoteWrite.tmpDataPath={folder}/queue", "-memory.allowedBytes=64MB",
             "-promscrape.kubernetesSDCheckInterval=50ms"], stdout=self.log, stderr=self.log)
        self.port = wait_for(self.listens)

    def listens(self):
        """the port that it took"""
        assert self.process.poll() is None, self.said()
        mine = set()
        with contextlib.suppress(OSError):
            for fd in os.listdir(f"/proc/{self.process.pid}/fd"):
                mine.add(os.readlink(f"/proc/{self.process.pid}/fd/{fd}"))
        with open("/proc/net/tcp", encoding="ascii") as f:
            for line in f.readlines()[1:]:
                field = line.split()
                if field[3] == "0A" and f"socket:[{field[9]}]" in mine:
                    return int(field[1].split(":")[1], 16)
        return 0

    def said(self):
        self.log.flush(), self.log.seek(0)
        return self.log.read()

    def complaints(self):
        """Of what it logged, what is no mere information."""
        lines = [line.split("\t") for line in self.said().splitlines()]
        return [x[-1] for x in lines if len(x) > 2 and x[1] != "info" and "127.0.0.1:1/" not in x[-1]]

    def found(self, job):
        """Of each address what is known about it, without the prefix that all have."""
        url = f"http://127.0.0.1:{self.port}/api/v1/targets?state=active"
        with urllib.request.urlopen(url, timeout=5) as answer:
            targets = [t["discoveredLabels"] for t in json.load(answer)["data"]["activeTargets"]]
        mine = [{k.replace(META, ""): v for k, v in t.items() if k.startswith(META) or k == "__address__"}
                for t in targets if t["job"] == job]
        return sorted(mine, key=lambda t: (t["__address__"], json.dumps(t, sort_keys=True)))

    def sees(self, job, wanted, seconds=10):
        """Waits until it has found exactly that."""
        def same():
            return self.found(job) == wanted
        try:
            wait_for(same, seconds)
        except TimeoutError:
            raise AssertionError(f"{job}: wanted {json.dumps(wanted)}, found {json.dumps(self.found(job))}") from None

    def sees_addresses(self, job, *wanted):
        def same():
            return sorted({t["__address__"] for t in self.found(job)}) == sorted(wanted)
        try:
            wait_for(same)
        except TimeoutError:
            raise AssertionError(f"{job}: wanted {wanted}, found {json.dumps(self.found(job))}") from None

    def end(self):
        self.process.terminate()
        self.process.wait()
        self.log.close()


@contextlib.contextmanager
def agent(cluster, jobs=ROLES, may_complain=False, **more):
    """One with a job for each role (or as it is told), that must not complain."""
    if not isinstance(jobs, dict):
        jobs = {role: {"role": role, "kubeconfig_file": cluster.kubeconfig, **more} for role in jobs}
    with tempfile.TemporaryDirectory() as folder:
        a = Agent(folder, jobs)
        try:
            yield a
            assert may_complain or not a.complaints(), a.complaints()
        finally:
            a.end()


with open(os.path.join(HERE, "vmagent_rows.py"), encoding="utf-8") as rows_file:
    exec(compile(rows_file.read(), "vmagent_rows.py", "exec"))


def too_late(signo, frame):
    raise TimeoutError(f"it waits in {frame.f_code.co_name}")


def main():
    rows, failed = [r for r in ROWS if " ".join(sys.argv[2:]) in r[0]], 0
    signal.signal(signal.SIGALRM, too_late)
    for sentence, fn in rows:
        with tempfile.TemporaryDirectory() as folder:
            cluster = Cluster(folder)
            signal.alarm(30)
            try:
                fn(cluster)
            except (AssertionError, KeyError, OSError, TimeoutError) as e:
                failed += 1
                print(f"FAIL: {sentence}: {type(e).__name__} {e}", flush=True)
            cluster.server.end()
    print(f"{len(rows) - failed} passed, {failed} failed")
    sys.exit(bool(failed or not rows))


main()
