#include "mockalb/resources/cloud.h"

#include <stdlib.h>

#include "base/buf.h"
#include "base/json.h"
#include "base/must.h"
#include "mockalb/gateway/call.h"
#include "mockalb/kinds/kinds.h"
#include "mockalb/resources/lifecycle.h"
#include "mockalb/resources/region.h"
#include "mockalb/resources/resourcemanager/group.h"
#include "mockalb/resources/seed.h"
#include "mockalb/resources/sts/role.h"
#include "mockalb/routing/routing.h"

#include "base/banned.h"

#define ROLES "security-credentials" /* in metadata, within ram */

struct cloud {
    struct store *store;
    struct clock *clock;
    struct random *random;
    struct lifecycle *lifecycle;
    struct routing *routing;
    struct cloud_options options;
    char *texts[4]; /* what the options point to */
};

struct cloud *cloud_new(struct store *s, struct clock *c, struct random *r,
                        const struct cloud_options *o)
{
    struct cloud *cloud = must_alloc(sizeof(*cloud));

    cloud->store = s;
    cloud->clock = c;
    cloud->random = r;
    cloud->texts[0] = must_copy(o->region);
    cloud->texts[1] = must_copy(o->edition);
    cloud->texts[2] = must_copy(o->account);
    cloud->texts[3] = must_copy(o->lifecycle);
    cloud->options = *o;
    cloud->options.region = cloud->texts[0];
    cloud->options.edition = cloud->texts[1];
    cloud->options.account = cloud->texts[2];
    cloud->options.lifecycle = cloud->texts[3];
    cloud->lifecycle = lifecycle_new(s, c, o->lifecycle);
    cloud->routing = routing_new(s);
    cloud_reset(cloud);
    return cloud;
}

void cloud_free(struct cloud *c)
{
    if (!c)
        return;
    routing_free(c->routing);
    lifecycle_free(c->lifecycle);
    for (size_t i = 0; i < sizeof(c->texts) / sizeof(c->texts[0]); i++)
        free(c->texts[i]);
    free(c);
}

const struct cloud_options *cloud_options(const struct cloud *c)
{
    return &c->options;
}

const struct lifecycle *cloud_lifecycle(const struct cloud *c)
{
    return c->lifecycle;
}

struct routing *cloud_routing(const struct cloud *c)
{
    return c->routing;
}

void cloud_reset(struct cloud *c)
{
    cJSON *metadata = cJSON_CreateObject();
    char now[CLOCK_ISO_ROOM];

    store_clear(c->store);
    routing_forget(c->routing);
    lifecycle_resume(c->lifecycle);
    json_add_text(metadata, "region-id", c->options.region);
    json_add_text(metadata, "owner-account-id", c->options.account);
    json_add_text(json_add_object(json_add_object(metadata, "ram"), ROLES), CLOUD_ROLE, "");
    store_begin(c->store);
    region_put(c->store, c->options.region, NULL, NULL);
    store_put(c->store, &kind_metadata, c->options.region, CLOUD_METADATA_ID, metadata);
    clock_iso(clock_ms(c->clock), now);
    store_put(c->store, &kind_resource_group, c->options.region, DEFAULT_RESOURCE_GROUP,
              default_group_body(c->options.account, now));
    store_commit(c->store);
}

/* What nobody called and is done as calls are. */
static struct call own_call(struct cloud *c, struct arena *a)
{
    return (struct call){ .arena = a,
                          .region = c->options.region,
                          .account = c->options.account,
                          .store = c->store,
                          .clock = c->clock,
                          .random = c->random,
                          .cloud = c };
}

bool cloud_seed(struct cloud *c, const cJSON *document, struct err *err)
{
    struct arena *arena = arena_new();
    struct call call = own_call(c, arena);
    const struct random before = *c->random;

    store_begin(c->store);
    bool done = seed_apply(&call, document, err);
    if (done) {
        store_commit(c->store);
    } else {
        store_rollback(c->store);
        *c->random = before;
    }
    arena_free(arena);
    return done;
}

void cloud_resume(struct cloud *c)
{
    routing_forget(c->routing);
    lifecycle_resume(c->lifecycle);
}

static bool first_object(void *arg, const struct object *o)
{
    *(const struct object **)arg = o;
    return false;
}

static void list_names(struct buf *to, const cJSON *of)
{
    const cJSON *item;

    cJSON_ArrayForEach(item, of)
    {
        if (to->len)
            buf_add_char(to, '\n');
        buf_add_text(to, item->string);
        if (cJSON_IsObject(item))
            buf_add_char(to, '/');
    }
}

static const char *role_keys(struct cloud *c, struct arena *a, struct str role)
{
    struct call call = own_call(c, a);
    const char *text;

    store_begin(c->store);
    text = sts_instance_keys(&call, role);
    store_commit(c->store);
    return text;
}

const char *cloud_metadata(struct cloud *c, struct arena *a, const char *path)
{
    const struct object *o = NULL;
    struct str rest = str_of(path);

    store_each(c->store, &kind_metadata, NULL, first_object, &o);
    const cJSON *at = o ? o->body : NULL, *folder = NULL;
    while (at && rest.len) {
        struct str name = str_cut(&rest, '/');
        if (!name.len)
            continue;
        folder = at;
        at = json_get(at, arena_strz(a, name));
    }
    if (at && cJSON_IsString(at) && !*at->valuestring &&
        folder == json_get(json_get(o->body, "ram"), ROLES))
        return role_keys(c, a, str_of(at->string));
    if (at && cJSON_IsString(at))
        return arena_strz(a, str_of(at->valuestring));
    if (!cJSON_IsObject(at))
        return NULL;
    struct buf names = BUF_LIMIT(1u << 16);
    list_names(&names, at);
    const char *text = arena_strz(a, buf_str(&names));
    buf_done(&names);
    return text;
}

const struct kind *cloud_kind(const char *name)
{
    return kind_named(name);
}
