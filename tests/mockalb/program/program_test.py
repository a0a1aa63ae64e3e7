"""The program as a person or a script meets it: its lines, its exit codes, its files.

Usage: program_test.py PATH-OF-MOCKALB
"""
import json
import os
import re
import signal
import socket
import subprocess
import sys
import tempfile
import unittest
import urllib.error
import urllib.request

PROGRAM = sys.argv.pop(1)
READY = re.compile(r"^mockalb \d+\.\d+\.\d+ ready at (http://127\.0\.0\.1:\d+) \(region (\S+), seed (\d+)\)\n$")


def run(*args, **env):
    return subprocess.run([PROGRAM, *args], capture_output=True, text=True, timeout=30,
                          env={**os.environ, **env})


class Served:
    def __init__(self, *args):
        self.process = subprocess.Popen([PROGRAM, "serve", *args], stdout=subprocess.PIPE, text=True)
        self.line = self.process.stdout.readline()
        self.url, self.region, self.seed = READY.match(self.line).groups()

    def __enter__(self):
        return self

    def __exit__(self, *_):
        if self.process.poll() is None:
            self.stop()
        self.process.stdout.close()

    def stop(self, signo=signal.SIGTERM):
        self.process.send_signal(signo)
        return self.process.wait(timeout=30)

    def ask(self, path):
        with urllib.request.urlopen(self.url + path, timeout=30) as answer:
            return json.load(answer)


class Program(unittest.TestCase):
    def test_prints_one_ready_line_and_ends_well_when_told_to(self):
        for signo in signal.SIGTERM, signal.SIGINT:
            with self.subTest(signo), Served("--region", "cn-beijing", "--seed", "7") as mock:
                self.assertEqual((mock.region, mock.seed), ("cn-beijing", "7"))
                self.assertEqual(mock.ask("/_mock/health")["status"], "ok")
                self.assertEqual(mock.stop(signo), 0)
                self.assertEqual(mock.process.stdout.read(), "")

    def test_tells_who_came_and_what_became_of_it(self):
        with tempfile.TemporaryDirectory() as folder:
            ca = os.path.join(folder, "ca.pem")
            with Served("--visits", "--ca", ca) as mock:
                def curl(*words):
                    done = subprocess.run(["curl", "-sS", "-x", mock.url, "--noproxy", "", *words],
                                          capture_output=True, text=True, timeout=30)
                    return done.stdout + done.stderr
                https = "https://alb.cn-hangzhou.aliyuncs.com/?Action=A&Version=B"
                self.assertIn("RequestId", curl("--cacert", ca, https))
                self.assertIn("RequestId", curl("--cacert", ca, https))
                curl(https)
                self.assertIn("502", curl("https://example.com/"))
                self.assertEqual(curl("http://example.com/a"), "nothing here leads to example.com\n")
                self.assertEqual(curl("http://example.com/"), "nothing here leads to example.com\n")
                self.assertIn("RequestId", curl("http://example.com/?Action=DescribeRegions&Version=2020-06-16"))
                self.assertIn("Mock.PathNotFound", curl("http://oss.aliyuncs.com/bucket"))
                self.assertEqual(curl("http://100.100.100.200/latest/meta-data/region-id"), "cn-hangzhou")
                self.assertEqual(mock.stop(), 0)
                visits = [json.loads(line) for line in mock.process.stdout]
        host = "alb.cn-hangzhou.aliyuncs.com"
        broken = [v for v in visits if v["visit"] == "handshake"]
        self.assertEqual([(v["host"], bool(v["why"])) for v in broken], [(host, True)])
        self.assertEqual([v for v in visits if v["visit"] != "handshake"], [
            {"visit": "served", "host": host, "way": "https"},
            {"visit": "elsewhere", "host": "example.com:443"},
            {"visit": "elsewhere", "host": "example.com"},
            {"visit": "served", "host": "example.com", "way": "http"},
            {"visit": "path", "host": "oss.aliyuncs.com", "path": "/bucket"},
            {"visit": "metadata", "path": "region-id"},
        ])

    def test_lists_quotas_and_takes_another_number_for_one(self):
        listed = {q["id"]: q["number"] for q in json.loads(run("quotas", "--format", "json").stdout)}
        self.assertEqual(listed["alb_quota_loadbalancers_num"], 60)
        self.assertEqual(listed["alb_quota_loadbalancer_rules_num_basic_edition"], 40)
        self.assertEqual(len(run("quotas").stdout.splitlines()), len(listed) + 1)
        with Served("--quota", "alb_quota_servergroups_num=1", "--signature", "off") as mock:
            create = ("/?Action=CreateServerGroup&Version=2020-06-16&ServerGroupName=abc&ServerGroupType=Fc"
                      "&HealthCheckConfig.HealthCheckEnabled=false")
            mock.ask(create)
            with self.assertRaises(urllib.error.HTTPError) as refused:
                mock.ask(create)
            self.assertIn("QuotaExceeded.ServerGroupsNum", refused.exception.read().decode())
        done = run("serve", "--quota", "alb_quota_loadbalancer_num=1")
        self.assertEqual(done.returncode, 2)
        self.assertIn("did you mean 'alb_quota_loadbalancers_num'?", done.stderr)

    def test_denies_what_it_is_told_to(self):
        with Served("--deny", "Acl", "--deny", "SecurityPolicy,Listener", "--signature", "off") as mock:
            for action, code in (("ListAcls", "Forbidden.Acl"), ("ListSecurityPolicies", "Forbidden.SecurityPolicy")):
                with self.assertRaises(urllib.error.HTTPError) as refused:
                    mock.ask(f"/?Action={action}&Version=2020-06-16")
                self.assertEqual(refused.exception.status, 403)
                self.assertIn(code, refused.exception.read().decode())
            mock.ask("/?Action=ListLoadBalancers&Version=2020-06-16")
        done = run("serve", "--deny", "Weather")
        self.assertEqual(done.returncode, 2)
        self.assertIn("--deny: there are no rights to 'Weather'", done.stderr)

    def test_says_what_to_do_about_a_port_in_use(self):
        with socket.create_server(("127.0.0.1", 0)) as taken:
            port = str(taken.getsockname()[1])
            done = run("serve", "--port", port)
        self.assertEqual(done.returncode, 3)
        self.assertIn(port, done.stderr)
        self.assertIn("--port 0", done.stderr)
        self.assertEqual(done.stdout, "")

    def test_keeps_its_state_in_a_file_from_one_run_to_the_next(self):
        group = ("/?Action=CreateServerGroup&Version=2020-06-16&ServerGroupName=abc&ServerGroupType=Fc"
                 "&HealthCheckConfig.HealthCheckEnabled=false")
        listing = "/?Action=ListServerGroups&Version=2020-06-16"
        with tempfile.TemporaryDirectory() as folder:
            file = os.path.join(folder, "state.json")
            with Served("--state", file, "--signature", "off") as mock:
                made = mock.ask(group)["ServerGroupId"]
                self.assertEqual(mock.stop(), 0)
            with Served("--state", file, "--signature", "off") as mock:
                found = mock.ask(listing)["ServerGroups"]
            self.assertEqual([g["ServerGroupId"] for g in found], [made])

    def test_names_a_state_or_cloud_file_that_it_can_not_use(self):
        with tempfile.TemporaryDirectory() as folder:
            file = os.path.join(folder, "bad")
            with open(file, "w", encoding="utf-8") as f:
                f.write("{")
            for flag in "--state", "--cloud":
                with self.subTest(flag):
                    done = run("serve", flag, file)
                    self.assertEqual(done.returncode, 3)
                    self.assertIn(file, done.stderr)

    def test_refuses_what_it_does_not_know_with_the_nearest_word(self):
        for args, near in ((["serv"], "serve"), (["serve", "--sede", "1"], "--seed"),
                           (["serve", "--lifecycle", "instand"], "instant"),
                           (["serve", "now"], "now"), (["coverage", "--format", "yaml"], "json")):
            with self.subTest(args):
                done = run(*args)
                self.assertEqual(done.returncode, 2)
                self.assertIn(near, done.stderr)
                self.assertEqual(done.stdout, "")

    def test_takes_options_from_the_environment(self):
        done = run("serve", MOCKALB_PORT="none")
        self.assertEqual(done.returncode, 2)
        self.assertIn("MOCKALB_PORT", done.stderr)

    def test_tells_its_version_and_its_commands(self):
        self.assertRegex(run("--version").stdout, r"^mockalb \d+\.\d+\.\d+\n$")
        for args in ["help"], ["--help"]:
            done = run(*args)
            self.assertEqual(done.returncode, 0)
            self.assertIn("mockalb serve", done.stdout)
        self.assertIn("--lifecycle", run("serve", "--help").stdout)
        self.assertEqual(run().returncode, 2)

    def test_counts_what_it_covers(self):
        told = json.loads(run("coverage", "--format", "json", "--all").stdout)["products"]
        alb = next(p for p in told if p["product"] == "alb")
        self.assertEqual(alb["known"], 85)
        served = [a for a in alb["actions"].values() if a["status"] != "refused"]
        self.assertEqual(alb["mocked"], len(served))
        self.assertEqual(alb["mocked"], 85)
        params = [status for a in served for status in a["parameters"].values()]
        for status, count in alb["parameterCounts"].items():
            self.assertEqual(params.count(status), count, status)
        for path, status in (("RegionId", "implemented"), ("DryRun", "implemented"), ("ClientToken", "implemented"),
                             ("Rules", "implemented"), ("Rules.Priority", "implemented"),
                             ("Rules.RuleActions.ForwardGroupConfig.ServerGroupTuples.Weight", "implemented")):
            self.assertEqual(alb["actions"]["CreateRules"]["parameters"].get(path, "implemented"), status, path)
        self.assertEqual(alb["actions"]["ListRules"]["parameters"]["NextToken"], "implemented")
        self.assertEqual(alb["actions"]["DescribeRegions"]["parameters"]["AcceptLanguage"], "partial")
        self.assertEqual(sum(p["known"] for p in told), 519)
        self.assertRegex(run("coverage").stdout, r"(?m)^alb +2020-06-16 +%d of +85" % alb["mocked"])
        text = run("coverage", "--all", "--product", "alb").stdout
        self.assertRegex(text, r"(?m)^  implemented rule/CreateRules\n    implemented ")
        self.assertNotIn("vpc", text.splitlines()[0] + text.splitlines()[-1])
        unknown = run("coverage", "--product", "alp")
        self.assertEqual((unknown.returncode, unknown.stdout), (2, ""))


if __name__ == "__main__":
    unittest.main()
