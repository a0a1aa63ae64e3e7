#include "reference/cluster.h"

#include <stdlib.h>

#include "base/arena.h"
#include "base/json.h"

#include "base/banned.h"

void cluster_init(struct cluster *c)
{
    for (int kind = 0; kind < KIND_COUNT; kind++)
        c->objects[kind] = map_new();
}

static bool free_object(void *arg, struct str key, void *value)
{
    (void)arg;
    (void)key;
    cJSON_Delete(value);
    return true;
}

void cluster_done(struct cluster *c)
{
    for (int kind = 0; kind < KIND_COUNT; kind++) {
        map_each(c->objects[kind], free_object, NULL);
        map_free(c->objects[kind]);
    }
}

const cJSON *cluster_get(const struct cluster *c, enum kind kind, const char *ns, const char *name)
{
    struct buf key = BUF_LIMIT(1024);

    if (ns)
        buf_printf(&key, "%s/", ns);
    buf_add_text(&key, name);
    const cJSON *object = map_get(c->objects[kind], buf_str(&key));
    buf_done(&key);
    return object;
}

cJSON *cluster_put(struct cluster *c, enum kind kind, const char *key, cJSON *take_object)
{
    return take_object ? map_put(c->objects[kind], str_of(key), take_object)
                       : map_drop(c->objects[kind], str_of(key));
}

struct each {
    bool (*fn)(void *arg, const cJSON *object);
    void *arg;
};

static bool visit(void *arg, struct str key, void *value)
{
    struct each *e = arg;

    (void)key;
    return e->fn(e->arg, value);
}

void cluster_each(const struct cluster *c, enum kind kind,
                  bool (*fn)(void *arg, const cJSON *object), void *arg)
{
    struct each e = { .fn = fn, .arg = arg };

    map_each(c->objects[kind], visit, &e);
}

const char *object_name(const cJSON *object)
{
    return json_text_or(object, "metadata.name", "");
}

const char *object_ns(const cJSON *object)
{
    return json_text(object, "metadata.namespace");
}

const char *object_annotation(const cJSON *object, const char *key)
{
    const cJSON *value = json_get(json_at(object, "metadata.annotations"), key);

    return cJSON_IsString(value) ? value->valuestring : NULL;
}

bool object_is_leaving(const cJSON *object)
{
    return json_text(object, "metadata.deletionTimestamp") != NULL;
}
