# Rows of behaviours.py, which defines the names that are used here.


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
    a.refused(500, "POST", a.maps, {"metadata": {"name": "m", "resourceVersion": "1"}})


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
        "metadata": {"labels": {"a": "b"}}, "spec": {"containers": [{"name": "c", "image": "i"}]}}}
    assert a.ok("POST", a.deployments, {"metadata": {"name": "d"}, "spec": spec})["spec"]["replicas"] == 1
    a.refused(422, "POST", a.deployments, {"metadata": {"name": "e"}, "spec": {**spec, "selector": {"matchLabels": {"a": "c"}}}})


@row("create", "bodies in YAML are read")
def _(a):
    a.ok("POST", a.maps, b"metadata:\n  name: yaml\ndata:\n  a: b\n", kind="application/yaml")


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


@row("patch", "a first server-side apply of what was made otherwise is 409 too, and names who made it")
def _(a):
    a.map("s")
    status, no = applied(a, "one", {"a": "2"})
    assert status == 409 and no["details"]["causes"][0]["reason"] == "FieldManagerConflict", no


@row("patch", "what two managers apply alike belongs to both")
def _(a):
    applied(a, "one", {"a": "1"})
    status, both = applied(a, "two", {"a": "1"})
    assert status == 200 and {e["manager"] for e in both["metadata"]["managedFields"]} == {"one", "two"}
    assert applied(a, "one", {})[1]["data"] == {"a": "1"}


@row("patch", "a server-side apply merges ports by number and protocol, and conflicts name the item")
def _(a):
    port = lambda **p: {"apiVersion": "v1", "kind": "Service", "metadata": {"name": "s"}, "spec": {"ports": [p]}}
    path = a.services + "/s?fieldManager="
    a.call("PATCH", path + "one", port(name="t", port=53), kind=APPLY)
    s = a.ok("PATCH", path + "two", port(name="u", port=53, protocol="UDP"), kind=APPLY)
    assert len(s["spec"]["ports"]) == 2
    no = a.refused(409, "PATCH", path + "two", port(name="x", port=53), kind=APPLY)
    assert no["details"]["causes"][0]["field"] == '.spec.ports[port=53,protocol="TCP"].name'


@row("patch", "a server-side apply of a field that the kind has not is refused")
def _(a):
    body = {"apiVersion": "v1", "kind": "ConfigMap", "metadata": {"name": "s"}, "date": {}}
    no = a.refused(500, "PATCH", a.maps + "/s?fieldManager=t", body, kind=APPLY)
    assert ".date: field not declared in schema" in no["message"]


@row("patch", "every write is noted in managedFields, what is written to the status apart")
def _(a):
    a.ok("POST", a.ingresses + "?fieldManager=hand", ING)
    a.ok("PATCH", a.ingresses + "/tea/status?fieldManager=c", {"status": {"loadBalancer": {"ingress": [{"ip": "1.2.3.4"}]}}}, kind=MERGE)
    made, status = a.ok("GET", a.ingresses + "/tea")["metadata"]["managedFields"]
    assert made["manager"] == "hand" and made["operation"] == "Update" and "f:spec" in made["fieldsV1"]
    assert status["subresource"] == "status" and list(status["fieldsV1"]) == ["f:status"]


@row("patch", "what a server-side apply says no more goes, unless another manager owns it")
def _(a):
    applied(a, "one", {"a": "1", "b": "2", "c": "3"}), applied(a, "two", {"b": "2"})
    assert applied(a, "one", {"c": "3"})[1]["data"] == {"b": "2", "c": "3"}


@row("patch", "a patch of an unknown type is 415")
def _(a):
    a.map()
    a.refused(415, "PATCH", a.maps + "/m", {}, kind="application/json")


ODD = {**ING, "spec": {**ING["spec"], "clas": "x"}}


@row("field validation", "Strict refuses a field that the kind has not, with its path")
def _(a):
    no = a.refused(400, "POST", a.ingresses + "?fieldValidation=Strict", ODD)
    assert no["message"] == 'Ingress in version "v1" cannot be handled as a Ingress: strict decoding error: unknown field "spec.clas"'


@row("field validation", "Strict refuses a field that comes twice")
def _(a):
    no = a.refused(400, "POST", a.maps + "?fieldValidation=Strict", b'{"metadata":{"name":"m"},"data":{"a":"1","a":"2"}}')
    assert 'duplicate field "data.a"' in no["message"]


@row("field validation", "Warn, and no word, take the object without the field, and tell in a Warning header")
def _(a):
    for more in ("?fieldValidation=Warn", ""):
        a.ok("POST", a.ingresses + more, ODD)
        assert a.server.header("Warning") == r'299 - "unknown field \"spec.clas\""', a.server.head_of_answer
        assert "clas" not in a.ok("GET", a.ingresses + "/tea")["spec"]
        a.ok("DELETE", a.ingresses + "/tea")


@row("field validation", "Ignore takes it without a word")
def _(a):
    a.ok("POST", a.ingresses + "?fieldValidation=Ignore", ODD)
    assert a.server.header("Warning") is None


@row("field validation", "a patch that adds such a field is 422 under Strict")
def _(a):
    a.ok("POST", a.ingresses, ING)
    for kind in (MERGE, STRATEGIC):
        no = a.refused(422, "PATCH", a.ingresses + "/tea?fieldValidation=Strict", {"spec": {"clas": "x"}}, kind=kind)
        assert 'strict decoding error: unknown field "spec.clas"' in no["message"]


@row("field validation", "the same holds for custom resources, by their schema")
def _(a):
    a.ok("POST", CRDS, definition("pan", {"type": "object", "properties": {"spec": {"type": "object"}}}))
    path, body = f"/apis/tea.example/v1/namespaces/{a.ns}/pans", {"apiVersion": "tea.example/v1", "kind": "Pan", "metadata": {"name": "x"}, "spec": {"odd": 1}}
    assert 'unknown field "spec.odd"' in a.refused(400, "POST", path + "?fieldValidation=Strict", body)["message"]
    a.ok("POST", path, body)
    assert 'spec.odd' in a.server.header("Warning")


@row("field validation", "a member of another type is 400 with its struct, its path and its type, and 422 by a patch")
def _(a):
    why = "json: cannot unmarshal string into Go struct field IngressSpec.spec.rules of type []v1.IngressRule"
    for more in ("", "?fieldValidation=Ignore"):
        no = a.refused(400, "POST", a.ingresses + more, {**ING, "spec": {"rules": "none"}})
        assert no["message"] == 'Ingress in version "v1" cannot be handled as a Ingress: ' + why
    a.ok("POST", a.ingresses, ING)
    assert why in a.refused(422, "PATCH", a.ingresses + "/tea", {"spec": {"rules": "none"}}, kind=MERGE)["message"]
    assert "rules" not in a.ok("GET", a.ingresses + "/tea")["spec"]


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
