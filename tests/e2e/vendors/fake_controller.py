#!/usr/bin/env python3
"""The two open-source controllers as far as they were recorded: with the flags, the environment and the cloud config that
they take, they ask what tests/interop/kube/recorded and tests/mockalb/replay/recorded have of them, in that order, with
names and ids of this cluster in place of those of then. Which of the two it is, its name says:

  cloud-controller-manager    AlbConfig kube-system/default, whatever IngressClasses say; acts when an AlbConfig changes
  load-balancer-controller    the AlbConfig that the IngressClass names, in the cluster's scope; acts when an Ingress changes
"""
import base64
import hashlib
import hmac
import http.client
import json
import os
import re
import sys
import time
import urllib.parse

HERE = os.path.dirname(os.path.realpath(__file__))
TESTS = os.path.dirname(os.path.dirname(HERE))
sys.path.append(os.path.join(TESTS, "interop/kube"))
from raw_client import Server, Watch  # noqa: E402
from replay import edit  # noqa: E402

NAME = os.path.basename(sys.argv[0]).removesuffix(".py")
IS_CCM = NAME == "cloud-controller-manager"
FLAGS = {"controllers", "cloud-config", "configure-cloud-routes", "kubeconfig", "leader-elect", "metrics-bind-addr",
         "health-probe-bind-addr", "pprof-bind-addr", "network", "v"}
ID = re.compile(r"\b(?:alb|sgp|lsn|rule|eni)-[a-z0-9]+\b|[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}")
INGRESSES, CLASSES = ("/apis/networking.k8s.io/v1/" + k for k in ("ingresses", "ingressclasses"))
ALBCONFIGS = "/apis/alibabacloud.com/v1/albconfigs"
MERGE = "application/merge-patch+json"


def path_of(albconfig):
    meta = albconfig["metadata"]
    ns = f"namespaces/{meta['namespace']}/" if "namespace" in meta else ""
    return f"/apis/alibabacloud.com/v1/{ns}albconfigs/{meta['name']}"


def die(words, code=1):
    print(words, flush=True)
    sys.exit(code)


def read_flags():
    flags = {}
    for word in sys.argv[1:]:
        name, _, value = word.removeprefix("--").partition("=")
        if name not in FLAGS:
            die(f"Error: unknown flag: --{name}", 2)
        flags[name] = value
    if flags.get("configure-cloud-routes") != "false":
        die("--cluster-cidr is required with --configure-cloud-routes=true")
    for name, port in ("metrics-bind-addr", 8080), ("health-probe-bind-addr", 10258), ("pprof-bind-addr", 6060):
        if flags.get(name) != "0":
            die(f"listen tcp :{port}: bind: address already in use")  # as soon as several run
    if "cloud-config" not in flags or not os.path.exists(flags["cloud-config"]):
        die("open cloud-config: no such file or directory")
    return flags


def read_config(file):
    config = dict(re.findall(r'^  (\w+): "?([^"\n]*)"?$', open(file, encoding="utf-8").read(), re.M))
    for name in "region", "vpcid", "vswitchid", "clusterID", "serviceBackendType":
        if not config.get(name):
            die(f"cloud config without {name}: asking the instance metadata")
    config["vswitches"] = [pair.split(":") for pair in config["vswitchid"].split(",")]
    return config


class Api(Server):
    """One that runs already; proxy: it is asked through that."""

    def __init__(self, authority, proxy=None):  # pylint: disable=super-init-not-called
        self.port = int((proxy or authority).split(":")[1])
        self.before = f"http://{authority}" if proxy else ""
        self.connection = http.client.HTTPConnection(proxy or authority)

    def ask(self, method, path, accept="application/json", kind="", body=b""):
        self.connection.request(method, self.before + path, body, {"Accept": accept, **({"Content-Type": kind} if kind else {})})
        answer = self.connection.getresponse()
        text = answer.read()
        return answer.status, json.loads(text) if text.startswith(b"{") else {}


class Cloud:
    """Signature Version 1.0 through HTTP_PROXY, which this SDK takes only when it speaks plain HTTP."""

    def __init__(self, config):
        self.hosts = {v: f"{p}-vpc.{config['region']}.aliyuncs.com" for p, v in (
            ("alb", "2020-06-16"), ("vpc", "2016-04-28"), ("ecs", "2014-05-26"))}
        if os.environ.get("ALICLOUD_CLIENT_SCHEME") != "HTTP":
            while True:
                print(f"dial tcp: lookup {self.hosts['2020-06-16']}: no such host", flush=True)
                time.sleep(0.2)
        self.proxy = http.client.HTTPConnection(os.environ["HTTP_PROXY"].split("//")[1])

    def call(self, params):
        params = dict(params, Format="JSON", AccessKeyId=os.environ["ACCESS_KEY_ID"], SignatureMethod="HMAC-SHA1",
                      SignatureType="", SignatureVersion="1.0", SignatureNonce=str(time.time_ns()),
                      Timestamp=time.strftime("%Y-%m-%dT%H:%M:%SZ", time.gmtime()))
        quote = lambda text: urllib.parse.quote(text, safe="-_.~")  # noqa: E731
        query = "&".join(f"{quote(k)}={quote(v)}" for k, v in sorted(params.items()))
        digest = hmac.new((os.environ["ACCESS_KEY_SECRET"] + "&").encode(), ("POST&%2F&" + quote(query)).encode(), hashlib.sha1)
        url = f"http://{self.hosts[params['Version']]}/?{query}&Signature=" + quote(base64.b64encode(digest.digest()).decode())
        self.proxy.request("POST", url, headers={"x-acs-action": params["Action"], "x-acs-version": params["Version"]})
        answer = self.proxy.getresponse()
        return answer.status, json.loads(answer.read())


class Recording:
    def __init__(self, name):
        with open(f"{TESTS}/interop/kube/recorded/{name}.jsonl", encoding="utf-8") as f:
            self.kube = [row for row in map(json.loads, f) if row.get("by") == "controller"]
        with open(f"{TESTS}/mockalb/replay/recorded/{name}.json", encoding="utf-8") as f:
            self.cloud = json.load(f)
        self.names, self.gone = {}, {"coffee", "10.0.2."}

    def start(self):
        """Up to the first list of Ingresses; without the lease, which --leader-elect=false has no use for."""
        for row in self.kube:
            if "leases" not in row["u"] and "/events" not in row["u"]:
                yield row
            if row["u"].startswith(INGRESSES) and "watch" in row:
                if IS_CCM:
                    return
            if row["u"].startswith(ALBCONFIGS) and "watch" in row and not IS_CCM:
                return

    def body(self, number):
        return base64.b64decode(next(row["p"] for row in self.kube if row["n"] == number))

    def calls(self, step):
        for request, answer in next(s["calls"] for s in self.cloud["steps"] if s["step"] == step):
            yield self.cloud["requests"][request], self.cloud["answers"][answer]

    def here(self, text):
        for then in sorted(self.names, key=len, reverse=True):
            text = text.replace(then, self.names[then])
        return text

    def is_of_others(self, text):
        return any(word in text for word in self.gone)

    def learn(self, then, now):
        if isinstance(then, dict) and isinstance(now, dict):
            for key in then.keys() & now.keys():
                self.learn(then[key], now[key])
        elif isinstance(then, list) and isinstance(now, list):
            for one, other in zip(then, now):
                self.learn(one, other)
        elif isinstance(then, str) and ID.fullmatch(then):
            self.names.setdefault(then, now)


class Controller:
    def __init__(self):
        flags = read_flags()
        self.config = read_config(flags["cloud-config"])
        with open(flags["kubeconfig"], encoding="utf-8") as f:
            authority = re.search(r"server: http://(\S+)", f.read())[1]
        self.api = Api(authority)
        # Once it has called the cloud its requests to Kubernetes go through the proxy as well.
        self.later = Api(authority, os.environ["HTTP_PROXY"].split("//")[1])
        self.recording = Recording("controller-main" if IS_CCM else "lbc-delete")
        self.cloud, self.watches, self.published = None, {}, None
        names, (one, other) = self.recording.names, self.config["vswitches"]
        names.update({"cn-hangzhou-h": one[0], "vsw-fake-h": one[1], "cn-hangzhou-i": other[0], "vsw-fake-i": other[1],
                      "cn-hangzhou": self.config["region"], "vpc-fake0001": self.config["vpcid"],
                      "c-conformance": self.config["clusterID"]})

    def start(self):
        groups = {v["groupVersion"] for g in self.api.ask("GET", "/apis")[1]["groups"] for v in g["versions"]}
        versions = {}
        for row in self.recording.start():
            path = row["u"].split("?")[0]
            group = re.match(r"/apis/([^/]+/[^/]+)\?timeout", row["u"])
            if group and group[1] not in groups:
                continue  # it goes by the list, and that of then had more
            if "watch" in row:
                since = re.sub(r"(resourceVersion)=\d+", rf"\1={versions[path]}", row["u"])
                self.watches[path] = Watch(self.api, since, row["a"])
                continue
            body = base64.b64decode(row["p"]) if "p" in row else row.get("b", "").encode()
            status, answer = self.api.ask(row["m"], row["u"], row["a"], row.get("t", ""), body)
            versions[path] = answer.get("metadata", {}).get("resourceVersion")
            if status >= 400 and status != 409 and status != row["s"]:
                die(f"{row['m']} {row['u']}: {status}")
        print("Starting workers", flush=True)

    # -- what is there --

    def albconfig_of(self, ingress):
        """Path and object; None: it has none."""
        if IS_CCM:
            path = path_of({"metadata": {"namespace": "kube-system", "name": "default"}})
        else:
            of = self.api.ask("GET", f"{CLASSES}/{ingress['spec']['ingressClassName']}")[1]["spec"]
            if of["controller"] != "ingress.k8s.alibabacloud/alb":
                return None, None
            path = f"{ALBCONFIGS}/{of['parameters']['name']}"
        found = next((a for a in self.api.ask("GET", ALBCONFIGS)[1]["items"] if path_of(a) == path), None)
        return path, found

    def wait(self):
        """For an event of what it acts on."""
        self.watches[ALBCONFIGS if IS_CCM else INGRESSES].pump(1, 0.2)
        self.watches[ALBCONFIGS].pump(1, 0.05)
        news = {path: len(w.frames) for path, w in self.watches.items()}
        for watch in self.watches.values():
            watch.frames.clear()
        return news[ALBCONFIGS] or (not IS_CCM and news[INGRESSES])

    # -- what it does --

    def replay(self, step):
        record = self.recording
        for then, answer in record.calls(step):
            values = [v for k, v in then.items() if not k.startswith("Rules.")]
            if any(record.is_of_others(v) for v in values):
                record.gone |= {v for k, v in answer.items() if k in ("ServerGroupId", "JobId")}
                continue
            if then["Action"] == "CreateRules":
                then = self.one_rule(then)
            status, now = self.cloud.call({k: record.here(v) for k, v in then.items()})
            if status != 200:
                print(f"{then['Action']}: {status} {now}", flush=True)
                return False
            record.learn(answer, now)
        return True

    def one_rule(self, then):
        """Of the Service that is there, as an Ingress without actions has it."""
        tuples = "Rules.1.RuleActions.1.ForwardGroupConfig.ServerGroupTuples."
        kept = {k: v for k, v in then.items() if not k.startswith(tuples) or k.startswith(tuples + "1.")}
        kept[tuples + "1.Weight"] = "100"
        return kept

    def hold(self, path, finalizers):
        body = json.dumps({"metadata": {"finalizers": finalizers}}).encode()
        self.later.ask("PATCH", path, kind=MERGE, body=body)

    def publish(self, ingress, path, albconfig):
        record, meta = self.recording, ingress["metadata"]
        rule = ingress["spec"]["rules"][0]
        service = rule["http"]["paths"][0]["backend"]["service"]["name"]
        if not self.cloud:
            self.cloud = Cloud(self.config)
        self.hold(path, ["ingress.k8s.alibaba/resources"])
        own = f"/apis/networking.k8s.io/v1/namespaces/{meta['namespace']}/ingresses/{meta['name']}"
        if IS_CCM:
            self.hold(own, ["ingress.k8s.alibaba/resources"])
        for kind in "services", "services", "endpoints":
            status, seen = self.later.ask("GET", f"/api/v1/namespaces/{meta['namespace']}/{kind}/{service}")
        if seen["metadata"].get("name") != service:
            return
        record.names.update({"10.0.1.1": seen["subsets"][0]["addresses"][0]["ip"], "tea-svc": service,
                             "demo.domain.ingress.top": rule["host"], "tea-ingress": meta["name"],
                             "/path": rule["http"]["paths"][0]["path"], "conformance-alb": albconfig["spec"]["config"]["name"]})
        steps = ["03-albconfig-create"] if IS_CCM else ["02-albconfig-create", "03-ingress-create"]
        if not all(self.replay(step) for step in steps):
            return
        address = next(v for k, v in record.names.items() if k.startswith("alb-"))
        address += f".{self.config['region']}.alb.aliyuncsslb.com"
        self.write_status(own, address)
        if not IS_CCM:
            self.write_albconfig(path, address)
        self.published = own
        print("published", flush=True)

    def write_status(self, own, address):
        """In protobuf, as both do; the body is the one of then with four texts exchanged."""
        meta = self.later.ask("GET", own)[1]["metadata"]
        body = self.recording.body(196 if IS_CCM else 437)
        for path, text in ([2, 1, 1], meta["name"]), ([2, 1, 5], meta["uid"]), ([2, 1, 6], meta["resourceVersion"]), \
                ([2, 3, 1, 1, 2], address):
            body = body[:4] + edit(body[4:], path, lambda _, text=text: text.encode())
        status, answer = self.later.ask("PUT", own + "/status", kind="application/vnd.kubernetes.protobuf", body=body)
        if status != 200:
            die(f"writing the status: {status} {answer}")

    def write_albconfig(self, path, address):
        """As JSON; and its hash, as a label, which Ingresses get through their status."""
        albconfig = self.later.ask("GET", path)[1]
        self.later.ask("PUT", path, kind="application/json", body=json.dumps(albconfig).encode())
        albconfig["status"] = {"loadBalancer": {"dnsname": address}}
        self.later.ask("PUT", path + "/status", kind="application/json", body=json.dumps(albconfig).encode())
        self.later.ask("PATCH", path, kind=MERGE, body=b'{"metadata":{"labels":{"alb.ingress.kubernetes.io/hash":"f42"}}}')

    def withdraw(self, own):
        if self.replay("12-ingress-delete" if IS_CCM else "04-ingress-delete") and IS_CCM:
            self.hold(own, None)

    def leave(self, path):
        if self.replay("13-albconfig-delete" if IS_CCM else "05-albconfig-delete"):
            self.hold(path, None)

    def look(self):
        ingresses = self.api.ask("GET", INGRESSES)[1]["items"]
        if self.published and all("deletionTimestamp" in i["metadata"] for i in ingresses):
            own, self.published = self.published, None
            self.withdraw(own)
        for ingress in ingresses:
            path, albconfig = self.albconfig_of(ingress)
            if albconfig and not self.published and "deletionTimestamp" not in ingress["metadata"]:
                self.publish(ingress, path, albconfig)
        for albconfig in self.api.ask("GET", ALBCONFIGS)[1]["items"]:
            if "deletionTimestamp" in albconfig["metadata"]:
                self.leave(path_of(albconfig))

    def run(self):
        if read_flags()["controllers"] != "ingress":
            self.api.ask("GET", "/version")
            time.sleep(1000)
        self.start()
        while True:
            if self.wait():
                self.look()


Controller().run()
