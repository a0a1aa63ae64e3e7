/*
 * GET /_mock/reach?loadBalancer=ID&serverGroup=ID[&server=IP][&format=json|text|dot]: whether the
 * load balancer reaches the servers of a group, and if not why. Without server: all of the group.
 */
#include "base/json.h"
#include "mockalb/control/endpoint.h"
#include "mockalb/kinds/kinds.h"
#include "mockalb/resources/cloud.h"
#include "mockalb/topology/reach.h"

#include "base/banned.h"

struct asking {
    struct control *control;
    struct reach_question question;
    const char *server; /* its address or id; NULL: any */
    const struct reach **answers;
    size_t count, room;
};

static bool ask_one(void *arg, const struct object *server)
{
    struct asking *a = arg;

    if (a->server && !json_is_text(json_get(server->body, "ServerIp"), a->server) &&
        !json_is_text(json_get(server->body, "ServerId"), a->server))
        return true;
    if (a->count == a->room) {
        size_t room = a->room ? a->room * 2 : 8;
        const struct reach **answers =
            arena_alloc(a->control->arena, room * sizeof(struct reach *));
        for (size_t i = 0; i < a->count; i++)
            answers[i] = a->answers[i];
        a->answers = answers;
        a->room = room;
    }
    a->question.server = server->body;
    a->answers[a->count++] = reach_server(&a->question);
    return true;
}

/* The object of a parameter; NULL when it is not given or there is none, and that was answered. */
static const struct object *named(struct control *c, struct exchange *x, const char *param,
                                  const struct kind *kind)
{
    const char *id = control_query(c, x, param);
    const struct object *o = id ? store_find(c->world.state.store, kind, id) : NULL;

    if (!id)
        control_refuse(x, 400,
                       arena_printf(c->arena, "%s is missing; it must be given as in ?%s=%sID",
                                    param, param, kind->id_prefix));
    else if (!o)
        control_refuse(x, 404, arena_printf(c->arena, "there is no %s '%s'", param, id));
    return o;
}

typedef const char *draw_fn(const struct reach *r, struct arena *a);

static void reply_drawn(struct exchange *x, const struct asking *a, draw_fn *draw)
{
    struct buf text = BUF_LIMIT(16u << 20);

    for (size_t i = 0; i < a->count; i++)
        buf_add_text(&text, draw(a->answers[i], a->control->arena));
    exchange_reply(x, 200, "text/plain; charset=utf-8", blob_of_buf(&text));
}

/* One server is one answer; a group is a list of them. */
static void reply_json(struct exchange *x, const struct asking *a)
{
    cJSON *tree;

    if (a->server) {
        control_reply(x, 200, reach_json(a->answers[0]));
        return;
    }
    tree = cJSON_CreateObject();
    cJSON *list = json_add_array(tree, "servers");
    for (size_t i = 0; i < a->count; i++)
        json_push(list, reach_json(a->answers[i]));
    control_reply(x, 200, tree);
}

void get_reach(struct control *c, struct exchange *x)
{
    const char *format = control_query(c, x, "format");
    struct asking a = { .control = c, .server = control_query(c, x, "server") };

    a.question = (struct reach_question){ .store = c->world.state.store,
                                          .routing = cloud_routing(c->world.state.cloud),
                                          .arena = c->arena };
    a.question.balancer = named(c, x, "loadBalancer", &kind_load_balancer);
    if (!a.question.balancer)
        return;
    a.question.group = named(c, x, "serverGroup", &kind_server_group);
    if (!a.question.group)
        return;
    store_children(c->world.state.store, &kind_server, a.question.group->id, ask_one, &a);
    if (a.server && !a.count)
        control_refuse(x, 404, "the group has no such server; give its address or its id");
    else if (!format || str_is(str_of(format), "json"))
        reply_json(x, &a);
    else if (str_is(str_of(format), "text"))
        reply_drawn(x, &a, reach_text);
    else if (str_is(str_of(format), "dot"))
        reply_drawn(x, &a, reach_dot);
    else
        control_refuse(x, 400, "format must be json, text or dot");
}
