# Rows of behaviours.py, which defines the names that are used here.


@row("connections", "a request in absolute form is answered like one in origin form")
def _(a):
    assert a.ok("GET", f"http://127.0.0.1:{a.server.port}{a.maps}")["kind"] == "ConfigMapList"


@row("connections", "one connection carries many requests")
def _(a):
    before = a.server.socket
    for _ in range(20):
        a.ok("GET", a.maps)
    assert a.server.socket is before


@row("connections", "a hundred connections are open at once")
def _(a):
    sockets = [a.server.connect() for _ in range(100)]
    for s in sockets:
        s.sendall(a.server.head("GET", "/healthz", "", "", b""))
    assert all(b"200 OK" in s.recv(4096) for s in sockets)


@row("connections", "a body may come in chunks")
def _(a):
    s = a.server.connect()
    body = b'{"metadata":{"name":"chunked"}}'
    s.sendall(f"POST {a.maps} HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\nTransfer-Encoding: chunked\r\n\r\n"
              .encode() + b"%x\r\n%s\r\n0\r\n\r\n" % (len(body), body))
    assert b"201" in s.recv(4096)


@row("discovery", "/healthz, /livez and /readyz say ok")
def _(a):
    assert all(a.call("GET", p)[1] == b"ok" for p in ("/healthz", "/livez", "/readyz"))


@row("discovery", "/version can be read as a version")
def _(a):
    v = a.ok("GET", "/version")
    assert re.match(r"v\d+\.\d+\.\d+", v["gitVersion"]) and v["major"] == "1" and v["minor"].isdigit()


@row("discovery", "/apis names each group once, with its preferred version")
def _(a):
    names = [g["name"] for g in a.ok("GET", "/apis")["groups"]]
    assert len(names) == len(set(names)) and "networking.k8s.io" in names


@row("discovery", "/apis/GROUP/VERSION names resources, their verbs and subresources")
def _(a):
    r = {x["name"]: x for x in a.ok("GET", "/apis/networking.k8s.io/v1")["resources"]}
    assert "watch" in r["ingresses"]["verbs"] and "ingresses/status" in r


@row("discovery", "aggregated discovery answers those who ask for it")
def _(a):
    d = a.ok("GET", "/apis", accept="application/json;g=apidiscovery.k8s.io;v=v2;as=APIGroupDiscoveryList")
    assert d["kind"] == "APIGroupDiscoveryList" and d["items"][0]["versions"][0]["resources"]


@row("discovery", "/openapi/v2 has the five bytes that kubectl needs")
def _(a):
    assert a.call("GET", "/openapi/v2")[1] == b"\x0a\x032.0"


@row("discovery", "/openapi/v3 describes kinds and what a patch may say")
def _(a):
    d = a.ok("GET", "/openapi/v3/apis/networking.k8s.io/v1")
    names = [p["name"] for p in next(iter(d["paths"].values()))["patch"]["parameters"]]
    assert "fieldValidation" in names and "net_Ingress" in d["components"]["schemas"]
