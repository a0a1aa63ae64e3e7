#include "mockalb/tenant.h"

#include <stdlib.h>
#include <string.h>

#include "base/arena.h"
#include "base/json.h"
#include "base/must.h"
#include "base/random.h"
#include "base/state/store.h"
#include "base/yaml.h"
#include "mockalb/gateway/journal.h"
#include "mockalb/resources/cloud.h"
#include "mockalb/resources/quota.h"
#include "mockalb/resources/rights.h"
#include "mockalb/resources/sts/role.h"

#include "base/banned.h"

#ifdef ALBKIT_DEBUG
#define CHECK_REPLIES true
#else
#define CHECK_REPLIES false
#endif

struct tenant {
    struct tenant_options options;
    uint64_t seed;
    struct store *store;
    struct random random;
    struct cloud *cloud;
    struct journal *journal;
    struct gateway *gateway;
    struct control *control;
    struct state state;
};

static void make_cloud(struct tenant *t, struct clock *clock)
{
    const struct tenant_options *o = &t->options;
    struct cloud_options cloud = { .region = o->region,
                                   .edition = o->edition,
                                   .account = o->account,
                                   .lifecycle = o->lifecycle,
                                   .quotas = o->quotas,
                                   .denied = o->denied };

    random_init(&t->random, o->seed);
    t->store = store_new(clock);
    t->cloud = cloud_new(t->store, clock, &t->random, &cloud);
    /* What the cloud began with is no entry: the first is a client's. */
    t->journal = journal_new(t->store, clock);
}

static void make_gateway(struct tenant *t, struct clock *clock)
{
    const struct tenant_options *o = &t->options;
    struct gateway_options gateway = {
        .key = { .id = o->key_id, .secret = o->key_secret },
        .region = o->region,
        .account = o->account,
        .signature = o->signature,
        .anonymous = o->anonymous,
        .log = o->log,
        .strict = o->strict,
        .check_replies = CHECK_REPLIES,
        .maxima = o->quotas ? o->quotas->maxima : NULL,
    };
    struct gateway_world world = { .find_key = sts_find_key,
                                   .authorize = rights_check,
                                   .store = t->store,
                                   .clock = clock,
                                   .random = &t->random,
                                   .cloud = t->cloud,
                                   .journal = t->journal };

    t->gateway = gateway_new(&gateway, &world);
    gateway_seed(t->gateway, o->seed);
}

struct tenant *tenant_new(struct clock *clock, const struct tenant_options *o)
{
    struct tenant *t = must_alloc(sizeof(*t));

    t->options = *o;
    t->seed = o->seed;
    make_cloud(t, clock);
    make_gateway(t, clock);
    t->state = (struct state){ .store = t->store,
                               .clock = clock,
                               .random = &t->random,
                               .request_ids = gateway_request_ids(t->gateway),
                               .cloud = t->cloud,
                               .seed = &t->seed };
    t->control =
        control_new(&(struct control_world){ t->state, t->gateway, t->journal, o->region });
    return t;
}

void tenant_free(struct tenant *t)
{
    if (!t)
        return;
    control_free(t->control);
    gateway_free(t->gateway);
    journal_free(t->journal);
    cloud_free(t->cloud);
    store_free(t->store);
    free(t);
}

const struct tenant_options *tenant_options(const struct tenant *t)
{
    return &t->options;
}

bool tenant_has_key(const struct tenant *t, struct arena *a, const char *key_id)
{
    struct access_key key;

    return strcmp(key_id, t->options.key_id) == 0 || sts_find_key(t->store, a, key_id, &key);
}

struct gateway *tenant_gateway(struct tenant *t)
{
    return t->gateway;
}

struct control *tenant_control(struct tenant *t)
{
    return t->control;
}

struct cloud *tenant_cloud(struct tenant *t)
{
    return t->cloud;
}

const struct state *tenant_state(const struct tenant *t)
{
    return &t->state;
}

bool tenant_seed(struct tenant *t, const char *file, struct err *err)
{
    struct arena *a = arena_new();
    const struct node *document = yaml_load(a, file, err);
    struct err why;
    bool fine = document && cloud_seed(t->cloud, arena_json(a, node_json(document)), &why);

    if (document && !fine)
        err_set(err, "%s: %s", file, why.text);
    arena_free(a);
    return fine;
}
