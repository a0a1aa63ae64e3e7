#include "runner/kube/workload.h"

#include <string.h>

#include "base/json.h"
#include "runner/kube/check.h"
#include "runner/kube/fill.h"
#include "runner/kube/names.h"
#include "runner/kube/pod_fill.h"

#include "base/banned.h"

void workload_fill_pod(cJSON *object)
{
    cJSON *spec = fill_object(object, "spec");

    pod_fill_spec(spec);
    pod_fill_requests(spec);
    fill_text(spec, "serviceAccountName", "default");
    fill_text(spec, "serviceAccount", json_text_or(spec, "serviceAccountName", ""));
    fill_bool(spec, "enableServiceLinks", true);
    fill_text(json_mutable(object, "status"), "qosClass", pod_qos_class(spec));
}

void workload_fill_replicaset(cJSON *object)
{
    cJSON *spec = fill_object(object, "spec");

    fill_int(spec, "replicas", 1);
    pod_fill_spec(json_mutable(spec, "template.spec"));
}

void workload_fill_deployment(cJSON *object)
{
    cJSON *spec = fill_object(object, "spec"), *strategy, *rolling;

    fill_int(spec, "revisionHistoryLimit", 10);
    fill_int(spec, "progressDeadlineSeconds", 600);
    strategy = fill_object(spec, "strategy");
    fill_text(strategy, "type", "RollingUpdate");
    if (json_is_text(json_get(strategy, "type"), "RollingUpdate")) {
        rolling = fill_object(strategy, "rollingUpdate");
        fill_text(rolling, "maxUnavailable", "25%");
        fill_text(rolling, "maxSurge", "25%");
    }
    workload_fill_replicaset(object);
}

static void check_containers(struct faults *f, const cJSON *containers, const char *path)
{
    const cJSON *container;
    int i = 0;

    if (!cJSON_GetArraySize(containers))
        fault_required(f, path, "");
    cJSON_ArrayForEach(container, containers)
    {
        const char *name = json_text_or(container, "name", "");
        const char *field = arena_printf(f->arena, "%s[%d].name", path, i);
        if (!*name)
            fault_required(f, field, "");
        else if (name_fault_label(str_of(name)))
            fault_invalid(f, field, name, name_fault_label(str_of(name)));
        if (!*json_text_or(container, "image", ""))
            fault_required(f, arena_printf(f->arena, "%s[%d].image", path, i), "");
        i++;
    }
}

void workload_check_pod(struct faults *f, const cJSON *object, const cJSON *before)
{
    (void)before;
    check_containers(f, json_at(object, "spec.containers"), "spec.containers");
}

static bool selects(const cJSON *selector, const cJSON *labels)
{
    const cJSON *label;

    cJSON_ArrayForEach(label, json_get(selector, "matchLabels"))
    {
        if (!json_equal(json_get(labels, label->string), label))
            return false;
    }
    return true;
}

void workload_check_template(struct faults *f, const cJSON *object, const cJSON *before)
{
    const cJSON *spec = json_get(object, "spec"), *selector = json_get(spec, "selector");
    const cJSON *labels = json_at(spec, "template.metadata.labels");
    const cJSON *replicas = json_get(spec, "replicas");

    if (!json_at(selector, "matchLabels") && !json_at(selector, "matchExpressions"))
        fault_required(f, "spec.selector", "");
    else if (!selects(selector, labels))
        fault_invalid_json(f, "spec.template.metadata.labels", labels,
                           "`selector` does not match template `labels`");
    if (replicas && !(cJSON_IsNumber(replicas) && replicas->valuedouble >= 0))
        fault_invalid_json(f, "spec.replicas", replicas, "must be greater than or equal to 0");
    check_containers(f, json_at(spec, "template.spec.containers"), "spec.template.spec.containers");
    if (json_is_text(json_at(spec, "strategy.type"), "Recreate") &&
        json_at(spec, "strategy.rollingUpdate"))
        fault_forbidden(f, "spec.strategy.rollingUpdate",
                        "may not be specified when strategy `type` is 'Recreate'");
    if (before)
        check_immutable(f, "spec.selector", selector, json_at(before, "spec.selector"));
}

static void add_expression(struct buf *b, const cJSON *expression)
{
    const char *key = json_text_or(expression, "key", ""), *separator = "";
    const char *operator= json_text_or(expression, "operator", "");
    const cJSON *value;

    if (!strcmp(operator, "Exists") || !strcmp(operator, "DoesNotExist")) {
        buf_printf(b, "%s%s", !strcmp(operator, "Exists") ? "" : "!", key);
        return;
    }
    buf_printf(b, "%s %s (", key, !strcmp(operator, "In") ? "in" : "notin");
    cJSON_ArrayForEach(value, json_get(expression, "values"))
    {
        buf_printf(b, "%s%s", separator, cJSON_IsString(value) ? value->valuestring : "");
        separator = ",";
    }
    buf_add_char(b, ')');
}

const char *workload_selector_text(struct arena *a, const cJSON *selector)
{
    struct buf b = BUF_LIMIT(64u << 10);
    const cJSON *item;
    const char *text;

    cJSON_ArrayForEach(item, json_get(selector, "matchLabels"))
        buf_printf(&b, "%s%s=%s", b.len ? "," : "", item->string,
                   cJSON_IsString(item) ? item->valuestring : "");
    cJSON_ArrayForEach(item, json_get(selector, "matchExpressions"))
    {
        if (b.len)
            buf_add_char(&b, ',');
        add_expression(&b, item);
    }
    text = arena_strz(a, buf_str(&b));
    buf_done(&b);
    return text;
}
