#include "runner/kube/serverside.h"

#include <string.h>

#include "base/json.h"
#include "runner/kube/object.h"
#include "runner/kube/spot.h"

#include "base/banned.h"

#define FAULTS_BYTES 2000

static void find_unknown(struct arena *a, const struct spot *at, const cJSON *value,
                         const char *path, struct buf *faults)
{
    const cJSON *item;
    int i = 0;

    cJSON_ArrayForEach(item, value)
    {
        bool member = cJSON_IsObject(value);
        struct spot in = member ? spot_member(at, item->string) : spot_item(at);
        const char *to = member ? arena_printf(a, "%s.%s", path, item->string)
                                : arena_printf(a, "%s[%d]", path, i++);
        if (in.unknown)
            buf_printf(faults, "\n  %s: field not declared in schema", to);
        else
            find_unknown(a, &in, item, to, faults);
    }
}

cJSON *serverside_check(struct arena *a, const struct resource *r, const cJSON *document)
{
    struct buf faults = BUF_LIMIT(FAULTS_BYTES);
    struct spot root = spot_root(r);
    const char *text, *ns = object_namespace(document);
    bool one;

    if (r->preserves)
        return NULL;
    find_unknown(a, &root, document, "", &faults);
    text = arena_strz(a, buf_str(&faults));
    buf_done(&faults);
    if (!*text)
        return NULL;
    one = !strchr(text + 1, '\n');
    return status_refuse(a, STATUS_unknown,
                         "failed to create typed patch object (%s%s%s; %s, Kind=%s): %s%s", ns,
                         *ns ? "/" : "", object_name(document), r->api_version, r->kind,
                         one ? "" : "errors:", one ? text + 3 : text);
}

static void merge_object(struct arena *a, const struct spot *at, cJSON *object,
                         const cJSON *document);

static void merge_item(struct arena *a, const struct spot *at, cJSON *list, cJSON *old,
                       const cJSON *item)
{
    if (!old)
        json_push(list, json_copy(item));
    else if (cJSON_IsObject(old) && cJSON_IsObject(item) && !spot_is_whole(at, item))
        merge_object(a, at, old, item);
    else
        cJSON_ReplaceItemViaPointer(list, old, json_copy(item));
}

static void merge_list(struct arena *a, const struct spot *at, cJSON *list, const cJSON *document)
{
    bool map = spot_list_of(at) == SPOT_map;
    struct spot in = spot_item(at);
    const cJSON *item;

    cJSON_ArrayForEach(item, document)
    {
        const cJSON *keys = map ? spot_keys_of(a, at, item) : item;
        merge_item(a, &in, list, spot_find(a, at, list, keys), item);
    }
}

static void merge_object(struct arena *a, const struct spot *at, cJSON *object,
                         const cJSON *document)
{
    const cJSON *item;

    cJSON_ArrayForEach(item, document)
    {
        struct spot in = spot_member(at, item->string);
        cJSON *old = cJSON_GetObjectItemCaseSensitive(object, item->string);
        bool open = old && !spot_is_whole(&in, item) && !spot_is_whole(&in, old);
        if (open && cJSON_IsObject(item) && cJSON_IsObject(old))
            merge_object(a, &in, old, item);
        else if (open && cJSON_IsArray(item) && cJSON_IsArray(old))
            merge_list(a, &in, old, item);
        else
            json_set(object, item->string, json_copy(item));
    }
}

void serverside_merge(struct arena *a, const struct resource *r, cJSON *object,
                      const cJSON *document)
{
    struct spot root = spot_root(r);

    merge_object(a, &root, object, document);
}
