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


V2_PROTOBUF = "application/com.github.proto-openapi.spec.v2@v1.0+protobuf"
CORE, META = "io.k8s.api.core.v1.", "io.k8s.apimachinery.pkg.apis.meta.v1."


@row("discovery", "/openapi/v2 is one document, in JSON and in the protobuf that kubectl reads")
def _(a):
    v2 = a.ok("GET", "/openapi/v2")
    assert a.server.header("content-type") == "application/json" and v2["swagger"] == "2.0"
    assert decode(a.call("GET", "/openapi/v2", accept=V2_PROTOBUF)[1]) == v2
    assert a.server.header("content-type") == V2_PROTOBUF.replace("@", ".")
    assert a.ok("GET", "/openapi/v2", accept="*/*") == v2
    a.refused(406, "GET", "/openapi/v2", accept="text/html")


@row("discovery", "/openapi/v2 says what must be there, how wide a number is, and how lists are merged")
def _(a):
    v2 = a.ok("GET", "/openapi/v2")["definitions"]
    ports = v2[CORE + "ServiceSpec"]["properties"]["ports"]
    assert (ports["x-kubernetes-patch-merge-key"], ports["x-kubernetes-patch-strategy"]) == ("port", "merge")
    assert (ports["x-kubernetes-list-type"], ports["x-kubernetes-list-map-keys"]) == ("map", ["port", "protocol"])
    assert v2[CORE + "ServicePort"]["required"] == ["port"]
    assert v2[CORE + "ServicePort"]["properties"]["port"] == {"type": "integer", "format": "int32"}
    assert v2[META + "ObjectMeta"]["properties"]["generation"] == {"type": "integer", "format": "int64"}
    assert v2[CORE + "PodSpec"]["properties"]["volumes"]["x-kubernetes-patch-strategy"] == "merge,retainKeys"
    assert v2["io.k8s.api.networking.v1.IngressList"]["x-kubernetes-group-version-kind"] == [
        {"group": "networking.k8s.io", "kind": "IngressList", "version": "v1"}]


@row("discovery", "/openapi/v2 and /openapi/v3 have every verb of every resource, by the names of the real API")
def _(a):
    v2 = a.ok("GET", "/openapi/v2")["paths"]
    for group in a.ok("GET", "/openapi/v3")["paths"]:
        v3 = a.ok("GET", "/openapi/v3/" + group)["paths"]
        assert v3 and all(v2[path].keys() == item.keys() for path, item in v3.items())
        for path, item in v3.items():
            for verb in item.keys() - {"parameters"}:
                one, other = v2[path][verb], item[verb]
                assert all(one[key] == other[key] for key in ("operationId", "tags", "x-kubernetes-action",
                                                              "x-kubernetes-group-version-kind"))
    ids = [item[verb]["operationId"] for item in v2.values() for verb in item.keys() - {"parameters"}]
    assert len(ids) == len(set(ids)) and "deleteCoreV1CollectionNamespacedPod" in ids
    assert "readAppsV1NamespacedDeploymentScale" in ids and "listNetworkingV1IngressForAllNamespaces" in ids


@row("discovery", "both say that a patch may be a dry run, by whom, validated how, and forced")
def _(a):
    path = "/apis/networking.k8s.io/v1/namespaces/{namespace}/ingresses/{name}"
    for document in ("/openapi/v2", "/openapi/v3/apis/networking.k8s.io/v1"):
        names = [p["name"] for p in a.ok("GET", document)["paths"][path]["patch"]["parameters"] if p["in"] == "query"]
        assert names == ["dryRun", "fieldManager", "fieldValidation", "force"]


@row("discovery", "/openapi/v3 tells where each group is described, by a hash; what is asked for by it may be kept")
def _(a):
    url = a.ok("GET", "/openapi/v3")["paths"]["apis/networking.k8s.io/v1"]["serverRelativeURL"]
    assert "io.k8s.api.networking.v1.Ingress" in a.ok("GET", url)["components"]["schemas"]
    tag = a.server.header("etag")
    assert a.server.header("cache-control") == "public, immutable" and a.server.header("expires")
    assert a.server.call("GET", url, "application/json", "", b"", f"If-None-Match: {tag}") == (304, b"")
    assert a.server.call("GET", "/openapi/v2", "application/json", "", b"", f"If-None-Match: {tag}")[0] == 200
    assert a.server.call("GET", url.split("=")[0] + "=0")[0] == 301 and a.server.header("location") == url


@row("discovery", "a definition is in both documents at once, changes with them, and is gone from both")
def _(a):
    pot = {"type": "object", "properties": {"spec": {"type": "object", "nullable": True, "properties": {
        "size": {"x-kubernetes-int-or-string": True, "anyOf": [{"type": "integer"}, {"type": "string"}]}}}}}
    group, name = "apis/kettle.example/v1", "example.kettle.v1.Kettle"
    crd = definition("kettle", pot)
    crd["metadata"]["name"], crd["spec"]["group"] = "kettles.kettle.example", "kettle.example"
    assert group not in a.ok("GET", "/openapi/v3")["paths"]
    a.ok("POST", CRDS, crd)
    old = a.ok("GET", "/openapi/v3")["paths"][group]["serverRelativeURL"]
    v3 = a.ok("GET", old)["components"]["schemas"][name]["properties"]
    v2 = a.ok("GET", "/openapi/v2")["definitions"][name]
    assert v3["spec"] == pot["properties"]["spec"] and v2["properties"]["spec"] == {}
    assert v2["properties"]["metadata"] == {"$ref": f"#/definitions/{META}ObjectMeta"}
    assert decode(a.call("GET", "/openapi/v2", accept=V2_PROTOBUF)[1])["definitions"][name] == v2
    a.ok("PATCH", f"{CRDS}/kettles.kettle.example", {"spec": {"names": {"shortNames": ["kt"]}}}, MERGE)
    assert a.ok("GET", "/openapi/v3")["paths"][group]["serverRelativeURL"] == old
    pot["properties"]["spec"]["nullable"] = False
    crd["spec"]["versions"][0]["schema"]["openAPIV3Schema"] = pot
    a.ok("PATCH", f"{CRDS}/kettles.kettle.example", {"spec": {"versions": crd["spec"]["versions"]}}, MERGE)
    assert a.ok("GET", "/openapi/v3")["paths"][group]["serverRelativeURL"] != old
    assert a.ok("GET", "/openapi/v2")["definitions"][name]["properties"]["spec"]["properties"] == {
        "size": {"x-kubernetes-int-or-string": True}}
    a.ok("DELETE", f"{CRDS}/kettles.kettle.example")
    while a.call("GET", f"{CRDS}/kettles.kettle.example")[0] != 404:
        pass
    assert group not in a.ok("GET", "/openapi/v3")["paths"] and name not in a.ok("GET", "/openapi/v2")["definitions"]
    a.refused(404, "GET", old)
