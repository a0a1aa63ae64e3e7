#include <stddef.h>
#include <stdint.h>

#include "base/json.h"
#include "base/limits.h"
#include "base/must.h"
#include "base/utf8.h"
#include "mockalb/gateway/rpc.h"
#include "mockalb/gateway/validate.h"
#include "tests/fuzz/fuzz.h"
#include "tests/mockalb/gateway/shop/shop.h"

#include "base/banned.h"

/*
 * The bytes are the value of a parameter that is one JSON text: of a list, an object, a map, and of an
 * object that mostly comes flat. Whatever they are: a tree or an error, leaves are texts, the tree as
 * JSON makes the same tree again, and validation comes to an end.
 */
static const char *const names[] = { "Scopes", "Access", "Flags", "Extra" };

static size_t check_tree(const cJSON *item, unsigned depth)
{
    size_t nodes = 1;

    must(depth <= LIMIT_NESTING + 1);
    must(cJSON_IsObject(item) || cJSON_IsArray(item) || cJSON_IsString(item));
    must(!cJSON_IsString(item) || utf8_is_valid(str_of(item->valuestring)));
    for (const cJSON *child = item->child; child; child = child->next)
        nodes += check_tree(child, depth + 1);
    return nodes;
}

static cJSON *decode(struct call *call, const char *name, struct str value)
{
    struct request r = { .arena = call->arena };
    cJSON *params = NULL, *unknown = NULL;

    request_add(&r, str_of(name), value);
    if (request_check(&r, call) || rpc_decode(call, &r, &params, &unknown))
        return NULL;
    must(params && cJSON_IsArray(unknown));
    return params;
}

static void check_value(const char *name, struct str value)
{
    struct arena *a = arena_new();
    struct call *call = shop_call_of(a, "CreateThing");
    cJSON *params = decode(call, name, value);
    const cJSON *tree = json_get(params, name);

    if (tree) {
        struct buf text = BUF_LIMIT(64u << 20);
        must(check_tree(tree, 0) > 0);
        json_print(&text, tree);
        const cJSON *again = json_get(decode(call, name, buf_str(&text)), name);
        must(again && cJSON_Compare(tree, again, true));
        buf_done(&text);
    }
    if (params) {
        struct patterns *patterns = patterns_new(NULL);
        validate_params(call, patterns, params);
        patterns_free(patterns);
    }
    arena_free(a);
}

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size)
{
    for (size_t i = 0; i < sizeof(names) / sizeof(names[0]); i++)
        check_value(names[i], (struct str){ (const char *)bytes, size });
    return 0;
}
