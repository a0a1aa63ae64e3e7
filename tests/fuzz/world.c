#include "tests/fuzz/world.h"

#include "base/json.h"
#include "base/must.h"
#include "base/utf8.h"

#include "base/banned.h"

#define DAY_MS  INT64_C(86400000)
#define MOST_MS INT64_C(4102444800000) /* 2100: what a year more leaves readable */

void world_init(struct world *w)
{
    static const struct tenant_options options = { .key_id = "id",
                                                   .key_secret = "secret",
                                                   .seed = 1,
                                                   .region = "cn-hangzhou",
                                                   .edition = "Standard",
                                                   .account = "1",
                                                   .lifecycle = "realistic" };

    *w = (struct world){ .arena = arena_new(), .clock = clock_new(true) };
    w->tenant = tenant_new(w->clock, &options);
}

void world_done(struct world *w)
{
    tenant_free(w->tenant);
    clock_free(w->clock);
    arena_free(w->arena);
}

const char *world_text(struct world *w)
{
    struct buf text = BUF_LIMIT(64u << 20);
    cJSON *document = state_document(tenant_state(w->tenant));
    const char *copy;

    json_print_canonical(&text, document);
    copy = arena_strz(w->arena, buf_str(&text));
    cJSON_Delete(document);
    buf_done(&text);
    return copy;
}

static void call(struct world *w, const struct action *action)
{
    struct gateway *g = tenant_gateway(w->tenant);
    struct request *r = gateway_request(g);
    struct answer answer;
    cJSON *tree;

    r->method = STR("GET");
    r->host = STR("localhost");
    request_add(r, STR("Action"), str_of(action->name));
    request_add(r, STR("Version"), str_of(action->product->version));
    request_add(r, STR("RegionId"), STR("cn-hangzhou"));
    gateway_answer(g, r, &answer);
    tree = json_parse(buf_str(&answer.body), NULL);
    must(answer.status >= 200 && answer.status < 600 && json_text(tree, "RequestId"));
    must(utf8_is_valid(buf_str(&answer.body)));
    cJSON_Delete(tree);
    buf_done(&answer.body);
}

static void read_all(struct world *w)
{
    for (const struct product *const *p = catalog_products; *p; p++) {
        for (size_t i = 0; i < (*p)->count; i++) {
            const struct action *action = &(*p)->actions[i];
            if (action->run && !action_is_write(action))
                call(w, action);
        }
    }
}

void world_live(struct world *w)
{
    read_all(w);
    if (clock_ms(w->clock) < MOST_MS)
        clock_advance(w->clock, DAY_MS);
    read_all(w);
}
