#include "reference/sign.h"

#include <stdlib.h>
#include <string.h>

#include "base/digest.h"
#include "base/json.h"

#include "base/banned.h"

#define FORM_MAX ((size_t)8 << 20)

static const char *scalar_text(struct arena *a, const cJSON *item)
{
    if (cJSON_IsBool(item))
        return cJSON_IsTrue(item) ? "true" : "false";
    if (cJSON_IsNumber(item))
        return arena_printf(a, "%lld", (long long)item->valuedouble);
    return cJSON_IsString(item) ? item->valuestring : NULL;
}

/* Depth is that of the trees we build ourselves. */
static void flatten_into(struct arena *a, cJSON *flat, const char *prefix, const cJSON *item)
{
    const char *text = scalar_text(a, item);
    const cJSON *child = NULL;
    int at = 0;

    if (text) {
        json_add_text(flat, prefix, text);
        return;
    }
    cJSON_ArrayForEach(child, item)
    {
        const char *name = cJSON_IsArray(item) ? arena_printf(a, "%d", ++at) : child->string;
        flatten_into(a, flat, *prefix ? arena_printf(a, "%s.%s", prefix, name) : name, child);
    }
}

cJSON *sign_flatten(struct arena *a, const cJSON *params)
{
    cJSON *flat = arena_json(a, cJSON_CreateObject());

    flatten_into(a, flat, "", params);
    return flat;
}

static int compare_names(const void *a, const void *b)
{
    const cJSON *const *left = a, *const *right = b;

    return strcmp((*left)->string, (*right)->string);
}

const char *sign_canonical(struct arena *a, const cJSON *flat)
{
    size_t count = (size_t)cJSON_GetArraySize(flat), at = 0;
    const cJSON **sorted = arena_alloc(a, (count + 1) * sizeof(void *));
    struct buf text = BUF_LIMIT(FORM_MAX);

    for (const cJSON *item = flat->child; item; item = item->next)
        sorted[at++] = item;
    if (count > 1)
        qsort(sorted, count, sizeof(void *), compare_names);
    for (at = 0; at < count; at++) {
        buf_add_text(&text, at ? "&" : "");
        buf_add_percent(&text, str_of(sorted[at]->string));
        buf_add_char(&text, '=');
        buf_add_percent(&text, str_of(sorted[at]->valuestring));
    }
    const char *canonical = arena_strz(a, buf_str(&text));
    buf_done(&text);
    return canonical;
}

const char *sign_signature(struct arena *a, const char *method, const cJSON *flat,
                           const char *secret)
{
    struct buf text = BUF_LIMIT(FORM_MAX * 2);

    buf_printf(&text, "%s&%%2F&", method);
    buf_add_percent(&text, str_of(sign_canonical(a, flat)));
    const char *signature =
        digest_hmac_sha1_base64(a, str_of(arena_printf(a, "%s&", secret)), buf_str(&text));
    buf_done(&text);
    return signature;
}
