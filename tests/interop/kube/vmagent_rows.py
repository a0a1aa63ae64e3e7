# Rows of vmagent.py, which defines the names that are used here.

NODE = {"spec": {"providerID": "cn-hangzhou.i-1"}, "status": {
    "addresses": [{"type": "InternalIP", "address": "10.0.0.1"}, {"type": "Hostname", "address": "n1"}],
    "daemonEndpoints": {"kubeletEndpoint": {"Port": 10250}}}}
POD = {"spec": {"nodeName": "n1", "containers": [
    {"name": "tea", "image": "tea:1", "ports": [{"name": "http", "containerPort": 8080}]}, {"name": "side", "image": "side:1"}]}}
SERVICE = {"spec": {"selector": {"app": "tea"}, "ports": [{"name": "http", "port": 80, "targetPort": 8080}]}}


def status(ip, ready="True"):
    return {"status": {"phase": "Running", "podIP": ip, "hostIP": "10.0.0.1", "conditions": [{"type": "Ready", "status": ready}]}}


def ingress(*hosts, **more):
    backend = {"service": {"name": "tea", "port": {"number": 80}}}
    path = {"path": "/tea", "pathType": "Prefix", "backend": backend}
    return {"spec": {"ingressClassName": "alb", "rules": [{"host": h, "http": {"paths": [path]}} for h in hosts], **more}}


def about_pod(pod, ip, container=None, ready="true"):
    known = {"namespace": "default", "pod_name": pod["metadata"]["name"], "pod_uid": pod["metadata"]["uid"], "pod_ip": ip,
             "pod_host_ip": "10.0.0.1", "pod_node_name": "n1", "pod_phase": "Running", "pod_ready": ready,
             "pod_label_app": "tea", "pod_labelpresent_app": "true"}
    if container == "tea":
        known.update(pod_container_port_name="http", pod_container_port_number="8080", pod_container_port_protocol="TCP")
    if container:
        known.update(pod_container_name=container, pod_container_init="false")
    return known


def about_service():
    return {"namespace": "default", "service_name": "tea", "service_type": "ClusterIP", "service_cluster_ip": "10.96.0.1"}


def labelled(kind, **labels):
    return {**{f"{kind}_label_{k}": v for k, v in labels.items()}, **{f"{kind}_labelpresent_{k}": "true" for k in labels}}


def names(c, kind):
    return [o["metadata"]["name"] for o in c.do("GET", place(kind, "default"))["items"]]


def ready(a, role):
    """How often each address is said to be ready, and not."""
    label = "endpoint_ready" if role == "endpoints" else "endpointslice_endpoint_conditions_ready"
    return sorted((t["__address__"], t[label]) for t in a.found(role))


@row("a Node is found with its addresses, its labels and its provider's name for it")
def _(c):
    c.make("nodes", "n1", NODE, labels={"zone": "a"})
    with agent(c) as a:
        a.sees("node", [{
            "__address__": "10.0.0.1:10250", "node_name": "n1", "node_provider_id": "cn-hangzhou.i-1", "node_label_zone": "a",
            "node_labelpresent_zone": "true", "node_address_InternalIP": "10.0.0.1", "node_address_Hostname": "n1"}])


@row("a Service is found by each of its ports, one of type ExternalName by its name")
def _(c):
    c.make("services", "tea", SERVICE)
    c.make("services", "out", {"spec": {"type": "ExternalName", "externalName": "tea.example.com", "ports": [{"port": 443}]}})
    with agent(c) as a:
        a.sees("service", [
            {"__address__": "out.default.svc:443", "namespace": "default", "service_name": "out", "service_type": "ExternalName",
             "service_external_name": "tea.example.com", "service_port_protocol": "TCP", "service_port_name": ""},
            {"__address__": "tea.default.svc:80", **about_service(), "service_port_name": "http",
             "service_port_protocol": "TCP"}])


@row("a Pod is found by each port of its containers, and by its address where a container has none")
def _(c):
    pod = c.make("pods", "tea-1", {**POD, **status("10.1.0.1")}, labels={"app": "tea"})
    with agent(c) as a:
        a.sees("pod", [{"__address__": "10.1.0.1", **about_pod(pod, "10.1.0.1", "side")},
                       {"__address__": "10.1.0.1:8080", **about_pod(pod, "10.1.0.1", "tea")}])


@row("Endpoints and EndpointSlices that were derived from Pods are found with their Pods and Services")
def _(c):
    c.make("services", "tea", SERVICE)
    pod = c.make("pods", "tea-1", {**POD, **status("10.1.0.1")}, labels={"app": "tea"})
    about = {"__address__": "10.1.0.1:8080", **about_service(), **about_pod(pod, "10.1.0.1", "tea")}
    del about["pod_container_init"]  # which it says of Pods only
    target = {"address_target_kind": "Pod", "address_target_name": "tea-1"}
    with agent(c, ("endpoints", "endpointslice")) as a:
        a.sees("endpoints", [{
            **about, "endpoints_name": "tea", "endpoint_ready": "true", "endpoint_port_name": "http",
            "endpoint_port_protocol": "TCP", "endpoint_node_name": "n1", **{f"endpoint_{k}": v for k, v in target.items()},
            **labelled("endpoints", endpoints_kubernetes_io_managed_by="endpoint-controller")}])
        a.sees("endpointslice", [{
            **about, "endpointslice_name": names(c, "endpointslices")[0], "endpointslice_address_type": "IPv4",
            "endpointslice_endpoint_conditions_ready": "true", "endpointslice_port": "8080",
            "endpointslice_port_name": "http", "endpointslice_port_protocol": "TCP",
            **{f"endpointslice_{k}": v for k, v in target.items()},
            **labelled("endpointslice", kubernetes_io_service_name="tea",
                       endpointslice_kubernetes_io_managed_by="endpointslice-controller.k8s.io")}])


@row("an Ingress is found by each host and path, with its class, and by https where its host has a certificate")
def _(c):
    c.make("ingresses", "tea", ingress("tea.example.com", "cafe.example.com",
                                       tls=[{"hosts": ["cafe.example.com"], "secretName": "cafe"}]))
    with agent(c) as a:
        a.sees("ingress", [
            {"__address__": host, "namespace": "default", "ingress_name": "tea", "ingress_host": host, "ingress_path": "/tea",
             "ingress_scheme": scheme, "ingress_class_name": "alb"}
            for host, scheme in (("cafe.example.com", "https"), ("tea.example.com", "http"))])


@row("what is made, changed and deleted while it watches is heard of at once: hosts, readiness, Pods, labels")
def _(c):
    c.make("services", "tea", SERVICE), c.make("nodes", "n1", NODE)
    with agent(c) as a:
        a.sees_addresses("service", "tea.default.svc:80")
        c.make("ingresses", "tea", ingress("a.example.com"))
        a.sees_addresses("ingress", "a.example.com")
        c.change("ingresses", "tea", ingress("a.example.com", "b.example.com"))
        a.sees_addresses("ingress", "a.example.com", "b.example.com")
        for i in (1, 2):
            c.make("pods", f"tea-{i}", {**POD, **status(f"10.1.0.{i}")}, labels={"app": "tea"})
        for role in ("endpoints", "endpointslice"):
            wait_for(lambda: ready(a, role) == [("10.1.0.1:8080", "true"), ("10.1.0.2:8080", "true")])
        c.change("pods", "tea-2", status("10.1.0.2", "False"), part="/status")
        for role in ("endpoints", "endpointslice"):
            wait_for(lambda: ready(a, role) == [("10.1.0.1:8080", "true"), ("10.1.0.2:8080", "false")])
        c.change("nodes", "n1", {"metadata": {"labels": {"zone": "b"}}})
        wait_for(lambda: a.found("node")[0].get("node_label_zone") == "b")
        for kind, name in (("pods", "tea-1"), ("ingresses", "tea"), ("nodes", "n1"), ("services", "tea")):
            c.do("DELETE", f"{place(kind, 'default')}/{name}")
        a.sees_addresses("pod", "10.1.0.2", "10.1.0.2:8080")
        for role in ("ingress", "node", "service", "endpoints", "endpointslice"):
            a.sees_addresses(role)


@row("selectors by label and by field, and namespaces, are those of the list and of the watch")
def _(c):
    c.do("POST", "/api/v1/namespaces", {"metadata": {"name": "other"}})
    jobs = {"labels": {"role": "service", "selectors": [{"role": "service", "label": "app in (tea,cafe),!old"}]},
            "fields": {"role": "pod", "selectors": [{"role": "pod", "field": "metadata.name=tea-1"}]},
            "one": {"role": "ingress", "namespaces": {"names": ["other"]}},
            "two": {"role": "ingress", "namespaces": {"names": ["other", "default"]}}}
    c.make("services", "before", SERVICE, labels={"app": "tea"})
    c.make("ingresses", "a", ingress("a.example.com"))
    with agent(c, {name: {**sd, "kubeconfig_file": c.kubeconfig} for name, sd in jobs.items()}) as a:
        a.sees_addresses("labels", "before.default.svc:80"), a.sees_addresses("two", "a.example.com")
        c.make("services", "later", SERVICE, labels={"app": "cafe"})
        c.make("services", "old", SERVICE, labels={"app": "cafe", "old": "yes"})
        for i in (1, 2):
            c.make("pods", f"tea-{i}", {"spec": {"nodeName": "n1", "containers": [{"name": "x", "image": "x"}]},
                                        **status(f"10.1.0.{i}")})
        c.make("ingresses", "b", ingress("b.example.com"), ns="other")
        a.sees_addresses("labels", "before.default.svc:80", "later.default.svc:80")
        c.change("services", "before", {"metadata": {"labels": {"old": "now"}}})
        c.change("services", "old", {"metadata": {"labels": {"old": None}}})
        a.sees_addresses("labels", "later.default.svc:80", "old.default.svc:80")
        a.sees_addresses("fields", "10.1.0.1")
        a.sees_addresses("one", "b.example.com"), a.sees_addresses("two", "a.example.com", "b.example.com")


@row("a watch that ends goes on from where it was")
def _(c):
    c.make("ingresses", "a", ingress("a.example.com"))
    with agent(c, ("ingress",)) as a:
        a.sees_addresses("ingress", "a.example.com")
        for i, host in enumerate(("b.example.com", "c.example.com", "d.example.com")):
            c.do("POST", "/_kube/watches/end")
            c.change("ingresses", "a", ingress(host))
            a.sees_addresses("ingress", host)
        assert a.said().count("reloaded ") == 1, a.said()


@row("after a watch whose version was forgotten it lists anew, and has all that happened meanwhile")
def _(c):
    c.make("ingresses", "a", ingress("a.example.com")), c.make("ingresses", "gone", ingress("gone.example.com"))
    with agent(c, ("ingress",)) as a:
        a.sees_addresses("ingress", "a.example.com", "gone.example.com")
        c.do("POST", "/_kube/troubles", {"verb": "watch", "resource": "ingresses", "status": 503})
        c.do("POST", "/_kube/watches/end")
        c.make("ingresses", "b", ingress("b.example.com"))
        c.do("DELETE", place("ingresses", "default") + "/gone")
        c.do("POST", "/_kube/forget"), c.do("DELETE", "/_kube/troubles")
        a.sees_addresses("ingress", "a.example.com", "b.example.com")
        assert a.said().count("reloaded ") == 2, a.said()


@row("lists that are refused with 500, 429 and 410 are asked for again, and what comes of them is whole")
def _(c):
    c.make("services", "tea", SERVICE)
    for status_code in (500, 429, 410):
        c.do("POST", "/_kube/troubles", {"verb": "list", "resource": "services", "status": status_code, "times": 1})
    with agent(c, ("service",), may_complain=True) as a:
        a.sees_addresses("service", "tea.default.svc:80")
        told = [x for x in a.complaints() if "/api/v1/services" in x]
        assert len(told) == len(a.complaints()) == 3, a.complaints()
        assert all(f": {code}; want 200" in x for code, x in zip((500, 429, 410), told)), told


@row("by https with the kubeconfig's authority it comes in by certificate and by token, and not without")
def _(c):
    with tempfile.TemporaryDirectory() as folder:
        safe = Cluster(folder, "--tls", "--authenticate")
        safe.make("ingresses", "a", ingress("a.example.com"))
        with open(safe.kubeconfig, encoding="utf-8") as f:
            text = f.read()
        without = {"token": r"client-\w+-data", "certificate": "token", "nothing": r"token|client-\w+-data"}
        jobs = {"both": {"role": "ingress", "kubeconfig_file": safe.kubeconfig}}
        for kind, lines in without.items():
            with open(f"{folder}/{kind}", "w", encoding="utf-8") as f:
                f.write(re.sub(rf"(?m)^ *({lines}):.*\n", "", text).replace("  user:\n", "  user:\n    username: ''\n"))
            jobs[kind] = {"role": "ingress", "kubeconfig_file": f"{folder}/{kind}"}
        with agent(safe, jobs, may_complain=True) as a:
            for kind in ("both", "token", "certificate"):
                a.sees_addresses(kind, "a.example.com")
            assert wait_for(a.complaints) and all("401" in x for x in a.complaints()), a.complaints()
            a.sees_addresses("nothing")
        safe.server.end()
