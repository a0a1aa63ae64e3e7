#include "mockalb/resources/seed_item.h"

#include <inttypes.h>
#include <string.h>

#include "base/json.h"

#include "base/banned.h"

static const char *type_name(const cJSON *at)
{
    if (cJSON_IsString(at))
        return "a text";
    if (cJSON_IsNumber(at))
        return "a number";
    if (cJSON_IsBool(at))
        return "true or false";
    if (cJSON_IsArray(at))
        return "a list";
    return cJSON_IsObject(at) ? "a map" : "nothing";
}

bool item_fail(const struct seed_item *item, const char *member, const char *text)
{
    const char *dot = *item->place && *member && *member != '[' ? "." : "";

    const char *whole = *item->place || *member ? "" : "the document";

    return err_set(item->err, "%s%s%s%s: %s", whole, item->place, dot, member, text);
}

static bool fail_type(const struct seed_item *item, const char *member, const char *wanted)
{
    const cJSON *at = *member ? json_get(item->at, member) : item->at;

    return item_fail(
        item, member,
        arena_printf(item->call->arena, "expected %s, found %s", wanted, type_name(at)));
}

bool item_refused(const struct seed_item *item, const struct api_error *refusal)
{
    if (!refusal)
        return true;
    return item_fail(item, "",
                     arena_printf(item->call->arena, "%s (%s)", refusal->message, refusal->code));
}

bool item_members(const struct seed_item *item, const char *const *names)
{
    const cJSON *member;

    if (!cJSON_IsObject(item->at))
        return fail_type(item, "", "a map");
    cJSON_ArrayForEach(member, item->at)
    {
        const char *const *name = names;
        while (*name && strcmp(*name, member->string) != 0)
            name++;
        if (*name)
            continue;
        const char *near = str_nearest(str_of(member->string), names);
        return item_fail(item, member->string,
                         near ? arena_printf(item->call->arena,
                                             "there is no such member; did you mean '%s'?", near)
                              : "there is no such member");
    }
    return true;
}

bool item_text(const struct seed_item *item, const char *member, const char *fallback,
               const char **ret)
{
    const cJSON *at = json_get(item->at, member);

    if (!at && fallback) {
        *ret = fallback;
        return true;
    }
    if (!at || !cJSON_IsString(at) || !*at->valuestring)
        return fail_type(item, member, "a text");
    *ret = at->valuestring;
    return true;
}

bool item_choice(const struct seed_item *item, const char *member, const char *const *choices,
                 const char *fallback, const char **ret)
{
    struct buf all = BUF_LIMIT(1024);
    const char *text = "";

    if (!item_text(item, member, fallback, &text))
        return false;
    for (size_t i = 0; choices[i]; i++) {
        if (strcmp(choices[i], text) == 0) {
            *ret = text;
            buf_done(&all);
            return true;
        }
        buf_printf(&all, "%s%s", i ? ", " : "", choices[i]);
    }
    item_fail(
        item, member,
        arena_printf(item->call->arena, "'%s' is none of: %.*s", text, STR_ARG(buf_str(&all))));
    buf_done(&all);
    return false;
}

bool item_int(const struct seed_item *item, const char *member, int64_t min, int64_t max,
              int64_t *in_out)
{
    const cJSON *at = json_get(item->at, member);

    if (!at)
        return true;
    if (!cJSON_IsNumber(at))
        return fail_type(item, member, "a number");
    if (at->valuedouble < (double)min || at->valuedouble > (double)max)
        return item_fail(item, member,
                         arena_printf(item->call->arena,
                                      "expected %" PRId64 " to %" PRId64 ", found %g", min, max,
                                      at->valuedouble));
    *in_out = (int64_t)at->valuedouble;
    return true;
}

bool item_flag(const struct seed_item *item, const char *member, bool *in_out)
{
    const cJSON *at = json_get(item->at, member);

    if (!at)
        return true;
    if (!cJSON_IsBool(at))
        return fail_type(item, member, "true or false");
    *in_out = cJSON_IsTrue(at);
    return true;
}

bool item_new_id(const struct seed_item *item, const struct kind *k, const char **ret)
{
    const char *id = "";

    if (!item_text(item, "id", NULL, &id))
        return false;
    if (k->id_prefix && !str_starts(str_of(id), str_of(k->id_prefix)))
        return item_fail(
            item, "id",
            arena_printf(item->call->arena, "'%s' does not begin with '%s'", id, k->id_prefix));
    if (store_find(item->call->store, k, id))
        return item_fail(item, "id", arena_printf(item->call->arena, "'%s' is there already", id));
    *ret = id;
    return true;
}

bool item_object(const struct seed_item *item, const char *member, const struct kind *k,
                 const struct object **ret)
{
    const char *id = "";

    *ret = NULL;
    if (!json_get(item->at, member))
        return true;
    if (!item_text(item, member, NULL, &id))
        return false;
    *ret = store_find(item->call->store, k, id);
    if (*ret)
        return true;
    return item_fail(item, member,
                     arena_printf(item->call->arena, "there is no %s '%s'; add it to this document",
                                  k->name, id));
}

bool item_needed_object(const struct seed_item *item, const char *member, const struct kind *k,
                        const struct object **ret)
{
    const char *id = "";

    return item_text(item, member, NULL, &id) && item_object(item, member, k, ret);
}

bool item_tags(const struct seed_item *item, const cJSON **ret)
{
    const cJSON *tags = json_get(item->at, "tags"), *tag;
    cJSON *list = arena_json(item->call->arena, cJSON_CreateArray());

    *ret = list;
    if (!tags)
        return true;
    if (!cJSON_IsObject(tags))
        return fail_type(item, "tags", "a map");
    cJSON_ArrayForEach(tag, tags)
    {
        if (!cJSON_IsString(tag))
            return item_fail(item, arena_printf(item->call->arena, "tags.%s", tag->string),
                             "expected a text");
        cJSON *pair = json_push(list, cJSON_CreateObject());
        json_add_text(pair, "Key", tag->string);
        json_add_text(pair, "Value", tag->valuestring);
    }
    return true;
}

bool item_each(const struct seed_item *item, const char *member, seed_item_fn *fn)
{
    const cJSON *list = json_get(item->at, member), *at;
    int index = 0;

    if (!list || cJSON_IsNull(list))
        return true;
    if (!cJSON_IsArray(list))
        return fail_type(item, member, "a list");
    cJSON_ArrayForEach(at, list)
    {
        struct seed_item inner = *item;
        inner.at = at;
        inner.place = arena_printf(item->call->arena, "%s%s%s[%d]", item->place,
                                   *item->place ? "." : "", member, index++);
        if (!fn(&inner))
            return false;
    }
    return true;
}
