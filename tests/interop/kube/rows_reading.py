# Rows of behaviours.py, which defines the names that are used here.


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


@row("list", "a list at exactly an older version is 410 by its status, and so is a page whose token is too old")
def _(a):
    a.map("x"), a.map("y")
    v = a.map("z")["metadata"]["resourceVersion"]
    token = a.ok("GET", a.maps + "?limit=1")["metadata"]["continue"]
    a.map("later")
    assert a.refused(410, "GET", f"{a.maps}?resourceVersionMatch=Exact&resourceVersion={v}")["reason"] == "Expired"
    a.ok("GET", f"{a.maps}?limit=1&continue={token}")
    overwritten(a)
    assert a.refused(410, "GET", f"{a.maps}?limit=1&continue={token}")["reason"] == "Expired"


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


def overwritten(a):
    """The version of a map, and so many changes after it that it is forgotten."""
    old, change = a.map()["metadata"]["resourceVersion"], a.maps + "/m?fieldManager=t"
    for i in range(8200):
        a.server.call("PATCH", change, "", MERGE, b'{"data":{"a":"%d"}}' % i)
    return old


@row("watch", "a version that is forgotten is told by an ERROR frame with 410 in a 200, as the API server tells it")
def _(a):
    w = a.watch(a.maps + "?watch=1&resourceVersion=" + overwritten(a), 1)
    assert w.status == 200 and w.frames[0]["type"] == "ERROR"
    assert (w.frames[0]["object"]["code"], w.frames[0]["object"]["reason"]) == (410, "Expired")


@row("watch", "a version from the future is 410 as well, so that a client of an earlier server lists anew")
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
        "metadata": {"labels": {"a": "b"}}, "spec": {"containers": [{"name": "c", "image": "i"}]}}}})
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


@row("custom resources", "a definition whose schema is not structural is 422, with the place in it")
def _(a):
    no = a.refused(422, "POST", CRDS, definition("vat", {"type": "object", "properties": {"spec": {}}}))
    assert no["details"]["causes"][0]["field"] == "spec.versions[0].schema.openAPIV3Schema.properties[spec].type"


@row("custom resources", "a format of a string is enforced, as those are that the API server knows")
def _(a):
    a.ok("POST", CRDS, definition("tin", {"type": "object", "properties": {"spec": {"type": "object", "properties": {
        "at": {"type": "string", "format": "date-time"}, "from": {"type": "string", "format": "cidr"}}}}}))
    assert custom(a, "tin", {"at": "today"})[0] == 422 and custom(a, "tin", {"from": "10.0.0.0/33"})[0] == 422
    assert custom(a, "tin", {"at": "2026-01-02T03:04:05Z", "from": "10.0.0.0/8"})[0] == 201


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
    a.ok("POST", a.core + "/pods", {"metadata": {"name": "p", "labels": {"a": "b"}}, "spec": {"containers": [{"name": "c", "image": "i"}]}})
    a.ok("PATCH", a.core + "/pods/p/status", {"status": {"podIP": "10.1.2.3", "conditions": [{"type": "Ready", "status": "True"}]}}, kind=MERGE)
    assert a.ok("GET", a.core + "/endpoints/s")["subsets"][0]["addresses"][0]["ip"] == "10.1.2.3"
