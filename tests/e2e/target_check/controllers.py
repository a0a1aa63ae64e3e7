#!/usr/bin/env python3
"""Controllers that are wrong in one way each, for target_check_test. usage: controllers.py WAY"""
import base64
import hashlib
import hmac
import os
import socket
import ssl
import subprocess
import sys
import time
import urllib.error
import urllib.parse
import urllib.request

SERVER = next(line.split()[1] for line in open(os.environ["KUBECONFIG"]) if "server:" in line)
direct = urllib.request.build_opener(urllib.request.ProxyHandler({}))


def kube(path, data=None, kind="application/json"):
    try:
        r = urllib.request.Request(SERVER + path, data, {"User-Agent": "wrong/1.0", "Content-Type": kind})
        return direct.open(r).read()
    except urllib.error.HTTPError as error:
        return error.read()


def list_ingresses():
    kube("/apis/networking.k8s.io/v1/ingressclasses")
    return kube("/apis/networking.k8s.io/v1/ingresses")


def wait_for_ingress():
    """By list after list, which a watch would spare."""
    while b"first.example.com" not in list_ingresses():
        time.sleep(0.05)


def call(action, key="mockalb", secret="mockalb", **params):
    """Signed as Signature Version 1.0 wants it."""
    params.update(Action=action, Version="2020-06-16", Format="JSON", AccessKeyId=key, SignatureMethod="HMAC-SHA1",
                  SignatureVersion="1.0", SignatureNonce=str(time.time_ns()), RegionId="cn-chengdu",
                  Timestamp=time.strftime("%Y-%m-%dT%H:%M:%SZ", time.gmtime()))
    quote = lambda text: urllib.parse.quote(text, safe="-_.~")
    query = "&".join(f"{quote(k)}={quote(v)}" for k, v in sorted(params.items()))
    digest = hmac.new((secret + "&").encode(), ("GET&%2F&" + quote(query)).encode(), hashlib.sha1).digest()
    url = f"{os.environ['ALBSPEC_ENDPOINT']}/?{query}&Signature={quote(base64.b64encode(digest).decode())}"
    try:
        return direct.open(url).read()
    except urllib.error.HTTPError as error:
        return error.read()


def curl(*words):
    print(subprocess.run(["curl", "-sS", *words], capture_output=True, text=True).stderr.strip(), flush=True)


def never_connects():
    print("thinking", flush=True)


def unknown_paths():
    kube("/apis/things.example/v1/things")
    kube("/apis/extensions/v1beta1/ingresses")
    kube("/api/v1/namespaces/default/configmaps/nothing")


def not_started_by_flag():
    print("flag provided but not defined: -cloud-confg\nUsage of controller:", flush=True)
    sys.exit(2)


def dies_later():
    list_ingresses()
    wait_for_ingress()
    print("panic: index out of range", flush=True)
    os.kill(os.getpid(), 9)


def wrong_key():
    wait_for_ingress()
    call("ListLoadBalancers", key="LTAI-of-somebody")


def wrong_secret():
    wait_for_ingress()
    call("ListLoadBalancers", secret="secret")


def trusts_nobody():
    os.environ.pop("CURL_CA_BUNDLE"), os.environ.pop("SSL_CERT_FILE")
    wait_for_ingress()
    curl("https://alb.cn-chengdu.aliyuncs.com/?Action=ListLoadBalancers&Version=2020-06-16")


def trusts_nobody_directly():
    """Not by proxy, but by TLS to the mock itself."""
    os.environ.pop("CURL_CA_BUNDLE"), os.environ.pop("SSL_CERT_FILE")
    wait_for_ingress()
    curl("--noproxy", "*", "https://" + os.environ["VPC_ENDPOINT"] + "/?Action=ListLoadBalancers")


def shake_hands_and_leave():
    with socket.create_connection(os.environ["VPC_ENDPOINT"].split(":")) as plain:
        plain.sendall(b"CONNECT alb.cn-chengdu.aliyuncs.com:443 HTTP/1.1\r\nHost: alb.cn-chengdu.aliyuncs.com:443\r\n\r\n")
        plain.recv(1000)
        trusting = ssl.create_default_context()
        trusting.check_hostname, trusting.verify_mode = False, ssl.CERT_NONE
        trusting.wrap_socket(plain, server_hostname="alb.cn-chengdu.aliyuncs.com").close()


def hangs_up_after_the_handshake():
    """As those do that look at certificates only then; through the proxy, as a client of HTTPS_PROXY."""
    wait_for_ingress()
    shake_hands_and_leave()
    print("self-signed certificate in certificate chain", flush=True)


def opens_more_connections_than_it_uses():
    """Who was served before trusts us: the next connection only came too late."""
    wait_for_ingress()
    curl("https://alb.cn-chengdu.aliyuncs.com/?Action=ListLoadBalancers&Version=2020-06-16")
    shake_hands_and_leave()


def calls_elsewhere():
    wait_for_ingress()
    curl("https://oss.example.com/bucket")


def looks_up_names():
    wait_for_ingress()
    print("dial tcp: lookup alb.cn-chengdu.aliyuncs.com: no such host", flush=True)


def other_namespace():
    wait_for_ingress()
    kube("/apis/alibabacloud.com/v1/namespaces/kube-system/albconfigs/default")


def other_class():
    wait_for_ingress()
    print("IngressClass alb is not mine", flush=True)


def knows_no_class():
    """Something that discovers Ingresses, and is no controller: its words stand far to the right."""
    while b"first.example.com" not in kube("/apis/networking.k8s.io/v1/ingresses"):
        time.sleep(0.05)
    print("2026-01-02T03:04:05.678Z\tinfo\tgithub.com/tea/very/long/path/to/the/file/that/says/it.go:633\t"
          "reloaded 1 objects from the place where Ingresses are, and there is not much else to say", flush=True)


def unknown_actions():
    wait_for_ingress()
    call("ListLoadBalancers")
    call("ListBananas")
    call("CreateLoadBalancer")


def says_why():
    wait_for_ingress()
    call("ListLoadBalancers")
    kube("/api/v1/namespaces/default/events", b'{"metadata":{"generateName":"e"},"involvedObject":{"kind":"Ingress",'
         b'"namespace":"default","name":"first"},"type":"Warning","reason":"FailedBuildModel",'
         b'"message":"no subnet for the load balancer"}')


globals()[sys.argv[1]]()
while True:
    time.sleep(1000)
