/*
 * An answer as JSON, as text for a person, and as a graph.
 */
#include <string.h>

#include "base/buf.h"
#include "base/json.h"
#include "mockalb/topology/reach.h"

#include "base/banned.h"

#define DRAWING_BYTES (1u << 20)

cJSON *reach_json(const struct reach *r)
{
    cJSON *tree = cJSON_CreateObject();
    bool reached = r->reason == REASON_reachable;

    json_add_bool(tree, "reachable", reached);
    json_add_text(tree, "reason", reason_code(r->reason));
    if (r->cause != r->reason)
        json_add_text(tree, "cause", reason_code(r->cause));
    json_add_text(tree, "sentence", reason_sentence(r->cause));
    json_add_text(tree, "direction", r->direction);
    json_add_text(tree, "stage", r->stage);
    json_add_text(tree, "object", r->object);
    if (*r->source)
        json_add_text(tree, "source", r->source);
    if (!reached)
        json_add_text(tree, "health", reach_health_reason(r));
    json_add_text(tree, "loadBalancer", r->balancer);
    json_add_text(tree, "serverGroup", r->group);
    json_add_text(tree, "server", r->ip);
    json_add_int(tree, "port", r->port);
    cJSON *path = json_add_array(tree, "path");
    for (size_t i = 0; i < r->count; i++) {
        cJSON *hop = json_push(path, cJSON_CreateObject());
        json_add_text(hop, "direction", r->hops[i].direction);
        json_add_text(hop, "stage", r->hops[i].stage);
        json_add_text(hop, "node", r->hops[i].node);
        json_add_text(hop, "table", r->hops[i].table);
        json_add_text(hop, "matchedCidr", r->hops[i].block);
        json_add_text(hop, "nextHopType", r->hops[i].hop_type);
        json_add_text(hop, "nextHopId", r->hops[i].hop);
    }
    return tree;
}

static const char *finished(struct buf *text, struct arena *a)
{
    const char *kept = arena_strz(a, buf_str(text));

    buf_done(text);
    return kept;
}

static void draw_end(struct buf *text, const struct reach *r)
{
    if (r->reason == REASON_reachable) {
        buf_printf(text, "reachable\n");
        return;
    }
    buf_printf(text, "NOT reachable: %s", reason_code(r->reason));
    if (r->cause != r->reason)
        buf_printf(text, " (%s)", reason_code(r->cause));
    buf_printf(text, "\n  %s\n  at %s: %s\n", reason_sentence(r->cause), r->stage, r->object);
    if (*r->source)
        buf_printf(text, "  the answers go to %s\n", r->source);
    buf_printf(text, "  the health check says %s\n", reach_health_reason(r));
}

const char *reach_text(const struct reach *r, struct arena *a)
{
    struct buf text = BUF_LIMIT(DRAWING_BYTES);
    const char *direction = "";

    buf_printf(&text, "%s (%s) to %s:%d\n", r->balancer, r->group, r->ip, r->port);
    for (size_t i = 0; i < r->count; i++) {
        const struct hop *h = &r->hops[i];
        if (strcmp(direction, h->direction) != 0)
            buf_printf(&text, "%s\n", h->direction);
        direction = h->direction;
        buf_printf(&text, "  %-5s %s\n", h->stage, h->node);
        buf_printf(&text, "        %s%s%s -> %s%s%s\n", h->table, *h->table ? ": " : "",
                   *h->block ? h->block : "no route", *h->hop_type ? h->hop_type : "nowhere",
                   *h->hop ? " " : "", h->hop);
    }
    draw_end(&text, r);
    return finished(&text, a);
}

const char *reach_dot(const struct reach *r, struct arena *a)
{
    struct buf text = BUF_LIMIT(DRAWING_BYTES);
    const char *colour = r->reason == REASON_reachable ? "darkgreen" : "red";

    buf_printf(&text, "digraph reach {\n  rankdir=LR; node [shape=box];\n");
    for (size_t i = 0; i < r->count; i++) {
        const struct hop *h = &r->hops[i];
        bool is_last = i + 1 == r->count || strcmp(r->hops[i + 1].direction, h->direction) != 0;
        bool is_failure = i + 1 == r->count && r->reason != REASON_reachable;
        const char *next = is_failure                             ? reason_code(r->reason)
                           : !is_last                             ? r->hops[i + 1].node
                           : strcmp(h->direction, "forward") == 0 ? r->ip
                                                                  : r->balancer;
        buf_printf(&text, "  \"%s\" -> \"%s\" [label=\"%s\\n%s\", style=%s, color=%s];\n", h->node,
                   next, h->table, *h->block ? h->block : "no route",
                   strcmp(h->direction, "forward") == 0 ? "solid" : "dashed",
                   is_failure ? colour : "black");
    }
    if (!r->count)
        buf_printf(&text, "  \"%s\" -> \"%s\" [label=\"%s\", color=%s];\n", r->balancer, r->ip,
                   reason_code(r->reason), colour);
    buf_printf(&text, "}\n");
    return finished(&text, a);
}
