#include "runner/kube/strict.h"

#include <stdlib.h>
#include <string.h>

#include "base/json.h"
#include "base/must.h"
#include "runner/kube/body.h"
#include "runner/kube/protobuf.h"
#include "runner/kube/spot.h"
#include "runner/kube/status.h"
#include "runner/kube/typed.h"

#include "base/banned.h"

#define FOUND_SHOWN 50
#define VALUE_SHOWN 400

enum strictness { STRICT_warn, STRICT_refuse, STRICT_ignore };

struct search {
    struct arena *arena;
    cJSON *found;
    const char *before;
};

static void find(struct search *s, const char *what, const char *path)
{
    if (cJSON_GetArraySize(s->found) < FOUND_SHOWN)
        json_push_text(s->found, arena_printf(s->arena, "%s%s field \"%s\"",
                                              s->before ? s->before : "", what, path));
}

static const char *path_to(struct arena *a, const char *path, const cJSON *item, int index)
{
    if (!item->string)
        return arena_printf(a, "%s[%d]", path, index);
    return *path ? arena_printf(a, "%s.%s", path, item->string) : item->string;
}

struct place {
    cJSON *item;
    int index;
};

static int by_name_and_place(const void *a, const void *b)
{
    const struct place *x = a, *y = b;
    int order = strcmp(x->item->string, y->item->string);

    return order ? order : x->index - y->index;
}

/* Members of one object that come again later go. */
static void drop_own_twins(struct search *s, cJSON *object, const char *path)
{
    int count = cJSON_GetArraySize(object), i = 0;
    struct place *places = must_alloc(((size_t)count + 1) * sizeof(*places));

    for (cJSON *item = object->child; item; item = item->next, i++)
        places[i] = (struct place){ item, i };
    qsort(places, (size_t)count, sizeof(*places), by_name_and_place);
    for (i = 1; i < count; i++) {
        if (strcmp(places[i - 1].item->string, places[i].item->string) != 0)
            continue;
        find(s, "duplicate", path_to(s->arena, path, places[i].item, 0));
        cJSON_Delete(cJSON_DetachItemViaPointer(object, places[i - 1].item));
    }
    free(places);
}

static void drop_twins(struct search *s, cJSON *value, const char *path)
{
    int i = 0;

    if (cJSON_IsObject(value) && value->child)
        drop_own_twins(s, value, path);
    for (cJSON *item = value->child; item; item = item->next) {
        if (item->child)
            drop_twins(s, item, path_to(s->arena, path, item, i));
        i++;
    }
}

static void drop_unknown(struct search *s, const struct spot *at, cJSON *value, const char *path)
{
    bool object = cJSON_IsObject(value);
    cJSON *item = value->child, *next;
    int i = 0;

    for (; item; item = next, i++) {
        struct spot in = object ? spot_member(at, item->string) : spot_item(at);
        next = item->next;
        if (in.unknown) {
            find(s, "unknown", path_to(s->arena, path, item, i));
            cJSON_Delete(cJSON_DetachItemViaPointer(value, item));
        } else if (item->child) {
            drop_unknown(s, &in, item, path_to(s->arena, path, item, i));
        }
    }
}

static void drop_unknown_of(struct search *s, const struct resource *r, cJSON *object)
{
    struct spot root = spot_root(r);

    if (r->preserves)
        root.schema = NULL; /* only metadata has a type then */
    drop_unknown(s, &root, object, "");
}

const char *strict_options(const struct request *q)
{
    return str_is(q->method, "POST")     ? "CreateOptions"
           : str_is(q->method, "PUT")    ? "UpdateOptions"
           : str_is(q->method, "DELETE") ? "DeleteOptions"
                                         : "PatchOptions";
}

static cJSON *read_directive(const struct request *q, enum strictness *ret)
{
    struct str text = request_param(q, "fieldValidation");

    *ret = str_is(text, "Strict")   ? STRICT_refuse
           : str_is(text, "Ignore") ? STRICT_ignore
                                    : STRICT_warn;
    if (!text.len || *ret != STRICT_warn || str_is(text, "Warn"))
        return NULL;
    return status_refuse(q->arena, STATUS_invalid,
                         "%s.meta.k8s.io \"\" is invalid: fieldValidation: Unsupported value: "
                         "\"%.*s\": supported values: \"Ignore\", \"Strict\", \"Warn\"",
                         strict_options(q), (int)(text.len < 64 ? text.len : 64), text.at);
}

static const char *joined(struct arena *a, const cJSON *found)
{
    struct buf text = BUF_LIMIT(1500);
    const cJSON *each;
    const char *all;

    buf_add_text(&text, "strict decoding error: ");
    cJSON_ArrayForEach(each, found)
        buf_printf(&text, "%s%s", each == found->child ? "" : ", ", each->valuestring);
    all = arena_strz(a, buf_str(&text));
    buf_done(&text);
    return all;
}

static void warn_of(const struct request *q, const cJSON *found, struct reply *reply)
{
    const cJSON *each;

    cJSON_ArrayForEach(each, found) reply_warn(reply, q->arena, each->valuestring);
}

cJSON *strict_object(const struct request *q, const struct resource *r, cJSON *object,
                     struct reply *reply)
{
    struct search s = { .arena = q->arena, .found = arena_json(q->arena, cJSON_CreateArray()) };
    enum strictness how;
    cJSON *no = read_directive(q, &how);
    const char *fault;

    if (no || str_is(body_media_type(q), PROTOBUF_MEDIA))
        return no;
    drop_twins(&s, object, "");
    fault = typed_fault(q->arena, r, object);
    if (fault)
        return status_unreadable(q->arena, r, fault);
    drop_unknown_of(&s, r, object);
    if (!s.found->child || how == STRICT_ignore)
        return NULL;
    if (how == STRICT_refuse)
        return status_unreadable(q->arena, r, joined(q->arena, s.found));
    warn_of(q, s.found, reply);
    return NULL;
}

cJSON *strict_patch_begin(const struct request *q, struct strict_patch *p, cJSON *patch)
{
    struct search s = { .arena = q->arena, .before = p->before };
    enum strictness how;

    p->found = s.found = arena_json(q->arena, cJSON_CreateArray());
    drop_twins(&s, patch, "");
    return read_directive(q, &how);
}

static cJSON *refuse_patch(const struct request *q, const char *why, const cJSON *result)
{
    static const struct resource none = { .kind = "", .group = "" };
    struct faults f = { .arena = q->arena };
    struct buf text = BUF_LIMIT(VALUE_SHOWN);

    json_print(&text, result);
    fault_invalid(&f, "patch", arena_strz(q->arena, buf_str(&text)), why);
    buf_done(&text);
    return status_invalid(&f, &none, "");
}

cJSON *strict_patch_end(const struct request *q, const struct resource *r, struct strict_patch *p,
                        cJSON *result, struct reply *reply)
{
    struct search s = { .arena = q->arena, .found = p->found };
    enum strictness how;
    cJSON *no = read_directive(q, &how);

    const char *fault;

    if (no)
        return no;
    drop_twins(&s, result, "");
    fault = typed_fault(q->arena, r, result);
    if (fault)
        return refuse_patch(q, fault, result);
    drop_unknown_of(&s, r, result);
    if (!s.found->child || how == STRICT_ignore)
        return NULL;
    if (how == STRICT_refuse)
        return refuse_patch(q, joined(q->arena, s.found), result);
    warn_of(q, s.found, reply);
    return NULL;
}

cJSON *strict_applied(const struct request *q, cJSON *document, struct reply *reply)
{
    struct search s = { .arena = q->arena, .found = arena_json(q->arena, cJSON_CreateArray()) };
    enum strictness how;
    cJSON *no = read_directive(q, &how);

    if (no)
        return no;
    drop_twins(&s, document, "");
    if (!s.found->child || how == STRICT_ignore)
        return NULL;
    if (how == STRICT_refuse)
        return status_refuse(q->arena, STATUS_bad_request, "error strict decoding YAML: %s",
                             s.found->child->valuestring);
    warn_of(q, s.found, reply);
    return NULL;
}
