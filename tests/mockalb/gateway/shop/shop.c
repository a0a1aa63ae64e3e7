#include "tests/mockalb/gateway/shop/shop.h"

#include <stdlib.h>

#include "base/arena.h"
#include "base/json.h"
#include "base/must.h"
#include "tests/mockalb/gateway/shop/actions.h"

#include "base/banned.h"

const struct kind kind_thing = { .name = "shop/Thing", .id_prefix = "thing-" };

ACTION(shop, CreateThing)
{
    const char *name = json_text(call->params, "Name");
    char tail[7];
    char *id;

    random_text(call->random, tail, 6);
    id = arena_printf(call->arena, "thing-%s", tail);
    store_put(call->store, &kind_thing, call->region, id, json_copy(call->params));
    if (strcmp(name, "bad") == 0)
        return refuse(call, ERR_illegal_param, "Name");
    json_add_text(call->reply, strcmp(name, "odd") == 0 ? "Thing" : "ThingId", id);
    call->job_id = "job-1";
    return NULL;
}

ACTION(shop, DeleteThing)
{
    const char *id = json_text(call->params, "ThingId");

    json_add_int(call->reply, "Count", store_drop(call->store, &kind_thing, call->region, id));
    return NULL;
}

static cJSON *make_item(struct call *call, const struct object *o)
{
    cJSON *item = cJSON_CreateObject();

    (void)call;
    json_add_text(item, "ThingId", o->id);
    return item;
}

static bool offer(void *page, const struct object *o)
{
    page_offer(page, o);
    return true;
}

static const struct api_error *list(struct call *call)
{
    struct page page;

    page_begin(&page, call, make_item);
    store_each(call->store, &kind_thing, call->region, offer, &page);
    return page_end(&page);
}

ACTION(shop, ListThings)
{
    return list(call);
}

ACTION(shop, DescribeThings)
{
    return list(call);
}

ACTION(shop, GetThings)
{
    return list(call);
}

ACTION(shop, ListShelves)
{
    struct page page;

    page_begin(&page, call, NULL);
    for (int i = 0; i < 5; i++)
        page_add(&page, cJSON_CreateString(arena_printf(call->arena, "shelf %d", i)));
    return page_end(&page);
}

struct gateway_options shop_options(void)
{
    return (struct gateway_options){ .key = { .id = "id", .secret = "secret" },
                                     .region = "here",
                                     .account = "1",
                                     .check_replies = true };
}

struct shop *shop_open(struct gateway_options o)
{
    struct shop *s = must_alloc(sizeof(*s));
    struct gateway_world world;

    s->clock = clock_new(true);
    s->store = store_new(s->clock);
    s->journal = journal_new(s->store, s->clock);
    random_init(&s->random, 1);
    world = (struct gateway_world){
        .store = s->store, .clock = s->clock, .random = &s->random, .journal = s->journal
    };
    s->gateway = gateway_new(&o, &world);
    return s;
}

void shop_close(struct shop *s)
{
    gateway_free(s->gateway);
    journal_free(s->journal);
    store_free(s->store);
    clock_free(s->clock);
    cJSON_Delete(s->body);
    free(s->text);
    free(s);
}

const cJSON *shop_call(struct shop *s, const char *form)
{
    struct request *r = gateway_request(s->gateway);
    struct answer answer;

    r->method = STR("POST");
    r->host = STR("127.0.0.1:1");
    if (!strstr(form, "Version="))
        request_add(r, STR("Version"), STR("2020-01-01"));
    request_add_form(r, str_of(form));
    gateway_answer(s->gateway, r, &answer);
    cJSON_Delete(s->body);
    free(s->text);
    s->body = json_parse(buf_str(&answer.body), NULL);
    s->text = buf_take(&answer.body);
    s->status = answer.status;
    return s->body;
}

const char *shop_code(struct shop *s, const char *form)
{
    return json_text_or(shop_call(s, form), "Code", "");
}

struct call *shop_call_of(struct arena *a, const char *action)
{
    struct call *call = arena_new_of(a, struct call);

    call->arena = a;
    call->action = catalog_action(catalog_product("shop", "2020-01-01"), action);
    call->caller = "someone";
    call->region = "here";
    call->reply = arena_json(a, cJSON_CreateObject());
    must(call->action);
    return call;
}
