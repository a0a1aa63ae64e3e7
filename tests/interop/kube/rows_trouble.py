# Rows of behaviours.py, which defines the names that are used here.


@row("trouble on request", "a verb of a resource is refused with any status, so many times")
def _(a):
    a.ok("POST", "/_kube/troubles", {"verb": "update", "resource": "leases", "status": 500, "times": 2})
    lease = f"/apis/coordination.k8s.io/v1/namespaces/{a.ns}/leases/l"
    for _ in range(2):
        assert a.refused(500, "PUT", lease, {"metadata": {"name": "l"}})["reason"] == "InternalError"
    assert a.call("PUT", lease, {"metadata": {"name": "l"}})[0] == 201


@row("trouble on request", "a watch is refused with 410 by its status")
def _(a):
    a.ok("POST", "/_kube/troubles", {"verb": "watch", "resource": "configmaps", "status": 410, "times": 1})
    assert a.refused(410, "GET", a.maps + "?watch=1")["reason"] == "Expired"
    assert a.watch(a.maps + "?watch=1").status == 200


@row("trouble on request", "troubles last until they are cleared")
def _(a):
    a.ok("POST", "/_kube/troubles", {"resource": "configmaps", "status": 429})
    assert all(a.call("GET", a.maps)[0] == 429 for _ in range(3)) and a.call("GET", a.services)[0] == 200
    a.ok("DELETE", "/_kube/troubles"), a.ok("GET", a.maps)


@row("trouble on request", "every watch is ended, and what was before forgotten")
def _(a):
    v = a.map()["metadata"]["resourceVersion"]
    w = a.watch(f"{a.maps}?watch=1&resourceVersion={v}")
    a.ok("POST", "/_kube/watches/end"), a.map("x")
    w.pump(1, 0.2)
    assert not w.frames
    a.ok("POST", "/_kube/forget")
    assert a.watch(f"{a.maps}?watch=1&resourceVersion={v}", 1).frames[0]["object"]["code"] == 410
