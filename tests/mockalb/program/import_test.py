"""mockalb import and mockalb reach, as a person uses them: saved answers, and the link that is missing.

Usage: import_test.py PATH-OF-MOCKALB FIXTURES
"""
import json
import os
import subprocess
import sys
import tempfile
import unittest
import urllib.request

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
