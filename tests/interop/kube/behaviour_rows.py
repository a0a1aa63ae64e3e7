# The rows of behaviours.py, which defines the names that are used here.


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


@row("create", "an object gets a uid, a version and a time")
def _(a):
    m = a.map()["metadata"]
    assert len(m["uid"]) == 36 and m["resourceVersion"].isdigit() and m["creationTimestamp"].endswith("Z")


@row("create", "generateName makes a name of its own each time")
def _(a):
    names = {a.ok("POST", a.maps, {"metadata": {"generateName": "g-"}})["metadata"]["name"] for _ in range(5)}
    assert len(names) == 5 and all(n.startswith("g-") for n in names)


@row("create", "a second object of a name is 409 AlreadyExists")
def _(a):
    a.map()
    assert a.refused(409, "POST", a.maps, {"metadata": {"name": "m"}})["reason"] == "AlreadyExists"


@row("create", "dryRun=All answers as if, and keeps nothing")
def _(a):
    assert a.ok("POST", a.maps + "?dryRun=All", {"metadata": {"name": "d"}})["metadata"]["uid"]
    a.refused(404, "GET", a.maps + "/d")


@row("create", "a resourceVersion at creation is refused")
def _(a):
    a.refused(400, "POST", a.maps, {"metadata": {"name": "m", "resourceVersion": "1"}})


@row("create", "a namespace that is not there is 404")
def _(a):
    a.refused(404, "POST", "/api/v1/namespaces/nowhere/configmaps", {"metadata": {"name": "m"}})


@row("create", "a bad name is 422 with its field among the causes")
def _(a):
    no = a.refused(422, "POST", a.maps, {"metadata": {"name": "Tea"}})
    assert no["details"]["causes"][0]["field"] == "metadata.name"


@row("create", "a Service gets an address, and a NodePort if it is one")
def _(a):
    s = a.ok("POST", a.services, {"metadata": {"name": "s"}, "spec": {"type": "NodePort", "ports": [{"port": 80}]}})
    assert s["spec"]["clusterIP"].count(".") == 3 and s["spec"]["ports"][0]["nodePort"] >= 30000


@row("create", "a Deployment gets its defaults, and is refused when its selector does not fit")
def _(a):
    spec = {"selector": {"matchLabels": {"a": "b"}}, "template": {
        "metadata": {"labels": {"a": "b"}}, "spec": {"containers": [{"name": "c"}]}}}
    assert a.ok("POST", a.deployments, {"metadata": {"name": "d"}, "spec": spec})["spec"]["replicas"] == 1
    a.refused(422, "POST", a.deployments, {"metadata": {"name": "e"}, "spec": {**spec, "selector": {"matchLabels": {"a": "c"}}}})


@row("create", "bodies in YAML are read")
def _(a):
    a.ok("POST", a.maps, b"metadata:\n  name: y\ndata:\n  a: b\n", kind="application/yaml")


@row("update", "a stale resourceVersion is 409 Conflict")
def _(a):
    old = a.map()
    a.ok("PUT", a.maps + "/m", {**old, "data": {"a": "2"}})
    assert a.refused(409, "PUT", a.maps + "/m", {**old, "data": {"a": "3"}})["reason"] == "Conflict"


@row("update", "a write that changes nothing keeps the version, and nobody is told")
def _(a):
    old = a.map()
    w = a.watch(a.maps + "?watch=1&resourceVersion=" + old["metadata"]["resourceVersion"])
    assert a.ok("PUT", a.maps + "/m", old)["metadata"]["resourceVersion"] == old["metadata"]["resourceVersion"]
    w.pump(None, 0.05)
    assert not w.frames


@row("update", "versions only grow, across kinds")
def _(a):
    one, two = a.map("x"), a.ok("POST", a.ingresses, ING)
    assert int(one["metadata"]["resourceVersion"]) < int(two["metadata"]["resourceVersion"])


@row("update", "the generation counts changes of the spec, not of metadata or status")
def _(a):
    a.ok("POST", a.ingresses, ING)
    generation = lambda patch, sub="": a.ok("PATCH", a.ingresses + "/tea" + sub, patch, kind=MERGE)["metadata"]["generation"]
    assert generation({"metadata": {"labels": {"a": "b"}}}) == 1
    assert generation({"status": {"loadBalancer": {"ingress": [{"hostname": "h"}]}}}, "/status") == 1
    assert generation({"spec": {"ingressClassName": "alb"}}) == 2


@row("update", "a PUT of the object does not touch the status, and one of the status not the spec")
def _(a):
    ing = a.ok("POST", a.ingresses, ING)
    ing["status"] = {"loadBalancer": {"ingress": [{"hostname": "h"}]}}
    assert a.ok("PUT", a.ingresses + "/tea", ing)["status"] == {"loadBalancer": {}}
    ing["spec"]["ingressClassName"] = "x"
    assert "ingressClassName" not in a.ok("PUT", a.ingresses + "/tea/status", ing)["spec"]


@row("update", "a label set through the status of a built-in kind is kept")
def _(a):
    a.ok("POST", a.ingresses, ING)
    a.ok("PATCH", a.ingresses + "/tea/status", {"metadata": {"labels": {"hash": "h"}}}, kind=MERGE)
    assert a.ok("GET", a.ingresses + "/tea")["metadata"]["labels"] == {"hash": "h"}


@row("update", "a Lease or Endpoints that is not there is made by PUT")
def _(a):
    status, _lease = a.call("PUT", f"/apis/coordination.k8s.io/v1/namespaces/{a.ns}/leases/l", {"metadata": {"name": "l"}})
    assert status == 201


@row("patch", "a merge patch drops members that are null")
def _(a):
    a.map(labels={"a": "b", "c": "d"})
    assert a.ok("PATCH", a.maps + "/m", {"metadata": {"labels": {"a": None}}}, kind=MERGE)["metadata"]["labels"] == {"c": "d"}


@row("patch", "a merge patch with a stale resourceVersion is 409")
def _(a):
    a.map()
    a.refused(409, "PATCH", a.maps + "/m", {"metadata": {"resourceVersion": "1", "labels": {"a": "b"}}}, kind=MERGE)


@row("patch", "a strategic patch merges ports by their number")
def _(a):
    a.ok("POST", a.services, {"metadata": {"name": "s"}, "spec": {"ports": [{"name": "a", "port": 80}, {"name": "b", "port": 81}]}})
    s = a.ok("PATCH", a.services + "/s", {"spec": {"ports": [{"port": 81, "targetPort": 9}]}}, kind=STRATEGIC)
    assert [p["targetPort"] for p in s["spec"]["ports"]] == [80, 9]


@row("patch", "a strategic patch of a custom resource is 415")
def _(a):
    a.refused(415, "PATCH", "/apis/alibabacloud.com/v1/albconfigs/x", {}, kind=STRATEGIC)


@row("patch", "a JSON patch whose test fails is 422, and changes nothing")
def _(a):
    a.map()
    a.refused(422, "PATCH", a.maps + "/m", [{"op": "replace", "path": "/data/a", "value": "2"},
                                            {"op": "test", "path": "/data/a", "value": "9"}], kind=PATCH)
    assert a.ok("GET", a.maps + "/m")["data"]["a"] == "1"


@row("patch", "a server-side apply makes what is missing, and needs a field manager")
def _(a):
    body = {"apiVersion": "v1", "kind": "ConfigMap", "metadata": {"name": "s"}, "data": {"a": "b"}}
    assert a.call("PATCH", a.maps + "/s?fieldManager=t", body, kind=APPLY)[0] == 201
    a.refused(422, "PATCH", a.maps + "/s", body, kind=APPLY)


def applied(a, manager, data, more=""):
    body = {"apiVersion": "v1", "kind": "ConfigMap", "metadata": {"name": "s"}, "data": data}
    return a.call("PATCH", f"{a.maps}/s?fieldManager={manager}{more}", body, kind=APPLY)


@row("patch", "a server-side apply of what another manager owns is 409 with the field, unless it is forced")
def _(a):
    applied(a, "one", {"a": "1"})
    status, no = applied(a, "two", {"a": "2"})
    assert status == 409 and no["details"]["causes"][0]["field"] == ".data.a"
    assert applied(a, "two", {"a": "2"}, "&force=true")[1]["data"] == {"a": "2"}


@row("patch", "what a server-side apply says no more goes, unless another manager owns it")
def _(a):
    applied(a, "one", {"a": "1", "b": "2", "c": "3"}), applied(a, "two", {"b": "2"})
    assert applied(a, "one", {"c": "3"})[1]["data"] == {"b": "2", "c": "3"}


@row("patch", "a patch of an unknown type is 415")
def _(a):
    a.map()
    a.refused(415, "PATCH", a.maps + "/m", {}, kind="application/json")


@row("delete", "a deletion answers Success with the uid")
def _(a):
    uid = a.map()["metadata"]["uid"]
    s = a.ok("DELETE", a.maps + "/m")
    assert s["status"] == "Success" and s["details"]["uid"] == uid


@row("delete", "a precondition that does not hold is 409")
def _(a):
    a.map()
    a.refused(409, "DELETE", a.maps + "/m", {"preconditions": {"uid": "another"}})
    a.refused(409, "DELETE", a.maps + "/m", {"preconditions": {"resourceVersion": "1"}})


@row("delete", "finalizers hold an object, and it goes with the last of them")
def _(a):
    a.map(finalizers=["a.b/c"])
    assert a.ok("DELETE", a.maps + "/m")["metadata"]["deletionTimestamp"]
    a.ok("PATCH", a.maps + "/m", {"metadata": {"finalizers": None}}, kind=MERGE)
    a.refused(404, "GET", a.maps + "/m")


@row("delete", "no finalizer is added to what is going")
def _(a):
    a.map(finalizers=["a.b/c"])
    a.ok("DELETE", a.maps + "/m")
    a.refused(422, "PATCH", a.maps + "/m", {"metadata": {"finalizers": ["a.b/c", "d.e/f"]}}, kind=MERGE)


@row("delete", "a collection is deleted by labels")
def _(a):
    a.map("x", labels={"a": "b"}), a.map("y")
    a.ok("DELETE", a.maps + "?labelSelector=a%3Db")
    assert [i["metadata"]["name"] for i in a.ok("GET", a.maps)["items"]] == ["y"]


def owned(a, policy):
    owner = a.map("owner")
    reference = {"apiVersion": "v1", "kind": "ConfigMap", "name": "owner", "uid": owner["metadata"]["uid"], "blockOwnerDeletion": True}
    a.map("owned", ownerReferences=[reference])
    a.ok("DELETE", a.maps + "/owner", {"propagationPolicy": policy})
    for _ in range(50):
        if a.call("GET", a.maps + "/owner")[0] == 404:
            break
    return a.call("GET", a.maps + "/owned")


@row("delete", "in the background, what was owned goes after its owner")
def _(a):
    owned(a, "Background")
    assert a.call("GET", a.maps + "/owned")[0] == 404


@row("delete", "in the foreground, the owner waits for what it owns")
def _(a):
    assert owned(a, "Foreground")[0] == 404


@row("delete", "an orphan stays, without the reference")
def _(a):
    status, orphan = owned(a, "Orphan")
    assert status == 200 and "ownerReferences" not in orphan["metadata"]


@row("delete", "a namespace takes its objects along")
def _(a):
    a.map()
    a.ok("DELETE", "/api/v1/namespaces/" + a.ns)
    for _ in range(50):
        if a.call("GET", "/api/v1/namespaces/" + a.ns)[0] == 404:
            break
    a.refused(404, "GET", a.maps + "/m")


@row("list", "limit and continue give every object once, in order")
def _(a):
    for name in "abcde":
        a.map(name)
    names, token = [], ""
    while True:
        page = a.ok("GET", f"{a.maps}?limit=2&continue={token}")
        names += [i["metadata"]["name"] for i in page["items"]]
        token = page["metadata"].get("continue", "")
        if not token:
            break
    assert names == list("abcde")


@row("list", "resourceVersion=0 and an older version are served, one from the future is 504")
def _(a):
    v = a.map()["metadata"]["resourceVersion"]
    a.ok("GET", a.maps + "?resourceVersion=0"), a.ok("GET", a.maps + "?resourceVersion=" + v)
    a.refused(504, "GET", a.maps + "?resourceVersion=999999999")


@row("list", "labels select by =, !=, in, notin and presence")
def _(a):
    a.map("x", labels={"a": "1"}), a.map("y", labels={"a": "2"}), a.map("z")
    names = lambda s: "".join(i["metadata"]["name"] for i in a.ok("GET", a.maps + "?labelSelector=" + s)["items"])
    assert (names("a%3D1"), names("a!%3D1"), names("a%20in%20(1,2)"), names("a%20notin%20(1)"), names("!a")) == ("x", "yz", "xy", "yz", "z")


@row("list", "fields select by metadata.name")
def _(a):
    a.map("x"), a.map("y")
    assert len(a.ok("GET", a.maps + "?fieldSelector=metadata.name%3Dx")["items"]) == 1


@row("list", "a Table has the columns that kubectl shows")
def _(a):
    a.ok("POST", a.ingresses, ING)
    t = a.ok("GET", a.ingresses, accept="application/json;as=Table;v=v1;g=meta.k8s.io")
    assert t["kind"] == "Table" and t["rows"][0]["cells"][0] == "tea" and t["columnDefinitions"][1]["name"] == "Class"


@row("list", "metadata alone can be asked for")
def _(a):
    a.map()
    d = a.ok("GET", a.maps, accept="application/json;as=PartialObjectMetadataList;v=v1;g=meta.k8s.io")
    assert d["kind"] == "PartialObjectMetadataList" and "data" not in d["items"][0]


@row("watch", "from a version on, every change after it is replayed, in order")
def _(a):
    v = a.map("x")["metadata"]["resourceVersion"]
    a.map("y"), a.ok("DELETE", a.maps + "/x")
    assert types(a.watch(f"{a.maps}?watch=1&resourceVersion={v}", 2)) == ["ADDED", "DELETED"]


@row("watch", "without a version, what is there comes first")
def _(a):
    a.map("x")
    assert types(a.watch(a.maps + "?watch=true", 1)) == ["ADDED"]


@row("watch", "an object that begins or ceases to match is ADDED or DELETED")
def _(a):
    v = a.map()["metadata"]["resourceVersion"]
    w = a.watch(f"{a.maps}?watch=1&labelSelector=a%3Db&resourceVersion={v}")
    a.ok("PATCH", a.maps + "/m", {"metadata": {"labels": {"a": "b"}}}, kind=MERGE)
    a.ok("PATCH", a.maps + "/m", {"metadata": {"labels": {"a": "c"}}}, kind=MERGE)
    w.pump(2, 1.0)
    assert types(w) == ["ADDED", "DELETED"]


@row("watch", "a version that is too old is told by an ERROR frame with 410")
def _(a):
    w = a.watch(a.maps + "?watch=1&resourceVersion=999999999", 1)
    assert w.frames[0]["type"] == "ERROR" and w.frames[0]["object"]["code"] == 410


@row("watch", "timeoutSeconds ends it, with a bookmark for those who want them")
def _(a):
    w = a.watch(a.maps + "?watch=1&timeoutSeconds=1&allowWatchBookmarks=true")
    w.pump(1, 3.0)
    assert types(w) == ["BOOKMARK"] and w.frames[0]["object"]["metadata"]["resourceVersion"]


@row("watch", "sendInitialEvents ends what is there by a bookmark that says so")
def _(a):
    a.map()
    w = a.watch(a.maps + "?watch=1&sendInitialEvents=true&resourceVersionMatch=NotOlderThan&allowWatchBookmarks=true", 2)
    assert types(w) == ["ADDED", "BOOKMARK"]
    assert w.frames[1]["object"]["metadata"]["annotations"]["k8s.io/initial-events-end"] == "true"


@row("watch", "sendInitialEvents without resourceVersionMatch is 422")
def _(a):
    a.refused(422, "GET", a.maps + "?watch=1&sendInitialEvents=true")


@row("watch", "a watch of Tables says its columns once")
def _(a):
    a.map("x"), a.map("y")
    w = a.watch(a.maps + "?watch=1", 2, accept="application/json;as=Table;v=v1;g=meta.k8s.io")
    assert w.frames[0]["object"]["columnDefinitions"] and not w.frames[1]["object"]["columnDefinitions"]


@row("watch", "a deletion has a version of its own")
def _(a):
    v = a.map()["metadata"]["resourceVersion"]
    a.ok("DELETE", a.maps + "/m")
    w = a.watch(f"{a.maps}?watch=1&resourceVersion={v}", 1)
    assert int(w.frames[0]["object"]["metadata"]["resourceVersion"]) > int(v)


@row("subresources", "a Deployment is scaled by its scale")
def _(a):
    a.ok("POST", a.deployments, {"metadata": {"name": "d"}, "spec": {"selector": {"matchLabels": {"a": "b"}}, "template": {
        "metadata": {"labels": {"a": "b"}}, "spec": {"containers": [{"name": "c"}]}}}})
    assert a.ok("PATCH", a.deployments + "/d/scale", {"spec": {"replicas": 4}}, kind=MERGE)["status"]["selector"] == "a=b"
    assert a.ok("GET", a.deployments + "/d")["spec"]["replicas"] == 4


@row("custom resources", "a definition is served in the answer to its creation")
def _(a):
    a.ok("POST", CRDS, definition("pot", {"type": "object", "x-kubernetes-preserve-unknown-fields": True}))
    assert custom(a, "pot", {"any": 1})[0] == 201


@row("custom resources", "a definition in v1beta1 is one in v1 besides")
def _(a):
    a.ok("POST", CRDS.replace("/v1/", "/v1beta1/"), {"metadata": {"name": "cups.tea.example"}, "spec": {
        "group": "tea.example", "version": "v1", "names": {"plural": "cups", "kind": "Cup"}, "subresources": {"status": {}}}})
    assert a.ok("GET", CRDS + "/cups.tea.example")["spec"]["versions"][0]["subresources"] == {"status": {}}
    assert a.ok("GET", CRDS.replace("/v1/", "/v1beta1/") + "/cups.tea.example")["spec"]["subresources"] == {"status": {}}


@row("custom resources", "a schema fills in defaults and drops what it does not name")
def _(a):
    a.ok("POST", CRDS, definition("jug", {"type": "object", "properties": {"spec": {"type": "object", "properties": {
        "size": {"type": "integer", "default": 3}}}}}))
    assert custom(a, "jug", {"odd": 1})[1]["spec"] == {"size": 3}


@row("custom resources", "what a schema does not allow is 422")
def _(a):
    a.ok("POST", CRDS, definition("mug", {"type": "object", "properties": {"spec": {"type": "object", "properties": {
        "size": {"type": "integer", "maximum": 3}}}}}))
    assert custom(a, "mug", {"size": 4})[0] == 422 and custom(a, "mug", {"size": "x"})[0] == 422


@row("protobuf", "a body in protobuf that is malformed is 400")
def _(a):
    a.refused(400, "POST", a.maps, b"k8s\0\x0a\x7f", kind=PROTOBUF)


@row("protobuf", "an object is answered in protobuf where no JSON is taken, else in JSON")
def _(a):
    a.map()
    assert a.call("GET", a.maps + "/m", accept=PROTOBUF)[1].startswith(b"k8s\0")
    assert a.ok("GET", a.maps + "/m", accept=PROTOBUF + ", */*")["data"]


@row("protobuf", "what was answered in protobuf is taken as a body")
def _(a):
    a.map()
    body = a.call("GET", a.maps + "/m", accept=PROTOBUF)[1]
    assert a.ok("PUT", a.maps + "/m", body, kind=PROTOBUF)["data"] == {"a": "1"}


@row("derived objects", "Endpoints and EndpointSlices follow from Services and Pods")
def _(a):
    a.ok("POST", a.services, {"metadata": {"name": "s"}, "spec": {"selector": {"a": "b"}, "ports": [{"port": 80}]}})
    a.ok("POST", a.core + "/pods", {"metadata": {"name": "p", "labels": {"a": "b"}}, "spec": {"containers": [{"name": "c"}]}})
    a.ok("PATCH", a.core + "/pods/p/status", {"status": {"podIP": "10.1.2.3", "conditions": [{"type": "Ready", "status": "True"}]}}, kind=MERGE)
    assert a.ok("GET", a.core + "/endpoints/s")["subsets"][0]["addresses"][0]["ip"] == "10.1.2.3"
