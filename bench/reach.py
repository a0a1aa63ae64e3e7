#!/usr/bin/env python3
"""How long mockalb takes to say whether a server is reached, and to list routes, in a small and in a large network.

The large one has 50 regions that are all joined with each other, 10 VPCs in each, and 20 routes in each VPC's table:
10,000. Times are those of a client, best and median of several rounds, and what of it the mock's processor time is
(the least), which others on the machine change little; "after" is asked right after a change of one.
usage: bench/reach.py [MOCKALB]
"""
import json
import statistics
import subprocess
import sys
import time
import urllib.parse
import urllib.request

PROGRAM = sys.argv[1] if len(sys.argv) > 1 else "build/release/bin/mockalb"
ROUNDS = 30
ON_A_PAGE = 4  # as many as the small network has: pages are compared, not what is on them
CEN = "cen-1"


def document(regions, vpcs, routes):
    data, places, switches, networks = [], [], [], []

    def add(kind, scope, name, **body):
        data.append({"kind": kind, "scope": scope, "id": name, "body": body})

    def join(scope, attachment, table, kind, resource):
        for what in ("cen/Association", "cen/Propagation"):
            add(what, scope, f"{attachment}/{table}", TransitRouterAttachmentId=attachment, Status="Active",
                TransitRouterRouteTableId=table, ResourceType=kind, ResourceId=resource)

    add("cen/Cen", "r-0", CEN, CenId=CEN, Status="Active")
    for r in range(regions):
        region = f"r-{r}"
        places.append({"id": region, "zones": [f"{region}-a", f"{region}-b"]})
        add("cen/TransitRouter", region, f"tr-{r}", TransitRouterId=f"tr-{r}", CenId=CEN, RegionId=region,
            Type="Enterprise", Status="Active")
        add("cen/RouteTable", region, f"vtb-t{r}", TransitRouterRouteTableId=f"vtb-t{r}",
            TransitRouterId=f"tr-{r}", TransitRouterRouteTableType="System", TransitRouterRouteTableStatus="Active")
        for v in range(vpcs):
            name, block = f"vpc-{r}-{v}", f"10.{r}.{v * 4}"
            networks.append({"id": name, "name": name, "region": region, "cidr": f"{block}.0/22"})
            for z, zone in enumerate("ab"):
                switches.append({"id": f"vsw-{r}-{v}{zone}", "vpc": name, "zone": f"{region}-{zone}",
                                 "cidr": f"10.{r}.{v * 4 + z}.0/24"})
            add("vpc/RouteTable", region, f"vtb-{r}-{v}", RouteTableId=f"vtb-{r}-{v}", VpcId=name,
                RouteTableType="System", Status="Available")
            add("cen/Attachment", region, f"tr-attach-{r}-{v}", TransitRouterAttachmentId=f"tr-attach-{r}-{v}",
                ResourceType="VPC", TransitRouterId=f"tr-{r}", CenId=CEN, VpcId=name, Status="Attached",
                AutoPublishRouteEnabled=False)
            join(region, f"tr-attach-{r}-{v}", f"vtb-t{r}", "VPC", name)
            for i in range(routes):
                add("vpc/RouteEntry", region, f"rte-{r}-{v}-{i}", RouteEntryId=f"rte-{r}-{v}-{i}",
                    RouteTableId=f"vtb-{r}-{v}", DestinationCidrBlock=f"10.{i * 16}.0.0/12" if i < 16 else
                    f"172.{i}.0.0/16", Type="Custom", Status="Available", NextHopType="Attachment",
                    NextHopId=f"tr-attach-{r}-{v}")
        for other in range(r):
            peer = f"tr-attach-p-{r}-{other}"
            add("cen/Attachment", region, peer, TransitRouterAttachmentId=peer, ResourceType="TR", CenId=CEN,
                TransitRouterId=f"tr-{r}", PeerTransitRouterId=f"tr-{other}", Status="Attached",
                AutoPublishRouteEnabled=True, Bandwidth=100, BandwidthType="DataTransfer")
            join(region, peer, f"vtb-t{r}", "TR", f"tr-{other}")
            join(f"r-{other}", peer, f"vtb-t{other}", "TR", f"tr-{r}")
    last = regions - 1
    return {"regions": places, "vpcs": networks, "vswitches": switches, "data": data,
            "instances": [{"id": "i-server", "name": "server", "ip": f"10.{last}.0.10", "vpc": f"vpc-{last}-0",
                           "vswitch": f"vsw-{last}-0a"}],
            "loadBalancers": [{"id": "alb-1", "vpc": "vpc-0-0", "zones": [
                {"zone": "r-0-a", "vswitch": "vsw-0-0a"}, {"zone": "r-0-b", "vswitch": "vsw-0-0b"}]}],
            "serverGroups": [{"id": "sgp-1", "name": "g", "type": "Ip", "vpc": "vpc-0-0", "protocol": "HTTP",
                              "servers": [{"type": "Ip", "ip": f"10.{last}.0.10", "port": 80, "remote": True}]}]}


class Mock:
    def __init__(self):
        self.program = subprocess.Popen([PROGRAM, "serve", "--port", "0", "--signature", "off", "--anonymous"],
                                        stdout=subprocess.PIPE, text=True)
        self.url = self.program.stdout.readline().split(" at ")[1].split()[0]

    def ask(self, path, body=None):
        data = json.dumps(body).encode() if body is not None else None
        with urllib.request.urlopen(urllib.request.Request(self.url + path, data=data)) as reply:
            return json.load(reply)

    def call(self, version, action, **params):
        params.update(Action=action, Version=version, AccessKeyId="me", Format="JSON")
        return self.ask("/?" + urllib.parse.urlencode(params))

    def busy(self):
        """Nanoseconds that the program has had of a processor."""
        with open(f"/proc/{self.program.pid}/schedstat", encoding="ascii") as f:
            return int(f.read().split()[0])

    def end(self):
        self.program.terminate()
        self.program.wait()


def timed(mock, fn, before=None):
    times, used = [], []
    for _ in range(ROUNDS):
        if before:
            before()
        busy, start = mock.busy(), time.perf_counter()
        fn()
        times.append((time.perf_counter() - start) * 1000)
        used.append((mock.busy() - busy) / 1e6)
    return min(times), statistics.median(times), min(used)


def measure(name, *size):
    mock = Mock()
    try:
        mock.ask("/_mock/cloud", document(*size))
        reach = "/_mock/reach?loadBalancer=alb-1&serverGroup=sgp-1&server=" + f"10.{size[0] - 1}.0.10"
        answer = mock.ask(reach)
        if not answer["reachable"]:
            sys.exit(f"{name}: the server is not reached: {answer}")
        change = lambda: mock.ask("/_mock/data", {"kind": "cen/Attachment", "id": "tr-attach-0-0",
                                                  "set": {"TransitRouterAttachmentName": "x"}})
        route = lambda: mock.ask("/_mock/data", {"kind": "vpc/RouteEntry", "id": "rte-0-0-0",
                                                 "set": {"RouteEntryName": "x"}})
        page = lambda: mock.call("2017-09-12", "ListTransitRouterRouteEntries", TransitRouterRouteTableId="vtb-t0",
                                 MaxResults=ON_A_PAGE)
        page()
        switches = lambda: mock.call("2016-04-28", "DescribeVSwitches", RegionId="r-0", PageSize=2)
        attachments = lambda: mock.call("2017-09-12", "ListTransitRouterVpcAttachments", CenId=CEN, MaxResults=2)
        longest = lambda: mock.call("2017-09-12", "ListTransitRouterRouteEntries", **{
            "TransitRouterRouteTableId": "vtb-t0", "RouteFilter.1.Key": "LongestPrefixMatchCidrs",
            "RouteFilter.1.Value.1": "10.1.0.10/32"})
        rows = (("reach", lambda: mock.ask(reach), None), ("reach after a route", lambda: mock.ask(reach), route),
                ("reach after an attachment", lambda: mock.ask(reach), change),
                ("a page of routes", page, None), ("the longest match of routes", longest, None), ("a page of attachments", attachments, None),
                ("a page of vSwitches", switches, None))
        for what, fn, before in rows:
            best, median, used = timed(mock, fn, before)
            print(f"{name:6} {what:28} {best:8.2f} ms best {median:8.2f} ms median {used:8.2f} ms used", flush=True)
    finally:
        mock.end()


if __name__ == "__main__":
    measure("small", 2, 1, 2)
    measure("large", 50, 10, 20)
