# Rows of python_client.py, which defines the names that are used here: classes made for each kind.


@row("its typed classes create, read, list, replace, patch and delete every kind that is served")
def _(s):
    for kind in KINDS:
        t = s.typed(*kind)
        made = t.make(tea="yes")
        assert t("read", t.name) == made, kind
        listed = t("list", label_selector="tea=yes")
        assert [o.metadata.name for o in listed.items] == [t.name] and listed.metadata.resource_version, kind
        made.metadata.annotations = {"example.com/by": "replace"}
        replaced = t("replace", t.name, body=made)
        assert int(replaced.metadata.resource_version) > int(made.metadata.resource_version), kind
        patched = t("patch", t.name, body={"metadata": {"labels": {"patched": "yes"}}})
        assert patched.metadata.annotations == {"example.com/by": "replace"}, kind
        assert patched.metadata.labels["patched"] == patched.metadata.labels["tea"] == "yes", kind
        if t.change:
            path, value = t.change
            assert plain(member(made, path)) != value, kind
            assert includes(plain(member(t("patch", t.name, body=nested(path, value)), path)), value), kind
        t("delete", t.name)
        refused(404, t, "read", t.name)


@row("it knows every member of what it is answered, and writes it back as it was")
def _(s):
    for kind in KINDS:
        t = s.typed(*kind)
        t.make()
        assert plain(t("read", t.name)) == dates(t.raw()), (kind, plain(t("read", t.name)), t.raw())
        t("delete", t.name)


@row("it has a class for every kind that is served, and finds each where it looks for it")
def _(s):
    known = {(k[0], k[1].replace("namespaced_", "").replace("_", "")) for k in KINDS}
    for name in {k[0] for k in KINDS}:
        found = getattr(client, name)().get_api_resources()
        kinds = {(name, r.kind.lower()) for r in found.resources if "/" not in r.name}
        assert kinds and kinds == {k for k in known if k[0] == name}, (kinds, known)
        assert all(r.verbs and (r.singular_name or "/" in r.name) for r in found.resources)


@row("it reads versions, groups and which of their versions is preferred")
def _(s):
    assert client.VersionApi().get_code().git_version.startswith("v1.")
    assert client.CoreApi().get_api_versions().versions == ["v1"]
    groups = {g.name: g for g in client.ApisApi().get_api_versions().groups}
    for group, api in (("networking.k8s.io", client.NetworkingApi), ("apps", client.AppsApi), ("events.k8s.io",
                       client.EventsApi), ("discovery.k8s.io", client.DiscoveryApi),
                       ("coordination.k8s.io", client.CoordinationApi), ("apiextensions.k8s.io", client.ApiextensionsApi)):
        found = api().get_api_group()
        assert (found.name, found.versions, found.preferred_version) == (
            group, groups[group].versions, groups[group].preferred_version), found
        assert found.preferred_version.version == "v1", group


@row("what is not served is a Status with 404: other groups, exec, attach, port-forward, log, proxy, eviction")
def _(s):
    pod = s.typed("CoreV1Api", "namespaced_pod", {"spec": POD}).make()
    name, ns = pod.metadata.name, s.ns
    refused(404, client.BatchV1Api().list_namespaced_job, ns)
    refused(404, client.BatchV1Api().get_api_resources)
    refused(404, client.RbacAuthorizationV1Api().list_cluster_role)
    refused(404, client.StorageV1Api().list_storage_class)
    refused(404, s.core.list_namespaced_persistent_volume_claim, ns)
    refused(404, s.core.read_namespaced_pod_log, name, ns)
    refused(404, s.core.connect_get_namespaced_pod_exec, name, ns, command="ls")
    refused(404, s.core.connect_get_namespaced_pod_attach, name, ns)
    refused(404, s.core.connect_get_namespaced_pod_portforward, name, ns)
    refused(404, s.core.connect_get_namespaced_service_proxy, "x", ns)
    refused(404, s.core.create_namespaced_pod_eviction, name, ns, {"metadata": {"name": name}})
    try:
        stream(s.core.connect_get_namespaced_pod_exec, name, ns, command="ls")
    except ApiException as e:
        assert "404" in e.reason, e.reason
    else:
        raise AssertionError("a websocket was opened")


@row("status and scale are read, replaced and patched apart from the rest")
def _(s):
    apps = client.AppsV1Api()
    t = s.typed("AppsV1Api", "namespaced_deployment", {"spec": WORKLOAD})
    d = t.make()
    d.status.ready_replicas, d.spec.replicas = 2, 7
    d = apps.replace_namespaced_deployment_status(t.name, s.ns, d)
    assert (d.status.ready_replicas, d.spec.replicas) == (2, 1)
    d = apps.patch_namespaced_deployment_status(t.name, s.ns, {"status": {"replicas": 3}, "spec": {"replicas": 9}})
    assert (d.status.ready_replicas, d.status.replicas, d.spec.replicas) == (2, 3, 1)
    scale = apps.read_namespaced_deployment_scale(t.name, s.ns)
    assert (scale.spec.replicas, scale.status.replicas, scale.status.selector) == (1, 3, "app=tea"), scale
    scale.spec.replicas = 4
    assert apps.replace_namespaced_deployment_scale(t.name, s.ns, scale).spec.replicas == 4
    assert apps.patch_namespaced_deployment_scale(t.name, s.ns, {"spec": {"replicas": 5}}).spec.replicas == 5
    assert apps.read_namespaced_deployment_status(t.name, s.ns).spec.replicas == 5
    r = s.typed("AppsV1Api", "namespaced_replica_set", {"spec": WORKLOAD})
    assert r.make().status.replicas == 0 and apps.read_namespaced_replica_set_scale(r.name, s.ns).status.replicas == 0


@row("a status keeps times, addresses and conditions as their types")
def _(s):
    at = datetime.datetime(2024, 2, 29, 12, tzinfo=datetime.timezone.utc)
    s.typed("CoreV1Api", "namespaced_pod", {"spec": POD}).make()
    condition = client.V1PodCondition(type="Ready", status="True", last_transition_time=at)
    pod = s.core.patch_namespaced_pod_status(f"{s.ns}-x", s.ns, {"status": {
        "phase": "Running", "podIP": "10.1.0.1", "podIPs": [{"ip": "10.1.0.1"}], "startTime": at, "conditions": [condition]}})
    assert pod.status.start_time == at and pod.status.pod_i_ps[0].ip == "10.1.0.1"
    assert pod.status.conditions == [condition] and pod.spec.containers[0].name == "tea"
    t = s.typed("NetworkingV1Api", *KINDS[15][1:])
    ingress = t.make()
    ingress.status = client.V1IngressStatus(load_balancer=client.V1LoadBalancerStatus(
        ingress=[client.V1LoadBalancerIngress(hostname="alb.example.com")]))
    ingress = client.NetworkingV1Api().replace_namespaced_ingress_status(t.name, s.ns, ingress)
    assert ingress.status.load_balancer.ingress[0].hostname == "alb.example.com"
    lease = s.typed(*KINDS[13]).make()
    assert lease.spec.renew_time == at.replace(microsecond=1)


@row("a list of operations is a JSON patch, anything else a strategic one, which drops by null and merges by key")
def _(s):
    t = s.typed("CoreV1Api", "namespaced_service", {"spec": {"ports": [{"port": 80}, {"port": 81, "name": "b"}][:1]}})
    t.make(a="1")
    svc = t("patch", t.name, body=[{"op": "test", "path": "/spec/type", "value": "ClusterIP"},
                                   {"op": "add", "path": "/metadata/labels/b", "value": "2"}])
    assert svc.metadata.labels == {"a": "1", "b": "2"}
    svc = t("patch", t.name, body={"metadata": {"labels": {"a": None}}, "spec": {"ports": [{"port": 80, "name": "http"}]}})
    assert svc.metadata.labels == {"b": "2"} and [(p.port, p.name) for p in svc.spec.ports] == [(80, "http")]
    svc = t("patch", t.name, body={"spec": {"ports": [{"port": 443, "name": "https"}]}})
    assert sorted(p.port for p in svc.spec.ports) == [80, 443]
    body = refused(422, t, "patch", t.name, body=[{"op": "test", "path": "/spec/type", "value": "NodePort"}])
    assert body["reason"] == "Invalid"


@row("a stale version is a 409, a second creation too, an invalid object a 422 with its causes")
def _(s):
    m = s.map()
    m.data = {"a": "2"}
    s.core.replace_namespaced_config_map("m", s.ns, m)
    assert refused(409, s.core.replace_namespaced_config_map, "m", s.ns, m)["reason"] == "Conflict"
    assert refused(409, s.map)["reason"] == "AlreadyExists"
    bad = {"metadata": {"name": "x"}, "spec": {"rules": [{"host": "BAD_host"}]}}
    body = refused(422, client.NetworkingV1Api().create_namespaced_ingress, s.ns, bad)
    assert body["details"]["causes"][0]["field"] == "spec.rules[0].host"


@row("a deletion heeds preconditions, policy and dry run, and a collection is deleted by its labels")
def _(s):
    s.map(uid=None, labels={"a": "1"}), s.map("n", labels={"a": "1"}), s.map("o")
    refused(409, s.core.delete_namespaced_config_map, "m", s.ns,
            body=client.V1DeleteOptions(preconditions=client.V1Preconditions(uid="other")))
    s.core.delete_namespaced_config_map("m", s.ns, dry_run="All")
    assert s.core.read_namespaced_config_map("m", s.ns)
    done = s.core.delete_namespaced_config_map("o", s.ns, propagation_policy="Background", grace_period_seconds=0)
    assert done.status == "Success" and done.details.name == "o" and done.details.kind == "configmaps"
    s.core.delete_collection_namespaced_config_map(s.ns, label_selector="a=1")
    assert not s.core.list_namespaced_config_map(s.ns).items
    assert s.core.delete_namespace(s.ns).status


@row("a list comes in pages, of which each tells how many are left")
def _(s):
    for i in range(5):
        s.map(f"m{i}")
    names, token, left = [], "", []
    while token is not None:
        page = s.core.list_namespaced_config_map(s.ns, limit=2, _continue=token)
        names += [m.metadata.name for m in page.items]
        left.append(page.metadata.remaining_item_count)
        token = page.metadata._continue
    assert names == [f"m{i}" for i in range(5)] and left == [3, 1, None], (names, left)


@row("a watch gives typed objects from a version on, and goes on after it was ended")
def _(s):
    version = s.core.list_namespaced_config_map(s.ns).metadata.resource_version
    w, seen = watch.Watch(), []
    s.map()
    for event in w.stream(s.core.list_namespaced_config_map, s.ns, resource_version=version):
        assert isinstance(event["object"], client.V1ConfigMap) and event["object"].kind == "ConfigMap"
        seen.append((event["type"], event["object"].data["a"]))
        if len(seen) == 1:
            s.trouble("POST", "watches/end")
            s.core.patch_namespaced_config_map("m", s.ns, {"data": {"a": "2"}})
        elif len(seen) == 2:
            s.core.delete_namespaced_config_map("m", s.ns)
        else:
            w.stop()
    assert seen == [("ADDED", "1"), ("MODIFIED", "2"), ("DELETED", "2")], seen


@row("a watch whose version was forgotten tries once more, and then says 410")
def _(s):
    version = s.map().metadata.resource_version
    s.map("n"), s.trouble("POST", "forget")
    try:
        list(watch.Watch().stream(s.core.list_namespaced_config_map, s.ns, resource_version=version))
    except ApiException as e:
        assert e.status == 410 and e.reason.startswith("Expired: "), e
    else:
        raise AssertionError("it ended well")


@row("a watch with a timeout ends by itself, with a bookmark when it asks for one")
def _(s):
    s.map()
    events = list(watch.Watch().stream(s.core.list_namespaced_config_map, s.ns, timeout_seconds=1, allow_watch_bookmarks=True))
    assert [e["type"] for e in events] == ["ADDED", "BOOKMARK"], events


@row("two candidates elect a leader by a ConfigMap, and another one when its updates fail")
def _(s):
    stories, ended = {"a": [], "b": []}, threading.Event()

    def candidate(who):
        def say(what):
            stories[who].append(what)
            if what == "leads":
                leading.set()
        how = electionconfig.Config(ConfigMapLock("lock", s.ns, who), 10, 9, 1, lambda: say("leads"), lambda: say("stopped"))
        how.lease_duration, how.renew_deadline, how.retry_period = 0.4, 0.3, 0.05  # it takes whole seconds only
        leaderelection.LeaderElection(how).run()
        ended.set()

    for who in stories:
        leading = threading.Event()
        threading.Thread(target=candidate, args=who, daemon=True).start()
        if who == "a":
            assert leading.wait(5), stories
    s.trouble("POST", "troubles", b'{"verb":"update","resource":"configmaps","status":500}')
    assert ended.wait(5), stories
    assert stories == {"a": ["leads", "stopped"], "b": []}, stories
    s.trouble("DELETE", "troubles")
    assert leading.wait(5) and stories["b"] == ["leads"], stories
    lock = s.core.read_namespaced_config_map("lock", s.ns).metadata.annotations["control-plane.alpha.kubernetes.io/leader"]
    assert json.loads(lock)["holderIdentity"] == "b"
    s.trouble("POST", "troubles", b'{"resource":"configmaps","status":403}')
    ended.clear()
    assert ended.wait(5)
    s.trouble("DELETE", "troubles")
