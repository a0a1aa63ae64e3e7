#include "runner/world/keep.h"

#include "base/buf.h"
#include "base/file.h"
#include "base/json.h"
#include "base/limits.h"
#include "runner/remote/kinds.h"
#include "runner/world/mirror.h"
#include "runner/world/objects.h"

#include "base/banned.h"

static bool write_json(const struct world *w, const char *name, const cJSON *json, struct err *err)
{
    struct buf text = BUF_LIMIT(LIMIT_STATE_BYTES);
    bool good;

    json_print_pretty(&text, json);
    buf_add_char(&text, '\n');
    good = file_write(arena_printf(w->arena, "%s/%s", w->options->dir, name), buf_str(&text), err);
    buf_done(&text);
    return good;
}

static bool add_object(void *arg, const struct object *object)
{
    json_push(arg, json_copy(object->body));
    return true;
}

static bool add_heard(void *arg, const cJSON *object)
{
    json_push(arg, json_copy(object));
    return true;
}

struct objects {
    struct store *store;
    cJSON *list;
};

static bool add_kind(void *arg, const struct kind *kind)
{
    struct objects *o = arg;

    store_each(o->store, kind, NULL, add_object, o->list);
    return true;
}

static bool keep_objects(const struct world *w, struct err *err)
{
    cJSON *list = cJSON_CreateObject();
    struct objects o = { w->kube ? kube_store(w->kube) : NULL, json_add_array(list, "items") };
    bool good;

    if (o.store)
        store_each_kind(o.store, add_kind, &o);
    for (size_t i = 0; !o.store && i < REMOTE_KINDS; i++)
        world_each(w, remote_kind_at(i)->kind, add_heard, o.list);
    json_add_text(list, "kind", "List");
    json_add_text(list, "apiVersion", "v1");
    good = write_json(w, "objects.json", list, err);
    cJSON_Delete(list);
    return good;
}

static bool keep_journal(const struct world *w, struct err *err)
{
    struct buf text = BUF_LIMIT(LIMIT_STATE_BYTES);
    bool good;

    for (size_t i = 0; i < mirror_entry_count(w->mock); i++) {
        json_print(&text, mirror_entry(w->mock, i)->json);
        buf_add_char(&text, '\n');
    }
    good = file_write(arena_printf(w->arena, "%s/journal.jsonl", w->options->dir), buf_str(&text),
                      err);
    buf_done(&text);
    return good;
}

bool world_keep(const struct world *w, struct err *err)
{
    return write_json(w, "state.json", mirror_state(w->mock), err) && keep_journal(w, err) &&
           keep_objects(w, err);
}
