#include "mockalb/topology/survey.h"

#include "base/buf.h"
#include "base/json.h"
#include "mockalb/kinds/kinds.h"

#include "base/banned.h"

#define DRAWING_BYTES (64u << 20)

struct asking {
    struct survey *survey;
    struct reach_question question;
};

static void keep(struct survey *s, const struct reach *r)
{
    if (s->count == s->room) {
        size_t room = s->room ? s->room * 2 : 8;
        const struct reach **answers = arena_alloc(s->arena, room * sizeof(struct reach *));
        for (size_t i = 0; i < s->count; i++)
            answers[i] = s->answers[i];
        s->answers = answers;
        s->room = room;
    }
    s->answers[s->count++] = r;
}

static bool is_wanted(const struct survey *s, const struct object *server)
{
    if (s->server)
        return json_is_text(json_get(server->body, "ServerIp"), s->server) ||
               json_is_text(json_get(server->body, "ServerId"), s->server);
    return s->group || json_is_text(json_get(server->body, "ServerType"), "Ip");
}

static bool ask(void *arg, const struct object *server)
{
    struct asking *a = arg;

    if (!is_wanted(a->survey, server))
        return true;
    a->question.server = server->body;
    keep(a->survey, reach_server(&a->question));
    return true;
}

static bool ask_group(void *arg, const struct object *group)
{
    struct asking *a = arg;
    const char *vpc = json_text_or(a->question.balancer->body, "VpcId", "");

    if (!a->survey->group && !json_is_text(json_get(group->body, "VpcId"), vpc))
        return true;
    a->question.group = group;
    store_children(a->survey->store, &kind_server, group->id, ask, a);
    return true;
}

static bool ask_balancer(void *arg, const struct object *balancer)
{
    struct asking *a = arg;

    a->question.balancer = balancer;
    if (a->survey->group)
        ask_group(a, a->survey->group);
    else
        store_each(a->survey->store, &kind_server_group, NULL, ask_group, a);
    return true;
}

void survey_run(struct survey *s)
{
    struct asking a = {
        .survey = s, .question = { .store = s->store, .routing = s->routing, .arena = s->arena }
    };

    if (s->balancer)
        ask_balancer(&a, s->balancer);
    else
        store_each(s->store, &kind_load_balancer, NULL, ask_balancer, &a);
}

cJSON *survey_json(const struct survey *s)
{
    cJSON *tree = cJSON_CreateObject(), *list = json_add_array(tree, "servers");

    for (size_t i = 0; i < s->count; i++)
        json_push(list, reach_json(s->answers[i]));
    return tree;
}

const char *survey_drawn(const struct survey *s, reach_draw_fn *draw)
{
    struct buf text = BUF_LIMIT(DRAWING_BYTES);

    for (size_t i = 0; i < s->count; i++)
        buf_add_text(&text, draw(s->answers[i], s->arena));
    const char *kept = arena_strz(s->arena, buf_str(&text));
    buf_done(&text);
    return kept;
}

bool survey_all_reached(const struct survey *s)
{
    for (size_t i = 0; i < s->count; i++)
        if (s->answers[i]->reason != REASON_reachable)
            return false;
    return true;
}
