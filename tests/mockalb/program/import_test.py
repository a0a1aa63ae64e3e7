"""mockalb import and mockalb reach, as a person uses them: saved answers, and the link that is missing.

Usage: import_test.py PATH-OF-MOCKALB FIXTURES DOCUMENT
"""
import json
import os
import re
import subprocess
import sys
import tempfile
import unittest
import urllib.parse
import urllib.request

DOCUMENT = sys.argv.pop(3)
FIXTURES = sys.argv.pop(2)
PROGRAM = sys.argv.pop(1)
BALANCER = {"loadBalancers": [{"id": "alb-1", "vpc": "vpc-2vc0shop00000000vpc01", "zones": [
    {"zone": "cn-chengdu-a", "vswitch": "vsw-2vc0shop00000000vsw01"},
    {"zone": "cn-chengdu-b", "vswitch": "vsw-2vc0shop00000000vsw02"}]}]}
# The list that an answer has the things of a kind in: plain, or with that name inside of an object.
ANSWERS = {
    "vpc/Vpc": ("Vpcs", "Vpc"), "vpc/VSwitch": ("VSwitches", "VSwitch"),
    "vpc/RouteTable": ("RouterTableList", "RouterTableListType"), "vpc/RouteEntry": ("RouteEntrys", "RouteEntry"),
    "cen/TransitRouter": ("TransitRouters", None), "cen/RouteTable": ("TransitRouterRouteTables", None),
    "cen/Attachment": ("TransitRouterAttachments", None), "cen/Association": ("TransitRouterAssociations", None),
    "cen/Propagation": ("TransitRouterPropagations", None), "alb/ServerGroup": ("ServerGroups", None),
    "alb/Server": ("Servers", None), "ecs/NetworkInterface": ("NetworkInterfaceSets", "NetworkInterfaceSet"),
    "ecs/Instance": ("Instances", "Instance"),
}


def run(*args):
    return subprocess.run([PROGRAM, *args], capture_output=True, text=True, timeout=30)


def objects():
    """What a mock of scenario 3 with a load balancer has."""
    served = subprocess.Popen([PROGRAM, "serve", "--port", "0", "--cloud", f"{FIXTURES}/scenario-3/cloud.yaml"],
                              stdout=subprocess.PIPE, text=True)
    try:
        url = served.stdout.readline().split(" at ")[1].split()[0]
        urllib.request.urlopen(urllib.request.Request(url + "/_mock/cloud", json.dumps(BALANCER).encode())).close()
        with urllib.request.urlopen(url + "/_mock/state") as reply:
            return json.load(reply)["objects"]
    finally:
        served.terminate()
        served.wait()
        served.stdout.close()


def save(folder, wanted):
    """As if each answer had been saved; entries show their next hop as DescribeRouteEntryList does."""
    for kind, (outer, inner) in ANSWERS.items():
        items = [dict(o["body"]) for o in wanted if o["kind"] == kind]
        for item in items if kind == "vpc/RouteEntry" else []:
            hop = {"NextHopType": item.pop("NextHopType"), "NextHopId": item.pop("NextHopId")}
            item["NextHops"] = {"NextHop": [hop]}
        answer = {outer: {inner: items} if inner else items}
        with open(os.path.join(folder, kind.replace("/", "-") + ".json"), "w", encoding="utf-8") as f:
            json.dump(answer, f)
    balancer = next(o for o in wanted if o["kind"] == "alb/LoadBalancer")
    with open(os.path.join(folder, "balancer.json"), "w", encoding="utf-8") as f:
        json.dump(balancer["body"], f)


VERSIONS = {"ALB": "2020-06-16", "CEN": "2017-09-12", "VPC": "2016-04-28", "ECS": "2014-05-26"}
REGIONS = ("cn-chengdu", "cn-hangzhou")


class Cloud:
    """A mock that is asked as a person would ask the service: by the calls that docs/topology.md names."""

    def __init__(self, scenario):
        self.served = subprocess.Popen(
            [PROGRAM, "serve", "--port", "0", "--anonymous", "--signature", "off", "--region", "cn-chengdu",
             "--cloud", f"{FIXTURES}/scenario-{scenario}/cloud.yaml"], stdout=subprocess.PIPE, text=True)
        self.url = self.served.stdout.readline().split(" at ")[1].split()[0]
        self.post("/_mock/cloud", BALANCER)

    def close(self):
        self.served.terminate()
        self.served.wait()
        self.served.stdout.close()

    def post(self, path, body):
        urllib.request.urlopen(urllib.request.Request(self.url + path, json.dumps(body).encode())).close()

    def call(self, product, action, **params):
        params.update(Action=action, Version=VERSIONS[product], Format="JSON", AccessKeyId="me")
        with urllib.request.urlopen(self.url + "/?" + urllib.parse.urlencode(params)) as reply:
            return json.load(reply)

    def pages(self, product, action, **params):
        """All of a call's answers, in as many pages as can be."""
        found = [self.call(product, action, **params)]
        while found[-1].get("NextToken"):
            found.append(self.call(product, action, NextToken=found[-1]["NextToken"], **params))
        while found[-1].get("PageNumber", 1) * found[-1].get("PageSize", 0) < found[-1].get("TotalCount", 0) \
                and "PageNumber" in found[-1]:
            found.append(self.call(product, action, PageNumber=found[-1]["PageNumber"] + 1, **params))
        return found

    def ids(self, kind):
        with urllib.request.urlopen(self.url + "/_mock/state") as reply:
            return [(o["scope"], o["id"]) for o in json.load(reply)["objects"] if o["kind"] == kind]


def documented():
    """The calls of the table of docs/topology.md, in its order."""
    with open(DOCUMENT, encoding="utf-8") as f:
        rows = [line for line in f if re.match(r"\| (ALB|CEN|VPC|ECS) \|", line)]
    return [(row.split("|")[1].strip(), call) for row in rows for call in re.findall(r"`([A-Z][A-Za-z]+)`", row)]


def targets(cloud, call):
    """What the document says that a call is made for: the parameters of each, and the end of the file's name."""
    each_region = [({"RegionId": r}, r) for r in REGIONS]
    routers = [({"TransitRouterId": i}, i) for _, i in cloud.ids("cen/TransitRouter")]
    tables = [({"TransitRouterRouteTableId": i}, i) for _, i in cloud.ids("cen/RouteTable")]
    return {
        "GetLoadBalancerAttribute": [({"LoadBalancerId": "alb-1"}, "")],
        "ListServerGroups": [({"MaxResults": 1}, "")],
        "ListServerGroupServers": [({"ServerGroupId": i}, i) for _, i in cloud.ids("alb/ServerGroup")],
        "DescribeCens": [({}, "")], "DescribeCenBandwidthPackages": [({}, "")],
        "ListTransitRouters": [({"CenId": i, "PageSize": 1}, i) for _, i in cloud.ids("cen/Cen")],
        "ListTransitRouterRouteTables": routers, "ListTransitRouterVpcAttachments": routers,
        "ListTransitRouterVbrAttachments": routers, "ListTransitRouterPeerAttachments": routers,
        "ListTransitRouterRouteTableAssociations": [({**p, "MaxResults": 1}, i) for p, i in tables],
        "ListTransitRouterRouteTablePropagations": [({**p, "MaxResults": 1}, i) for p, i in tables],
        "ListTransitRouterRouteEntries": tables,
        "DescribeVSwitches": [({**p, "PageSize": 1}, i) for p, i in each_region],
        "DescribeRouteEntryList": [({"RegionId": r, "RouteTableId": i, "MaxResult": 1}, i)
                                   for r, i in cloud.ids("vpc/RouteTable")],
        "DescribeSecurityGroupAttribute": [({"RegionId": r, "SecurityGroupId": i}, i)
                                           for r, i in cloud.ids("ecs/SecurityGroup")],
    }.get(call, each_region)


def with_more(value):
    """The answer of a service that says more than is known here."""
    if isinstance(value, list):
        return [with_more(item) for item in value]
    if isinstance(value, dict):
        return {**{name: with_more(item) for name, item in value.items()}, "NewMember": {"Of": ["next", "year"]}}
    return value


def save_all(cloud, folder):
    for product, call in documented():
        for params, end in targets(cloud, call):
            for number, answer in enumerate(cloud.pages(product, call, **params)):
                name = f"{call}-{number}-{end}.json" if end else f"{call}-{number}.json"
                with open(os.path.join(folder, name), "w", encoding="utf-8") as f:
                    json.dump(with_more(answer), f)


class Documented(unittest.TestCase):
    """The calls that docs/topology.md names, saved as it says."""

    def setUp(self):
        self.folder = tempfile.TemporaryDirectory()
        self.addCleanup(self.folder.cleanup)

    def saved(self, scenario, *changes):
        cloud = Cloud(scenario)
        try:
            for change in changes:
                cloud.post("/_mock/data", change)
            save_all(cloud, self.folder.name)
        finally:
            cloud.close()

    def reach(self, server, *options, cloud=()):
        imported = run("import", *options, self.folder.name)
        self.assertEqual(imported.returncode, 0, imported.stderr)
        with open(os.path.join(self.folder.name, "state"), "w", encoding="utf-8") as f:
            f.write(imported.stdout)
        return run("reach", "--state", f.name, "--server", server, *cloud)

    def refused(self, *options):
        done = run("import", *options, self.folder.name)
        self.assertEqual((done.returncode, done.stdout), (3, ""))
        return done.stderr

    def path(self, name):
        return os.path.join(self.folder.name, name)

    def test_of_a_network_that_works_say_that_the_server_is_reached(self):
        self.saved(3)
        done = self.reach("192.168.1.10")
        self.assertEqual(done.returncode, 0, done.stdout + done.stderr)
        self.assertIn("192.168.1.0/24 -> Attachment tr-attach-shop0000000p1", done.stdout)

    def test_name_the_link_that_is_broken(self):
        self.saved(3, {"kind": "cen/Attachment", "id": "tr-attach-shop0000000p1", "set": {"AutoPublishRouteEnabled": False}})
        done = self.reach("192.168.1.10")
        self.assertEqual(done.returncode, 1, done.stderr)
        self.assertIn("NOT reachable: PEER_ROUTE_SYNC_DISABLED\n", done.stdout)
        self.assertIn("at peer: tr-attach-shop0000000p1", done.stdout)

    def test_of_border_routers_reach_a_data_centre_that_a_cloud_document_adds(self):
        self.saved(4)
        site = self.path("site.yaml")
        with open(site, "w", encoding="utf-8") as f:
            json.dump({"data": [{"kind": "idc/Site", "id": "idc-1", "body": {
                "Id": "idc-1", "VbrId": "vbr-2vc0shop000000vbr01", "Cidrs": ["192.168.20.0/24"], "Hosts": [{"Ip": "192.168.20.6"}],
                "Routes": [{"Cidr": "172.16.0.0/12", "NextHop": "10.0.0.1"}]}}]}, f)
        done = self.reach("192.168.20.6", cloud=("--cloud", site))
        self.assertEqual(done.returncode, 0, done.stdout + done.stderr)

    def test_keep_the_entries_of_a_transit_router_that_somebody_made(self):
        self.saved(3)
        name = self.path("ListTransitRouterRouteEntries-0-vtb-2vc0shop0000000tr01.json")
        with open(name, encoding="utf-8") as f:
            answer = json.load(f)
        answer["TransitRouterRouteEntries"].append({
            "TransitRouterRouteEntryId": "rte-1", "TransitRouterRouteEntryDestinationCidrBlock": "192.168.1.10/32",
            "TransitRouterRouteEntryNextHopType": "BlackHole", "TransitRouterRouteEntryType": "Static",
            "TransitRouterRouteEntryStatus": "Active", "OperationalMode": True})
        with open(name, "w", encoding="utf-8") as f:
            json.dump(answer, f)
        self.assertIn("NOT reachable: TR_BLACKHOLE\n", self.reach("192.168.1.10").stdout)
        os.rename(name, self.path("routes.json"))
        self.assertIn("routes.json: which route table are these entries of?", self.refused())

    def test_are_missed_when_one_is_not_there(self):
        self.saved(3)
        for name in os.listdir(self.folder.name):
            if name.startswith("ListTransitRouterRouteTableAssociations"):
                os.remove(self.path(name))
        self.assertIn("no TransitRouterAssociations: save the answer of ListTransitRouterRouteTableAssociations", self.refused())
        self.assertIn("NO_TR_ASSOCIATION", self.reach("192.168.1.10", "--partial").stdout)

    def test_are_missed_when_a_page_is_not_there(self):
        self.saved(3)
        os.remove(self.path("ListServerGroups-1.json"))
        self.assertIn("ListServerGroups-0.json: of 2 in ServerGroups only 1 are in the folder", self.refused())

    def test_that_are_cut_off_are_named(self):
        self.saved(3)
        name = self.path("ListTransitRouters-0-cen-shop000000000cen01.json")
        with open(name, "r+", encoding="utf-8") as f:
            f.truncate(os.path.getsize(name) // 2)
        told = self.refused()
        self.assertIn("ListTransitRouters-0-cen-shop000000000cen01.json: line 1", told)
        self.assertIn("Save the answer again", told)

    def test_that_are_refusals_are_named(self):
        self.saved(3)
        with open(self.path("vpcs.json"), "w", encoding="utf-8") as f:
            json.dump({"RequestId": "1", "Code": "Forbidden.RAM", "Message": "no", "HostId": "vpc"}, f)
        self.assertIn("vpcs.json: a call was refused here (Forbidden.RAM)", self.refused())

    def test_of_other_calls_are_left_out_and_told(self):
        self.saved(3)
        with open(self.path("disks.json"), "w", encoding="utf-8") as f:
            json.dump([{"Disks": {"Disk": []}}], f)
        done = run("import", self.folder.name)
        self.assertEqual(done.returncode, 0)
        self.assertIn("disks.json: left out", done.stderr)


class Import(unittest.TestCase):
    def reach(self, wanted):
        with tempfile.TemporaryDirectory() as folder:
            save(folder, wanted)
            imported = run("import", folder)
            self.assertEqual((imported.returncode, imported.stderr), (0, ""))
            state = os.path.join(folder, "state")
            with open(state, "w", encoding="utf-8") as f:
                f.write(imported.stdout)
            return run("reach", "--state", state, "--server", "192.168.1.10")

    def test_saved_answers_of_a_network_that_works_say_that_the_server_is_reached(self):
        done = self.reach(objects())
        self.assertEqual(done.returncode, 0, done.stdout + done.stderr)
        self.assertIn("172.16.0.0/12 -> Attachment tr-attach-shop0000000a2", done.stdout)

    def test_a_link_that_the_answers_lack_is_named(self):
        lacking = [o for o in objects() if not (o["kind"] == "cen/Propagation" and "a2/" in o["id"])]
        done = self.reach(lacking)
        self.assertEqual(done.returncode, 1, done.stderr)
        self.assertIn("NOT reachable: NO_TR_PROPAGATION\n", done.stdout)

    def test_a_folder_without_answers_is_told(self):
        with tempfile.TemporaryDirectory() as folder:
            done = run("import", folder)
            self.assertEqual(done.returncode, 3)
            self.assertIn("no file that ends with .json has an answer of an API in it", done.stderr)

    def test_an_answer_that_is_no_json_is_named(self):
        with tempfile.TemporaryDirectory() as folder:
            with open(os.path.join(folder, "vpcs.json"), "w", encoding="utf-8") as f:
                f.write("{")
            done = run("import", folder)
            self.assertEqual(done.returncode, 3)
            self.assertIn("vpcs.json: line 1", done.stderr)

    def test_wrong_words_end_with_2_and_nothing_to_ask_with_3(self):
        self.assertEqual(run("import").returncode, 2)
        self.assertEqual(run("reach", "more").returncode, 2)
        self.assertEqual(run("reach").returncode, 3)
        alone = run("reach", "--cloud", f"{FIXTURES}/scenario-3/cloud.yaml")
        self.assertEqual((alone.returncode, alone.stdout), (3, ""))
        self.assertIn("nothing to ask", alone.stderr)


if __name__ == "__main__":
    unittest.main()
