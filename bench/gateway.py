#!/usr/bin/env python3
"""Measures mockalb with wrk, beside a bare server on the same loop that answers fixed bytes.

A case is a list of signed calls, each sent once (a nonce is good for one call); the bare server gets the
same requests and answers with the bytes of the mock's own answer. Both run in turns; figures are the best
of the rounds, ratios the median of them. What grows is judged by the best rounds: others on the machine
make a round dearer, never cheaper.

usage: bench/gateway.py [--bin DIR] [--rounds N] [--seconds S] [--calls N] [--groups N[,N…]] [CASE…]
  --calls N   signed calls that are prepared for a second: more than the mock can answer
cases: get-listener list-rules list-servers rule-pairs growth memory
"""
import argparse
import base64
import contextlib
import hashlib
import hmac
import http.client
import itertools
import json
import os
import random
import re
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
import urllib.parse
import urllib.request

HERE = os.path.dirname(os.path.abspath(__file__))
SECRET = "mockalb"
CLOUD = {
    "regions": [{"id": "cn-hangzhou", "zones": ["cn-hangzhou-a", "cn-hangzhou-b"]}],
    "vpcs": [{"id": "vpc-bench", "name": "bench", "region": "cn-hangzhou", "cidr": "10.0.0.0/8"}],
    "vswitches": [{"id": f"vsw-bench-{z}", "name": f"bench-{z}", "vpc": "vpc-bench",
                   "zone": f"cn-hangzhou-{z}", "cidr": f"10.{i}.0.0/16"} for i, z in enumerate("ab")],
}
PAIRS = 12000  # of a round: more than the mock can answer in a second
EACH_ROUND = 500
quote = lambda text: urllib.parse.quote(str(text), safe="-_.~")
nonces = random.Random(1)


def flat(value, prefix=""):
    """{"Rules": [{"Priority": 1}]} as the pairs Rules.1.Priority=1."""
    if isinstance(value, dict):
        items = value.items()
    elif isinstance(value, list):
        items = enumerate(value, 1)
    else:
        return [(prefix, str(value).lower() if isinstance(value, bool) else str(value))]
    return [pair for key, item in items for pair in flat(item, f"{prefix}.{key}" if prefix else str(key))]


def path(action, **params):
    """A signed GET, as the path of its request (SignatureVersion 1.0, HMAC-SHA1)."""
    pairs = flat(params) + [
        ("Action", action), ("Version", "2020-06-16"), ("Format", "JSON"), ("AccessKeyId", "mockalb"),
        ("SignatureMethod", "HMAC-SHA1"), ("SignatureVersion", "1.0"),
        ("SignatureNonce", f"{nonces.getrandbits(64):016x}"),
        ("Timestamp", time.strftime("%Y-%m-%dT%H:%M:%SZ", time.gmtime()))]
    text = "&".join(f"{quote(k)}={quote(v)}" for k, v in sorted(pairs))
    digest = hmac.new((SECRET + "&").encode(), f"GET&%2F&{quote(text)}".encode(), hashlib.sha1).digest()
    return f"/?{text}&Signature={quote(base64.b64encode(digest).decode())}"


class Server:
    """A program that prints its address; ended at the end of a with."""

    def __init__(self, *command):
        self.process = subprocess.Popen(command, stdout=subprocess.PIPE, text=True)
        found = re.search(r"http://\S+", self.process.stdout.readline())
        if not found:
            sys.exit(f"{command[0]} did not start")
        self.url = found.group(0)

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.process.terminate()
        self.process.wait()

    def cpu(self):
        """Seconds of processor so far, to the nanosecond."""
        with open(f"/proc/{self.process.pid}/schedstat", encoding="ascii") as f:
            return int(f.read().split()[0]) / 1e9

    def resident(self):
        """KiB."""
        with open(f"/proc/{self.process.pid}/status", encoding="ascii") as f:
            return int(re.search(r"VmRSS:\s+(\d+)", f.read()).group(1))

    def read(self, where, body=None):
        data = json.dumps(body).encode() if body is not None else None
        request = urllib.request.Request(self.url + where, data=data)
        try:
            return urllib.request.urlopen(request).read()
        except urllib.error.HTTPError as e:
            sys.exit(f"{where[:200]}: {e.code} {e.read().decode()[:300]}")

    def call(self, action, **params):
        return json.loads(self.read(path(action, **params)))


def mock(options):
    """A mockalb that lets one make more than the service does."""
    server = Server(f"{options.bin}/mockalb", "serve", "--port", "0", "--quota", "alb_quota_loadbalancers_num=1000000",
                    "--quota", "alb_quota_servergroups_num=1000000")
    server.read("/_mock/cloud", CLOUD)
    return server


def wrk(server, paths, connections, seconds):
    """Calls a second, and microseconds of the server's processor a call."""
    with tempfile.NamedTemporaryFile("w", suffix=".paths") as file:
        file.write("\n".join(paths) + "\n")
        file.flush()
        before = server.cpu()
        done = subprocess.run(["wrk", "-t1", f"-c{connections}", f"-d{seconds}s", "-s", f"{HERE}/replay.lua",
                               server.url, "--", file.name], text=True, capture_output=True)
        spent = server.cpu() - before
    count = re.search(r"(\d+) requests in", done.stdout)
    if not count or "Socket errors" in done.stdout:
        sys.exit(f"wrk: {done.stdout}{done.stderr}")
    if "Non-2xx" in done.stdout:
        last = [e for e in json.loads(server.read("/_mock/journal?type=call&limit=5000"))["entries"] if e.get("status", 200) != 200]
        sys.exit(f"{count.group(1)} calls, of which some were refused ({last[-1] if last else 'long ago'}); {len(paths)} "
                 "were prepared: if that is less, give --calls")
    return float(re.search(r"Requests/sec:\s*([\d.]+)", done.stdout).group(1)), spent / int(count.group(1)) * 1e6


def beside_bare(options, name, server, make, connections, target, seconds=None):
    """make(round) gives the paths; that of round -1 is asked for the bytes of the bare server."""
    with tempfile.NamedTemporaryFile(suffix=".json") as file:
        file.write(server.read(make(-1)[0]))
        file.flush()
        size = file.tell()
        with Server(f"{options.bin}/bench_bare", file.name) as bare:
            rounds = []
            for i in range(options.rounds):
                paths = make(i)
                rounds.append([wrk(s, paths, connections, seconds or options.seconds) for s in (server, bare)])
    ours, theirs = (max(r[i][0] for r in rounds) for i in (0, 1))
    cpu, bare_cpu = (min(r[i][1] for r in rounds) for i in (0, 1))
    ratio = statistics.median(r[0][0] / r[1][0] for r in rounds)
    verdict = "" if target is None else f"  target {target}: {'met' if ratio >= target else 'MISSED'}"
    print(f"{name:14} {size:7} bytes  {ours:8.0f} calls/s of {theirs:8.0f}  ratio {ratio:4.2f}   "
          f"{cpu:6.1f} us cpu of {bare_cpu:5.1f}{verdict}", flush=True)


def group(server, name="group"):
    return server.call("CreateServerGroup", ServerGroupName=name, VpcId="vpc-bench",
                       HealthCheckConfig={"HealthCheckEnabled": False})["ServerGroupId"]


def listener(server, target, port=80):
    balancer = server.call(
        "CreateLoadBalancer", LoadBalancerName="bench", VpcId="vpc-bench", AddressType="Internet",
        LoadBalancerEdition="Standard", LoadBalancerBillingConfig={"PayType": "PostPay"},
        ZoneMappings=[{"ZoneId": f"cn-hangzhou-{z}", "VSwitchId": f"vsw-bench-{z}"} for z in "ab"])
    return server.call(
        "CreateListener", LoadBalancerId=balancer["LoadBalancerId"], ListenerPort=port,
        ListenerProtocol="HTTP",
        DefaultActions=[{"Type": "ForwardGroup", "ForwardGroupConfig": {
            "ServerGroupTuples": [{"ServerGroupId": target}]}}])["ListenerId"]


def rule(priority, target):
    return {"Priority": priority, "RuleName": f"rule-{priority}",
            "RuleConditions": [{"Type": "Host", "HostConfig": {"Values": ["tea.example.com"]}},
                               {"Type": "Path", "PathConfig": {"Values": [f"/{priority}", f"/{priority}/*"]}}],
            "RuleActions": [{"Type": "ForwardGroup", "Order": 1, "ForwardGroupConfig": {
                "ServerGroupTuples": [{"ServerGroupId": target, "Weight": 100}]}}]}


def rules(server, lsn, targets, count):
    """As (listener, group, rule, priority); the groups take turns, as one may be used 50 times only."""
    made = []
    for first in range(1, count + 1, 10):
        wanted = [(p, targets[p % len(targets)]) for p in range(first, min(first + 10, count + 1))]
        answer = server.call("CreateRules", ListenerId=lsn, Rules=[rule(*w) for w in wanted])
        made += [(lsn, w[1], r["RuleId"], r["Priority"]) for w, r in zip(wanted, answer["RuleIds"])]
    return made


def many(options, make, slower=1):
    return [make() for _ in range(options.calls * options.seconds // slower)]


def get_listener(options):
    with mock(options) as server:
        lsn = listener(server, group(server))
        beside_bare(options, "get-listener", server,
                    lambda _: many(options, lambda: path("GetListenerAttribute", ListenerId=lsn)),
                    16, 0.5)


def list_rules(options):
    with mock(options) as server:
        target = group(server)
        lsn = listener(server, target)
        rules(server, lsn, [target], 20)
        beside_bare(options, "list-rules", server,
                    lambda _: many(options, lambda: path("ListRules", ListenerIds=[lsn], MaxResults=20), 2),
                    16, 0.35)


def list_servers(options):
    with mock(options) as server:
        target = group(server)
        servers = [{"id": f"i-{i}", "name": f"i-{i}", "vpc": "vpc-bench", "vswitch": "vsw-bench-a",
                    "ip": f"10.0.{i // 250 + 1}.{i % 250 + 1}"} for i in range(200)]
        server.read("/_mock/cloud", {"instances": servers})
        for first in range(0, 200, 40):
            server.call("AddServersToServerGroup", ServerGroupId=target,
                        Servers=[{"ServerType": "Ecs", "ServerId": s["id"], "Port": 80}
                                 for s in servers[first:first + 40]])
        beside_bare(options, "list-servers", server,
                    lambda _: many(options, lambda: path("ListServerGroupServers", ServerGroupId=target,
                                                         MaxResults=100), 4), 16, None)


def rule_pairs(options):
    """One connection deletes a rule and makes another in its place, on load balancers of 100 rules each."""
    with mock(options) as server:
        known = []
        while len(known) < options.rounds * PAIRS:
            targets = [group(server, f"group-{len(known)}-{n}") for n in range(3)]
            known += rules(server, listener(server, targets[0]), targets, 99)
        random.Random(2).shuffle(known)

        def make(number):
            if number < 0:
                return [path("CreateRule", ListenerId=known[0][0], **rule(100, known[0][1]))]
            share = known[number::options.rounds]
            return [p for lsn, sgp, old, priority in share
                    for p in (path("DeleteRule", RuleId=old), path("CreateRule", ListenerId=lsn, **rule(priority, sgp)))]
        beside_bare(options, "rule-pairs", server, make, 1, None, seconds=1)


def seeded(options, count):
    """A mock with that many server groups; its memory for each, in KiB, stands in it."""
    server = mock(options)
    empty = server.resident()
    for first in range(0, count, 10000):
        server.read("/_mock/cloud", {"serverGroups": [
            {"id": f"sgp-{i:018}", "name": f"group-{i}", "type": "Instance", "vpc": "vpc-bench", "protocol": "HTTP"}
            for i in range(first, min(first + 10000, count))]})
    server.each = (server.resident() - empty) / count
    server.token = server.call("ListServerGroups", MaxResults=20)["NextToken"]
    return server


def one_by_one(server, make, count):
    """Microseconds of the server's processor a call. For calls that must not be more than a certain number."""
    connection = http.client.HTTPConnection(server.url.removeprefix("http://"))
    paths = [make() for _ in range(count)]
    before = server.cpu()
    for p in paths:
        connection.request("GET", p)
        response = connection.getresponse()
        if response.status != 200:
            sys.exit(f"{p[:200]}: {response.status} {response.read().decode()[:300]}")
        response.read()
    spent = server.cpu() - before
    connection.close()
    return spent / count * 1e6


def growth(options):
    """The same calls with more and more server groups: what they cost must not grow. The mocks take turns."""
    pick = random.Random(3)
    ids = lambda count: [f"sgp-{pick.randrange(count):018}"]
    kinds = {
        "read by id": lambda count, _: path("ListServerGroups", ServerGroupIds=ids(count)),
        "first page": lambda count, _: path("ListServerGroups", MaxResults=20),
        "next page": lambda count, server: path("ListServerGroups", MaxResults=20, NextToken=server.token),
        "create": lambda count, _: path("CreateServerGroup", ServerGroupName="more", VpcId="vpc-bench",
                                        HealthCheckConfig={"HealthCheckEnabled": False}),
    }
    with contextlib.ExitStack() as stack:
        servers = {count: stack.enter_context(seeded(options, count)) for count in options.groups}
        for name, make in kinds.items():
            rounds = [{count: one_by_one(server, lambda: make(count, server), EACH_ROUND)
                       for count, server in servers.items()} for _ in range(2 * options.rounds + 1)]
            best = {count: min(r[count] for r in rounds) for count in options.groups}
            worst = max(best.values()) / best[options.groups[0]]
            print(f"growth {name:12} " + "  ".join(f"{count}: {us:.1f}" for count, us in best.items()) +
                  f" us cpu; at most {worst:.2f} times  target 1.3: {'met' if worst <= 1.3 else 'MISSED'}", flush=True)
        count = max(servers)
        each = servers[count].each
        print(f"growth memory       {each:.1f} KiB for each of {count} groups  target 4: {'met' if each <= 4 else 'MISSED'}",
              flush=True)


def memory(options):
    """Resident memory after a million calls, reads and changes in turn, against that after the first fifth of them."""
    with mock(options) as server:
        target = group(server)
        lsn = listener(server, target)
        rules(server, lsn, [target], 20)
        tagged = {"ResourceType": "servergroup", "ResourceId": [target]}
        turns = itertools.cycle([
            lambda: path("GetListenerAttribute", ListenerId=lsn),
            lambda: path("TagResources", **tagged, Tag=[{"Key": "k", "Value": f"{nonces.getrandbits(32)}"}]),
            lambda: path("ListRules", ListenerIds=[lsn], MaxResults=20),
            lambda: path("UnTagResources", **tagged, TagKey=["k"]),
            lambda: path("ListServerGroups", ServerGroupIds=[target]),
        ])
        sizes, total = [], 0
        while total < 1000000:
            rate = wrk(server, many(options, lambda: next(turns)()), 16, options.seconds)[0]
            total += int(rate * options.seconds)
            sizes.append((server.resident(), total))
        first = next(s for s in sizes if s[1] >= 200000)
        grown = (sizes[-1][0] / first[0] - 1) * 100
        print(f"memory: {first[0]} KiB after {first[1]} calls, {sizes[-1][0]} KiB after {total}: {grown:+.1f} %  "
              f"target 5 %: {'met' if grown <= 5 else 'MISSED'}", flush=True)


CASES = {"get-listener": get_listener, "list-rules": list_rules, "list-servers": list_servers,
         "rule-pairs": rule_pairs, "growth": growth, "memory": memory}


def main():
    parser = argparse.ArgumentParser(usage=__doc__)
    parser.add_argument("--bin", default=f"{HERE}/../build/release/bin")
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--seconds", type=int, default=2)
    parser.add_argument("--calls", type=int, default=60000)
    parser.add_argument("--groups", type=lambda t: [int(n) for n in t.split(",")], default=[1000, 10000, 100000])
    parser.add_argument("cases", nargs="*", metavar="CASE")
    options = parser.parse_args()
    if not shutil.which("wrk"):
        sys.exit("bench/gateway.py: there is no wrk; apt-get install wrk")
    for program in "mockalb", "bench_bare":
        if not os.path.exists(f"{options.bin}/{program}"):
            sys.exit(f"bench/gateway.py: there is no {program}; cmake --preset release -DALBKIT_BENCH=ON && "
                     "cmake --build --preset release --target mockalb bench_bare")
    for name in options.cases or CASES:
        if name not in CASES:
            sys.exit(f"bench/gateway.py: there is no case '{name}'; there are: {' '.join(CASES)}")
        CASES[name](options)


if __name__ == "__main__":
    main()
