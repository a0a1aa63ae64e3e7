#include "runner/kube/cells.h"

#include <inttypes.h>
#include <string.h>

#include "base/clock.h"
#include "base/json.h"
#include "runner/kube/object.h"

#include "base/banned.h"

#define SHOWN      3   /* of a list in one cell */
#define DAYS_SHOWN 730 /* older things are so many years old */

static void add_or_none(struct buf *b, const char *text)
{
    buf_add_text(b, text && *text ? text : "<none>");
}

static void add_separator(struct buf *b)
{
    if (b->len)
        buf_add_char(b, ',');
}

/* As kubectl does: the more time, the coarser. */
static void add_duration(struct buf *b, int64_t seconds)
{
    int64_t minutes = seconds / 60, hours = minutes / 60, days = hours / 24;

    if (seconds < 0)
        buf_add_text(b, "0s");
    else if (seconds < 120)
        buf_printf(b, "%" PRId64 "s", seconds);
    else if (minutes < 10 && seconds % 60)
        buf_printf(b, "%" PRId64 "m%" PRId64 "s", minutes, seconds % 60);
    else if (hours < 3)
        buf_printf(b, "%" PRId64 "m", minutes);
    else if (hours < 8 && minutes % 60)
        buf_printf(b, "%" PRId64 "h%" PRId64 "m", hours, minutes % 60);
    else if (hours < 48)
        buf_printf(b, "%" PRId64 "h", hours);
    else if (days < 8 && hours % 24)
        buf_printf(b, "%" PRId64 "d%" PRId64 "h", days, hours % 24);
    else if (days < DAYS_SHOWN)
        buf_printf(b, "%" PRId64 "d", days);
    else
        buf_printf(b, "%" PRId64 "y", days / 365);
}

void cell_since(struct buf *b, const char *time, int64_t now_ms)
{
    int64_t then;

    if (time && clock_parse_iso(time, &then))
        add_duration(b, (now_ms - then) / 1000);
    else
        buf_add_text(b, "<unknown>");
}

void cell_text(struct buf *b, const cJSON *body, const char *path, int64_t now_ms)
{
    (void)now_ms;
    buf_add_text(b, json_text_or(body, path, ""));
}

void cell_text_or_none(struct buf *b, const cJSON *body, const char *path, int64_t now_ms)
{
    (void)now_ms;
    add_or_none(b, json_text(body, path));
}

void cell_number(struct buf *b, const cJSON *body, const char *path, int64_t now_ms)
{
    (void)now_ms;
    buf_printf(b, "%" PRId64, json_int(body, path));
}

void cell_count(struct buf *b, const cJSON *body, const char *path, int64_t now_ms)
{
    (void)now_ms;
    buf_printf(b, "%d", cJSON_GetArraySize(json_at(body, path)));
}

void cell_age(struct buf *b, const cJSON *body, const char *path, int64_t now_ms)
{
    cell_since(b, json_text(body, path), now_ms);
}

void cell_selector(struct buf *b, const cJSON *body, const char *path, int64_t now_ms)
{
    const cJSON *item;

    (void)now_ms;
    cJSON_ArrayForEach(item, json_at(body, path))
    {
        add_separator(b);
        buf_printf(b, "%s=%s", item->string ? item->string : "",
                   cJSON_IsString(item) ? item->valuestring : "");
    }
    if (!b->len)
        buf_add_text(b, "<none>");
}

static bool condition_is_true(const cJSON *body, const char *type)
{
    const cJSON *condition;

    cJSON_ArrayForEach(condition, json_at(body, "status.conditions"))
    {
        if (json_is_text(json_get(condition, "type"), type))
            return json_is_text(json_get(condition, "status"), "True");
    }
    return false;
}

void cell_node_status(struct buf *b, const cJSON *body, const char *path, int64_t now_ms)
{
    (void)path;
    (void)now_ms;
    buf_add_text(b, condition_is_true(body, "Ready") ? "Ready" : "NotReady");
    if (json_bool(body, "spec.unschedulable"))
        buf_add_text(b, ",SchedulingDisabled");
}

void cell_node_roles(struct buf *b, const cJSON *body, const char *path, int64_t now_ms)
{
    static const char prefix[] = "node-role.kubernetes.io/";
    const cJSON *label;

    (void)path;
    (void)now_ms;
    cJSON_ArrayForEach(label, json_at(body, "metadata.labels"))
    {
        if (strncmp(label->string, prefix, sizeof(prefix) - 1) != 0)
            continue;
        add_separator(b);
        buf_add_text(b, label->string + sizeof(prefix) - 1);
    }
    if (!b->len)
        buf_add_text(b, "<none>");
}

void cell_node_address(struct buf *b, const cJSON *body, const char *path, int64_t now_ms)
{
    const cJSON *address;

    (void)now_ms;
    cJSON_ArrayForEach(address, json_at(body, "status.addresses"))
    {
        if (!b->len && json_is_text(json_get(address, "type"), path))
            buf_add_text(b, json_text_or(address, "address", ""));
    }
    if (!b->len)
        buf_add_text(b, "<none>");
}

void cell_addresses(struct buf *b, const cJSON *body, const char *path, int64_t now_ms)
{
    const cJSON *ingress;

    (void)path;
    (void)now_ms;
    cJSON_ArrayForEach(ingress, json_at(body, "status.loadBalancer.ingress"))
    {
        const char *ip = json_text(ingress, "ip");
        add_separator(b);
        buf_add_text(b, ip && *ip ? ip : json_text_or(ingress, "hostname", ""));
    }
}

void cell_external_ip(struct buf *b, const cJSON *body, const char *path, int64_t now_ms)
{
    const char *type = json_text_or(body, "spec.type", "");

    if (!strcmp(type, "ExternalName")) {
        buf_add_text(b, json_text_or(body, "spec.externalName", ""));
        return;
    }
    cell_addresses(b, body, path, now_ms);
    if (!b->len)
        buf_add_text(b, strcmp(type, "LoadBalancer") != 0 ? "<none>" : "<pending>");
}

void cell_service_ports(struct buf *b, const cJSON *body, const char *path, int64_t now_ms)
{
    const cJSON *port;

    (void)path;
    (void)now_ms;
    cJSON_ArrayForEach(port, json_at(body, "spec.ports"))
    {
        int64_t node_port = json_int(port, "nodePort");
        add_separator(b);
        buf_printf(b, "%" PRId64, json_int(port, "port"));
        if (node_port)
            buf_printf(b, ":%" PRId64, node_port);
        buf_printf(b, "/%s", json_text_or(port, "protocol", ""));
    }
    if (!b->len)
        buf_add_text(b, "<none>");
}

static void add_subset(struct buf *b, const cJSON *subset, int *count)
{
    const cJSON *ports = json_get(subset, "ports"), *port, *address;

    cJSON_ArrayForEach(port, ports)
    {
        cJSON_ArrayForEach(address, json_get(subset, "addresses"))
        {
            if ((*count)++ >= SHOWN)
                continue;
            add_separator(b);
            buf_printf(b, "%s:%" PRId64, json_text_or(address, "ip", ""), json_int(port, "port"));
        }
    }
}

static void add_more(struct buf *b, int count)
{
    if (count > SHOWN)
        buf_printf(b, " + %d more...", count - SHOWN);
    else if (!count)
        buf_add_text(b, "<none>");
}

void cell_endpoints(struct buf *b, const cJSON *body, const char *path, int64_t now_ms)
{
    const cJSON *subset;
    int count = 0;

    (void)path;
    (void)now_ms;
    cJSON_ArrayForEach(subset, json_get(body, "subsets")) add_subset(b, subset, &count);
    add_more(b, count);
}

void cell_pod_ready(struct buf *b, const cJSON *body, const char *path, int64_t now_ms)
{
    const cJSON *status;
    int ready = 0, all = cJSON_GetArraySize(json_at(body, "spec.containers"));

    (void)path;
    (void)now_ms;
    cJSON_ArrayForEach(status, json_at(body, "status.containerStatuses")) ready +=
        json_bool(status, "ready");
    if (!json_at(body, "status.containerStatuses") && condition_is_true(body, "Ready"))
        ready = all;
    buf_printf(b, "%d/%d", ready, all);
}

void cell_pod_status(struct buf *b, const cJSON *body, const char *path, int64_t now_ms)
{
    (void)path;
    (void)now_ms;
    buf_add_text(b, object_is_terminating(body) ? "Terminating"
                                                : json_text_or(body, "status.phase", ""));
}

void cell_pod_restarts(struct buf *b, const cJSON *body, const char *path, int64_t now_ms)
{
    const cJSON *status;
    int64_t count = 0;

    (void)path;
    (void)now_ms;
    cJSON_ArrayForEach(status, json_at(body, "status.containerStatuses")) count +=
        json_int(status, "restartCount");
    buf_printf(b, "%" PRId64, count);
}

void cell_last_seen(struct buf *b, const cJSON *body, const char *path, int64_t now_ms)
{
    static const char *const times[] = { "series.lastObservedTime", "lastTimestamp", "eventTime",
                                         "firstTimestamp" };

    (void)path;
    for (size_t i = 0; i < sizeof(times) / sizeof(times[0]); i++) {
        if (json_text(body, times[i])) {
            cell_since(b, json_text(body, times[i]), now_ms);
            return;
        }
    }
    buf_add_text(b, "<unknown>");
}

void cell_event_object(struct buf *b, const cJSON *body, const char *path, int64_t now_ms)
{
    const char *kind = json_text_or(body, "involvedObject.kind", "");

    (void)path;
    (void)now_ms;
    for (; *kind; kind++)
        buf_add_char(b, (char)(*kind >= 'A' && *kind <= 'Z' ? *kind - 'A' + 'a' : *kind));
    buf_printf(b, "/%s", json_text_or(body, "involvedObject.name", ""));
}

void cell_slice_ports(struct buf *b, const cJSON *body, const char *path, int64_t now_ms)
{
    const cJSON *port;
    int count = 0;

    (void)path;
    (void)now_ms;
    cJSON_ArrayForEach(port, json_get(body, "ports"))
    {
        if (count++ >= SHOWN)
            continue;
        add_separator(b);
        buf_printf(b, "%" PRId64, json_int(port, "port"));
    }
    add_more(b, count);
}

void cell_slice_endpoints(struct buf *b, const cJSON *body, const char *path, int64_t now_ms)
{
    const cJSON *endpoint, *address;
    int count = 0;

    (void)path;
    (void)now_ms;
    cJSON_ArrayForEach(endpoint, json_get(body, "endpoints"))
    {
        cJSON_ArrayForEach(address, json_get(endpoint, "addresses"))
        {
            if (count++ >= SHOWN || !cJSON_IsString(address))
                continue;
            add_separator(b);
            buf_add_text(b, address->valuestring);
        }
    }
    add_more(b, count);
}

void cell_ingress_class(struct buf *b, const cJSON *body, const char *path, int64_t now_ms)
{
    const char *name = json_text(body, "spec.ingressClassName");

    (void)path;
    (void)now_ms;
    add_or_none(b, name ? name : object_annotation(body, "kubernetes.io/ingress.class"));
}

void cell_ingress_hosts(struct buf *b, const cJSON *body, const char *path, int64_t now_ms)
{
    const cJSON *rule;
    int count = 0;

    (void)path;
    (void)now_ms;
    cJSON_ArrayForEach(rule, json_at(body, "spec.rules"))
    {
        const char *host = json_text(rule, "host");
        if (!host || !*host || count++ >= SHOWN)
            continue;
        add_separator(b);
        buf_add_text(b, host);
    }
    if (count)
        add_more(b, count);
    else
        buf_add_char(b, '*');
}

void cell_ingress_ports(struct buf *b, const cJSON *body, const char *path, int64_t now_ms)
{
    (void)path;
    (void)now_ms;
    buf_add_text(b, cJSON_GetArraySize(json_at(body, "spec.tls")) ? "80, 443" : "80");
}

void cell_parameters(struct buf *b, const cJSON *body, const char *path, int64_t now_ms)
{
    const cJSON *parameters = json_at(body, "spec.parameters");
    const char *group = json_text_or(parameters, "apiGroup", "");

    (void)path;
    (void)now_ms;
    if (!parameters)
        buf_add_text(b, "<none>");
    else
        buf_printf(b, "%s%s%s/%s", json_text_or(parameters, "kind", ""), *group ? "." : "", group,
                   json_text_or(parameters, "name", ""));
}

/* Of the replicas that are wanted, as many are ready. */
void cell_ready(struct buf *b, const cJSON *body, const char *path, int64_t now_ms)
{
    (void)path;
    (void)now_ms;
    buf_printf(b, "%" PRId64 "/%" PRId64, json_int(body, "status.readyReplicas"),
               json_int(body, "spec.replicas"));
}
