#include "runner/kube/pod_fill.h"

#include <string.h>

#include "base/json.h"
#include "runner/kube/fill.h"

#include "base/banned.h"

enum { FILE_MODE = 0644, TOKEN_SECONDS = 3600 };

/* An image is pulled anew each time when its tag may move: latest, or none and no digest. */
static const char *pull_policy(const char *image)
{
    const char *slash = strrchr(image, '/'), *name = slash ? slash + 1 : image;
    const char *tag = strchr(name, ':');

    if (strchr(name, '@'))
        return "IfNotPresent";
    return !tag || !strcmp(tag, ":latest") ? "Always" : "IfNotPresent";
}

static void fill_get(cJSON *action)
{
    fill_text(action, "path", "/");
    fill_text(action, "scheme", "HTTP");
}

static void fill_probe(cJSON *probe)
{
    fill_int(probe, "timeoutSeconds", 1);
    fill_int(probe, "periodSeconds", 10);
    fill_int(probe, "successThreshold", 1);
    fill_int(probe, "failureThreshold", 3);
    fill_get(json_mutable(probe, "httpGet"));
}

static void fill_field_ref(cJSON *source)
{
    fill_text(json_mutable(source, "fieldRef"), "apiVersion", "v1");
}

static void fill_containers(cJSON *containers)
{
    static const char *const probes[] = { "livenessProbe", "readinessProbe", "startupProbe" };
    cJSON *container, *variable;

    cJSON_ArrayForEach(container, containers)
    {
        fill_ports(json_mutable(container, "ports"), false);
        fill_object(container, "resources");
        fill_text(container, "imagePullPolicy", pull_policy(json_text_or(container, "image", "")));
        fill_text(container, "terminationMessagePath", "/dev/termination-log");
        fill_text(container, "terminationMessagePolicy", "File");
        for (size_t i = 0; i < sizeof(probes) / sizeof(probes[0]); i++)
            fill_probe(json_mutable(container, probes[i]));
        fill_get(json_mutable(container, "lifecycle.postStart.httpGet"));
        fill_get(json_mutable(container, "lifecycle.preStop.httpGet"));
        cJSON_ArrayForEach(variable, json_mutable(container, "env"))
            fill_field_ref(json_mutable(variable, "valueFrom"));
    }
}

static void fill_files(cJSON *files)
{
    cJSON *item;

    cJSON_ArrayForEach(item, json_mutable(files, "items")) fill_field_ref(item);
}

static void fill_projections(cJSON *sources)
{
    cJSON *source;

    cJSON_ArrayForEach(source, sources)
    {
        fill_int(json_mutable(source, "serviceAccountToken"), "expirationSeconds", TOKEN_SECONDS);
        fill_files(json_mutable(source, "downwardAPI"));
    }
}

static void fill_volumes(cJSON *volumes)
{
    static const char *const with_mode[] = { "secret", "configMap", "downwardAPI", "projected" };
    cJSON *volume;

    cJSON_ArrayForEach(volume, volumes)
    {
        if (cJSON_GetArraySize(volume) == 1 && json_get(volume, "name"))
            json_add_object(volume, "emptyDir");
        for (size_t i = 0; i < sizeof(with_mode) / sizeof(with_mode[0]); i++)
            fill_int(json_mutable(volume, with_mode[i]), "defaultMode", FILE_MODE);
        fill_text(json_mutable(volume, "hostPath"), "type", "");
        fill_files(json_mutable(volume, "downwardAPI"));
        fill_projections(json_mutable(volume, "projected.sources"));
    }
}

void pod_fill_spec(cJSON *spec)
{
    fill_text(spec, "restartPolicy", "Always");
    fill_text(spec, "dnsPolicy", "ClusterFirst");
    fill_text(spec, "schedulerName", "default-scheduler");
    fill_object(spec, "securityContext");
    fill_int(spec, "terminationGracePeriodSeconds", 30);
    fill_containers(json_mutable(spec, "containers"));
    fill_containers(json_mutable(spec, "initContainers"));
    fill_volumes(json_mutable(spec, "volumes"));
}

static void fill_requests_of(cJSON *containers)
{
    cJSON *container;
    const cJSON *limit;

    cJSON_ArrayForEach(container, containers)
    {
        cJSON *resources = json_mutable(container, "resources"), *requests;
        if (!cJSON_IsObject(json_get(resources, "limits")))
            continue;
        requests = fill_object(resources, "requests");
        cJSON_ArrayForEach(limit, json_get(resources, "limits"))
        {
            if (!json_get(requests, limit->string))
                json_add(requests, limit->string, json_copy(limit));
        }
    }
}

void pod_fill_requests(cJSON *spec)
{
    fill_requests_of(json_mutable(spec, "containers"));
    fill_requests_of(json_mutable(spec, "initContainers"));
}

static void look_at_class(const cJSON *containers, bool *any, bool *all)
{
    static const char *const counted[] = { "cpu", "memory" };
    const cJSON *container;

    cJSON_ArrayForEach(container, containers)
    {
        const cJSON *limits = json_at(container, "resources.limits");
        const cJSON *requests = json_at(container, "resources.requests");
        for (size_t i = 0; i < sizeof(counted) / sizeof(counted[0]); i++) {
            const cJSON *limit = json_get(limits, counted[i]);
            const cJSON *request = json_get(requests, counted[i]);
            *any = *any || limit || request;
            *all = *all && limit && request && json_equal(limit, request);
        }
    }
}

const char *pod_qos_class(const cJSON *spec)
{
    bool any = false, all = true;

    look_at_class(json_get(spec, "containers"), &any, &all);
    look_at_class(json_get(spec, "initContainers"), &any, &all);
    return !any ? "BestEffort" : all ? "Guaranteed" : "Burstable";
}
