# Rows of python_client.py, which defines the names that are used here: what is found at run time.


def finder(cache=None):
    return dynamic.DynamicClient(client.ApiClient(), cache_file=cache or tempfile.mktemp())


@row("custom objects are made, read, listed, replaced, patched and deleted, with their status apart")
def _(s):
    where, api = s.define(), client.CustomObjectsApi()
    cup = {"apiVersion": "tea.example/v1", "kind": "Cup", "metadata": {"name": "c"}, "spec": {"size": 1}}
    made = api.create_namespaced_custom_object(*where, cup)
    assert made["metadata"]["generation"] == 1
    refused(422, api.create_namespaced_custom_object, *where, {**cup, "spec": {"size": 0}})
    made["spec"]["size"] = 2
    assert api.replace_namespaced_custom_object(*where, "c", made)["metadata"]["generation"] == 2
    assert api.patch_namespaced_custom_object(*where, "c", {"spec": {"size": 3}})["spec"] == {"size": 3}
    assert api.patch_namespaced_custom_object_status(*where, "c", {"status": {"full": True}})["status"] == {"full": True}
    assert api.get_namespaced_custom_object(*where, "c")["metadata"]["generation"] == 3
    listed = api.list_cluster_custom_object("tea.example", "v1", "cups", label_selector="!a")
    assert listed["kind"] == "CupList" and [c["metadata"]["name"] for c in listed["items"]] == ["c"]
    assert api.delete_namespaced_custom_object(*where, "c")["status"] == "Success"
    refused(404, api.get_namespaced_custom_object, *where, "c")


@row("cluster-wide custom objects too: AlbConfigs")
def _(s):
    where, api = ("alibabacloud.com", "v1", "albconfigs"), client.CustomObjectsApi()
    body = {"apiVersion": "alibabacloud.com/v1", "kind": "AlbConfig", "metadata": {"name": s.ns},
            "spec": {"config": {"name": "x", "addressType": "Internet"}}}
    api.create_cluster_custom_object(*where, body)
    changed = api.patch_cluster_custom_object(*where, s.ns, {"spec": {"listeners": [{"port": 80, "protocol": "HTTP"}]}})
    assert changed["spec"]["listeners"][0]["port"] == 80 and changed["spec"]["config"]["name"] == "x"
    api.patch_cluster_custom_object_status(*where, s.ns, {"status": {"loadBalancer": {"id": "alb-1"}}})
    assert api.get_cluster_custom_object_status(*where, s.ns)["status"]["loadBalancer"]["id"] == "alb-1"
    api.delete_cluster_custom_object(*where, s.ns)


@row("a watch of custom objects hears them")
def _(s):
    where, w, seen = s.define(), watch.Watch(), []
    cup = {"apiVersion": "tea.example/v1", "kind": "Cup", "metadata": {"name": "w"}, "spec": {"size": 1}}
    version = client.CustomObjectsApi().list_namespaced_custom_object(*where)["metadata"]["resourceVersion"]
    client.CustomObjectsApi().create_namespaced_custom_object(*where, cup)
    for e in w.stream(client.CustomObjectsApi().list_namespaced_custom_object, *where, resource_version=version):
        seen.append((e["type"], e["object"]["metadata"]["name"]))
        w.stop()
    assert seen == [("ADDED", "w")], seen


@row("its dynamic client finds each kind by group, version and kind, by plural and by short name")
def _(s):
    d = finder()
    for version, kind, plural in (("v1", "Service", "services"), ("networking.k8s.io/v1", "Ingress", "ingresses"),
                                  ("apps/v1", "Deployment", "deployments"), ("alibabacloud.com/v1", "AlbConfig", "albconfigs")):
        found = d.resources.get(api_version=version, kind=kind)
        assert found.name == plural and found.group_version == version and "watch" in found.verbs, found
    assert d.resources.get(short_names=["ing"]).kind == "Ingress"
    assert d.resources.get(api_version="apps/v1", kind="Deployment").subresources["scale"]
    try:
        d.resources.get(api_version="v1", kind="Teapot")
    except ResourceNotFoundError:
        return
    raise AssertionError("a Teapot was found")


@row("a kind that was defined meanwhile is found, though discovery was cached in a file")
def _(s):
    with tempfile.TemporaryDirectory() as folder:
        finder(folder + "/cache").resources.get(api_version="v1", kind="Pod")
        group = f"g{s.ns}.example".replace("-", "")
        names = {"plural": "mugs", "kind": "Mug", "listKind": "MugList", "singular": "mug"}
        client.ApiextensionsV1Api().create_custom_resource_definition(
            {"metadata": {"name": f"mugs.{group}"}, "spec": {**CRD, "group": group, "names": names}})
        mugs = finder(folder + "/cache").resources.get(api_version=f"{group}/v1", kind="Mug")
        made = mugs.create(namespace=s.ns, body={"apiVersion": f"{group}/v1", "kind": "Mug", "metadata": {"name": "m"},
                                                 "spec": {"size": 2}})
        assert made.spec.size == 2 and mugs.get(namespace=s.ns).items[0].metadata.name == "m"


@row("its dynamic client patches by each type, and applies with a field manager and its conflicts")
def _(s):
    maps = finder().resources.get(api_version="v1", kind="ConfigMap")
    maps.create(namespace=s.ns, body={"metadata": {"name": "m"}, "data": {"a": "1", "b": "1"}})
    for content_type, body in (("application/merge-patch+json", {"data": {"a": None}}),
                               ("application/strategic-merge-patch+json", {"data": {"c": "3"}}),
                               ("application/json-patch+json", [{"op": "remove", "path": "/data/b"}])):
        got = maps.patch(name="m", namespace=s.ns, content_type=content_type, body=body)
    assert got.to_dict()["data"] == {"c": "3"}, got

    def apply(value, manager, **more):
        body = {"apiVersion": "v1", "kind": "ConfigMap", "metadata": {"name": "n"}, "data": {"a": value}}
        return maps.server_side_apply(name="n", namespace=s.ns, body=json.dumps(body), field_manager=manager, **more)

    manager, = apply("1", "one").metadata.managedFields
    assert manager.manager == "one" and manager.operation == "Apply"
    try:
        apply("2", "two")
    except ConflictError as e:
        assert json.loads(e.body)["details"]["causes"][0]["field"] == ".data.a", e.body
    else:
        raise AssertionError("no conflict")
    assert apply("2", "two", force_conflicts=True).data.a == "2"


@row("its dynamic client watches, and deletes what it watches")
def _(s):
    maps, seen, w = finder().resources.get(api_version="v1", kind="ConfigMap"), [], watch.Watch()
    s.map()
    for e in maps.watch(namespace=s.ns, resource_version=0, watcher=w):
        seen.append((e["type"], e["object"].metadata.name))
        if len(seen) == 1:
            maps.delete(name="m", namespace=s.ns)
        else:
            w.stop()
    assert seen == [("ADDED", "m"), ("DELETED", "m")], seen
    try:
        maps.get(name="m", namespace=s.ns)
    except NotFoundError as e:
        assert json.loads(e.body)["reason"] == "NotFound"
        return
    raise AssertionError("it is still there")


@row("objects of many kinds are made from one file of YAML, and what is wrong in it is told object by object")
def _(s):
    with tempfile.NamedTemporaryFile("w", suffix=".yaml") as f:
        f.write("""
apiVersion: v1
kind: Service
metadata: { name: tea }
spec: { ports: [ { port: 80 } ] }
---
apiVersion: networking.k8s.io/v1
kind: Ingress
metadata: { name: tea }
spec: { ingressClassName: alb, rules: [ { host: tea.example.com, http: { paths: [
  { path: /, pathType: Prefix, backend: { service: { name: tea, port: { number: 80 } } } } ] } } ] }
---
apiVersion: v1
kind: List
items:
- { apiVersion: v1, kind: ConfigMap, metadata: { name: tea }, data: { a: "1" } }
- { apiVersion: apps/v1, kind: Deployment, metadata: { name: tea }, spec: { selector: { matchLabels: { a: b } },
    template: { metadata: { labels: { a: b } }, spec: { containers: [ { name: c, image: i } ] } } } }
""")
        f.flush()
        made = [o for objects in utils.create_from_yaml(client.ApiClient(), f.name, namespace=s.ns) for o in objects]
        assert [o.kind for o in made] == ["Service", "Ingress", "ConfigMap", "Deployment"], made
        try:
            utils.create_from_yaml(client.ApiClient(), f.name, namespace=s.ns)
        except utils.FailToCreateError as e:
            assert [x.status for x in e.api_exceptions] == [409] * 4, e
            return
        raise AssertionError("made twice")


@row("it finds server, authority, certificate and token in the kubeconfig, and gets 401 without")
def _(s):
    with tempfile.TemporaryDirectory() as folder:
        server = Server(s.albspec, "--tls", "--authenticate", "--kubeconfig-out", folder + "/kubeconfig")
        with open(folder + "/kubeconfig") as f:
            text = f.read()
        nothing = re.sub(r"(?m)^ *(token|client-\w+-data):.*\n", "", text).replace("  user:\n", "  user: {}\n")
        for kind, change in (("both", text), ("token", re.sub(r"(?m)^ *client-\w+-data:.*\n", "", text)),
                             ("certificate", re.sub(r"(?m)^ *token:.*\n", "", text)), ("nothing", nothing)):
            with open(f"{folder}/{kind}", "w") as f:
                f.write(change)
            core = client.CoreV1Api(config.new_client_from_config(f"{folder}/{kind}"))
            if kind == "nothing":
                assert refused(401, core.list_namespace)["reason"] == "Unauthorized"
            else:
                assert core.list_namespace().items, kind
        server.end()
