/*
 * GET /_mock/reach[?loadBalancer=ID&serverGroup=ID&server=IP&format=json|text|dot]: whether load
 * balancers reach servers, and if not why. What is not named is each: of groups those with remote
 * servers. One server is one answer, several are a list.
 */
#include "mockalb/control/endpoint.h"
#include "mockalb/kinds/kinds.h"
#include "mockalb/resources/cloud.h"
#include "mockalb/topology/survey.h"

#include "base/banned.h"

/* The object that a parameter names, if it is given. False: there is none, and that was answered. */
static bool named(struct control *c, struct exchange *x, const char *param, const struct kind *kind,
                  const struct object **ret)
{
    const char *id = control_query(c, x, param);

    *ret = id ? store_find(c->world.state.store, kind, id) : NULL;
    if (id && !*ret)
        control_refuse(x, 404, arena_printf(c->arena, "there is no %s '%s'", param, id));
    return !id || *ret;
}

static void reply_text(struct exchange *x, const struct survey *s, reach_draw_fn *draw)
{
    exchange_reply_text(x, 200, "text/plain; charset=utf-8", str_of(survey_drawn(s, draw)));
}

static void reply(struct exchange *x, const struct survey *s, struct str format)
{
    if (!format.len || str_is(format, "json"))
        control_reply(x, 200,
                      s->balancer && s->group && s->server ? reach_json(s->answers[0])
                                                           : survey_json(s));
    else if (str_is(format, "text"))
        reply_text(x, s, reach_text);
    else if (str_is(format, "dot"))
        reply_text(x, s, reach_dot);
    else
        control_refuse(x, 400, "format must be json, text or dot");
}

void get_reach(struct control *c, struct exchange *x)
{
    struct survey s = { .store = c->world.state.store,
                        .routing = cloud_routing(c->world.state.cloud),
                        .arena = c->arena,
                        .server = control_query(c, x, "server") };

    if (!named(c, x, "loadBalancer", &kind_load_balancer, &s.balancer) ||
        !named(c, x, "serverGroup", &kind_server_group, &s.group))
        return;
    survey_run(&s);
    if (s.server && !s.count)
        control_refuse(x, 404, "no group has such a server; give its address or its id");
    else
        reply(x, &s, str_of(control_query(c, x, "format")));
}
