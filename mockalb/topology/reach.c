#include "mockalb/topology/reach.h"

#include "mockalb/kinds/kinds.h"
#include "mockalb/topology/config.h"
#include "mockalb/topology/walk.h"

#include "base/banned.h"

static const struct {
    const char *code, *sentence;
} reasons[] = {
#define REASON(symbol, code, sentence) { code, sentence },
#include "mockalb/topology/reasons.def"
#undef REASON
};

const char *reason_code(enum reason r)
{
    return reasons[r].code;
}

const char *reason_sentence(enum reason r)
{
    return reasons[r].sentence;
}

/* Servers that are machines of the VPC are known by their ids; their address may be left out. */
static const char *address_of(const struct reach_question *q)
{
    const char *ip = json_text_or(q->server, "ServerIp", ""), *id;
    const struct object *nic, *machine;

    if (*ip)
        return ip;
    id = json_text_or(q->server, "ServerId", "");
    machine = store_find(q->store, &kind_instance, id);
    nic = store_find(q->store, &kind_network_interface, id);
    if (machine)
        return json_text_or(machine->body, "VpcAttributes.PrivateIpAddress.IpAddress.0", "");
    return nic ? member(nic, "PrivateIpAddress") : id;
}

static enum reason forward(struct walk *w)
{
    const char *table = system_table(w->q->store, w->vpc);
    enum reason why = walk_from_vpc(w, w->vpc, table);

    if (why == REASON_no_route && strcmp(w->result->stage, "vpc1") == 0)
        return refine_vpc(w, w->vpc);
    if (why != REASON_reachable)
        return why;
    return w->end_site ? endpoint_at_site(w, w->end_site) : endpoint_in_vpc(w, w->end_vpc);
}

/* From where the server is to one address that the load balancer comes from. */
static enum reason back(struct walk *w, const char *vpc, const struct object *site)
{
    enum reason why;

    w->steps = 0;
    w->end_vpc = NULL;
    w->end_site = NULL;
    if (site) {
        why = walk_from_site(w, site);
    } else {
        const struct object *nic = interface_with(w->q->store, vpc, w->result->ip);
        const char *vswitch = nic ? member(nic, "VSwitchId") : "";
        why = walk_from_vpc(w, vpc, table_of_vswitch(w->q->store, vpc, vswitch));
    }
    if (why == REASON_reachable && !(w->end_vpc && strcmp(w->end_vpc, w->vpc) == 0))
        return walk_fails(w, REASON_no_route, w->end_vpc ? "vpc2" : "idc",
                          w->end_vpc ? w->end_vpc : w->end_site->id);
    return why;
}

/* The hops back are those of the first address, or of the one that fails. */
static enum reason all_back(struct walk *w)
{
    const struct object *site = w->end_site;
    const char *vpc = w->end_vpc;
    size_t before = w->result->count, first = 0;
    enum reason why = REASON_reachable;

    w->is_return = true;
    for (size_t i = 0; i < w->source_count && why == REASON_reachable; i++) {
        struct hop kept[REACH_HOPS];
        memcpy(kept, w->result->hops, sizeof(kept));
        w->result->count = before;
        w->ip = w->sources[i].block.net;
        why = back(w, vpc, site);
        w->result->source = w->sources[i].text;
        if (why == REASON_reachable && i) {
            memcpy(w->result->hops, kept, sizeof(kept));
            w->result->count = first;
        } else {
            first = w->result->count;
        }
    }
    return why;
}

static enum reason find_way(struct walk *w)
{
    struct reach *r = w->result;
    enum reason why = config_check(w);

    if (why != REASON_reachable)
        return why;
    r->direction = "forward";
    if (!json_bool(w->q->server, "RemoteIpEnabled") || vswitch_with(w->q->store, w->vpc, w->ip))
        return endpoint_in_vpc(w, w->vpc);
    why = forward(w);
    if (why != REASON_reachable)
        return why;
    r->direction = "return";
    why = all_back(w);
    if (why == REASON_reachable) {
        r->source = "";
        return why;
    }
    r->cause = why;
    return REASON_no_return_route;
}

const struct reach *reach_server(const struct reach_question *q)
{
    struct reach *r = arena_new_of(q->arena, struct reach);
    struct walk w = { .q = q, .result = r, .vpc = member(q->balancer, "VpcId") };

    *r = (struct reach){ .direction = "",
                         .stage = "",
                         .object = "",
                         .source = "",
                         .balancer = q->balancer->id,
                         .group = q->group->id,
                         .ip = address_of(q),
                         .port = (int)json_int(q->server, "Port") };
    ip_read(r->ip, &w.ip);
    config_read_sources(&w);
    r->reason = find_way(&w);
    if (r->reason != REASON_no_return_route)
        r->cause = r->reason;
    if (r->reason == REASON_reachable)
        r->direction = r->stage = r->object = "";
    return r;
}

const char *reach_health_reason(const struct reach *r)
{
    if (r->reason == REASON_reachable)
        return NULL;
    return r->reason == REASON_port_closed ? "CONNECT_FAILED" : "CONNECT_TIMEOUT";
}
