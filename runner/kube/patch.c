#include "runner/kube/patch.h"

#include <string.h>

#include "base/arena.h"
#include "base/json.h"
#include "base/limits.h"
#include "runner/kube/tree.h"

#include "base/banned.h"

static void merge_into(cJSON *target, const cJSON *patch)
{
    const cJSON *member;

    cJSON_ArrayForEach(member, patch)
    {
        cJSON *old;
        if (cJSON_IsNull(member)) {
            json_drop(target, member->string);
            continue;
        }
        if (!cJSON_IsObject(member)) {
            json_set(target, member->string, json_copy(member));
            continue;
        }
        old = cJSON_GetObjectItemCaseSensitive(target, member->string);
        if (!cJSON_IsObject(old))
            old = json_set(target, member->string, cJSON_CreateObject());
        merge_into(old, member);
    }
}

cJSON *patch_merge(cJSON *take_target, const cJSON *patch)
{
    cJSON *target = take_target;

    if (!cJSON_IsObject(patch)) {
        cJSON_Delete(target);
        return json_copy(patch);
    }
    if (!cJSON_IsObject(target)) {
        cJSON_Delete(target);
        target = cJSON_CreateObject();
    }
    merge_into(target, patch);
    return target;
}

/* A place that a JSON pointer names: in its parent under a name or index. The root has no parent. */
struct place {
    cJSON *parent;
    const char *name; /* of an object's member */
    int index;        /* of an array's; its size: behind the last */
    cJSON *item;      /* what is there; NULL when nothing is */
};

struct patching {
    struct arena *arena;
    cJSON *root;
    size_t grown; /* by what was added */
    struct err *err;
};

static bool is_index(struct str token, int64_t *ret)
{
    if (!token.len || (token.len > 1 && *token.at == '0') || *token.at == '-' || *token.at == '+')
        return false;
    return str_int(token, ret) && *ret <= INT32_MAX;
}

static const char *unescaped(struct arena *a, struct str token)
{
    char *text = arena_alloc(a, token.len + 1);
    size_t n = 0;

    for (size_t i = 0; i < token.len; i++) {
        bool escape = token.at[i] == '~' && i + 1 < token.len;
        if (escape && (token.at[i + 1] == '0' || token.at[i + 1] == '1'))
            text[n++] = token.at[++i] == '0' ? '~' : '/';
        else
            text[n++] = token.at[i];
    }
    return text;
}

static bool step(struct patching *p, struct place *at, struct str token)
{
    cJSON *in = at->item;
    int64_t index;

    *at = (struct place){ .parent = in };
    if (cJSON_IsObject(in)) {
        at->name = unescaped(p->arena, token);
        at->item = cJSON_GetObjectItemCaseSensitive(in, at->name);
        return true;
    }
    if (!cJSON_IsArray(in))
        return false;
    if (str_is(token, "-")) {
        at->index = cJSON_GetArraySize(in);
        return true;
    }
    if (!is_index(token, &index) || index > cJSON_GetArraySize(in))
        return false;
    at->index = (int)index;
    at->item = cJSON_GetArrayItem(in, (int)index);
    return true;
}

static bool locate(struct patching *p, const char *pointer, struct place *ret)
{
    struct str rest = str_of(pointer);
    unsigned depth = 0;

    *ret = (struct place){ .item = p->root };
    if (!rest.len)
        return true;
    if (*rest.at != '/')
        return err_set(p->err, "the path \"%.200s\" does not begin with '/'", pointer);
    rest = str_skip(rest, 1);
    while (rest.at) {
        struct str token = str_cut(&rest, '/');
        if (++depth > LIMIT_NESTING || !ret->item || !step(p, ret, token))
            return err_set(p->err, "the path \"%.200s\" leads nowhere", pointer);
    }
    return true;
}

static unsigned depth_of(const char *pointer)
{
    unsigned depth = 0;

    for (; *pointer; pointer++)
        depth += *pointer == '/';
    return depth;
}

/* cJSON_InsertItemInArray of 1.7.15, as Debian 12 has it, inserts at the front only. */
static void insert_before(cJSON *array, cJSON *item, cJSON *take_value)
{
    cJSON *rest = cJSON_CreateArray(), *next;

    for (; item; item = next) {
        next = item->next;
        json_push(rest, cJSON_DetachItemViaPointer(array, item));
    }
    json_push(array, take_value);
    while (rest->child)
        json_push(array, cJSON_DetachItemViaPointer(rest, rest->child));
    cJSON_Delete(rest);
}

/* Takes the value. In an array what stood there moves on; in an object it is replaced. */
static bool add(struct patching *p, const char *pointer, cJSON *take_value)
{
    struct place at;

    p->grown += tree_memory(take_value);
    if (p->grown > LIMIT_KUBE_OBJECT ||
        tree_depth(take_value) + depth_of(pointer) > LIMIT_NESTING + 1) {
        cJSON_Delete(take_value);
        return err_set(p->err, "the patch makes the object too large at \"%.200s\"", pointer);
    }
    if (!locate(p, pointer, &at)) {
        cJSON_Delete(take_value);
        return false;
    }
    if (!at.parent) {
        cJSON_Delete(p->root);
        p->root = take_value;
    } else if (at.name) {
        json_set(at.parent, at.name, take_value);
    } else if (at.item) {
        insert_before(at.parent, at.item, take_value);
    } else {
        json_push(at.parent, take_value);
    }
    return true;
}

static bool find(struct patching *p, const char *pointer, struct place *ret)
{
    if (!locate(p, pointer, ret))
        return false;
    return ret->item || err_set(p->err, "there is nothing at \"%.200s\"", pointer);
}

static bool drop(struct patching *p, const char *pointer)
{
    struct place at;

    if (!find(p, pointer, &at))
        return false;
    if (!at.parent)
        return err_set(p->err, "the whole object can't be removed");
    cJSON_Delete(cJSON_DetachItemViaPointer(at.parent, at.item));
    return true;
}

static bool op_add(struct patching *p, const cJSON *op)
{
    return add(p, json_text(op, "path"), json_copy(json_get(op, "value")));
}

static bool op_remove(struct patching *p, const cJSON *op)
{
    return drop(p, json_text(op, "path"));
}

static bool op_replace(struct patching *p, const cJSON *op)
{
    struct place at;
    const char *pointer = json_text(op, "path");

    if (!find(p, pointer, &at))
        return false;
    if (at.parent && !at.name)
        cJSON_Delete(cJSON_DetachItemViaPointer(at.parent, at.item));
    return add(p, pointer, json_copy(json_get(op, "value")));
}

static bool op_copy(struct patching *p, const cJSON *op)
{
    struct place from;

    if (!find(p, json_text(op, "from"), &from))
        return false;
    return add(p, json_text(op, "path"), json_copy(from.item));
}

static bool op_move(struct patching *p, const cJSON *op)
{
    const char *to = json_text(op, "path"), *pointer = json_text(op, "from");
    size_t len = strlen(pointer);
    struct place from;
    cJSON *value;

    if (!find(p, pointer, &from))
        return false;
    if (!strcmp(to, pointer))
        return true;
    if (!strncmp(to, pointer, len) && to[len] == '/')
        return err_set(p->err, "\"%.200s\" can't be moved into itself", pointer);
    value = json_copy(from.item);
    if (drop(p, pointer))
        return add(p, to, value);
    cJSON_Delete(value);
    return false;
}

static bool op_test(struct patching *p, const cJSON *op)
{
    const char *pointer = json_text(op, "path");
    const cJSON *value = json_get(op, "value");
    struct place at;

    if (!locate(p, pointer, &at))
        return false;
    if (at.item ? json_equal(at.item, value) : !value || cJSON_IsNull(value))
        return true;
    return err_set(p->err, "testing value %.200s failed: test failed", pointer);
}

static const struct op {
    const char *name;
    bool (*run)(struct patching *p, const cJSON *op);
    bool has_value, has_from;
} ops[] = {
    /* clang-format off */
    { "add",     op_add,     true,  false },
    { "copy",    op_copy,    false, true },
    { "move",    op_move,    false, true },
    { "remove",  op_remove,  false, false },
    { "replace", op_replace, true,  false },
    { "test",    op_test,    false, false },
    /* clang-format on */
};

static const struct op *op_named(const char *name)
{
    for (size_t i = 0; name && i < sizeof(ops) / sizeof(ops[0]); i++) {
        if (!strcmp(ops[i].name, name))
            return &ops[i];
    }
    return NULL;
}

bool patch_json_is_well_formed(const cJSON *operations, struct err *err)
{
    const cJSON *item;
    int i = 0;

    if (!cJSON_IsArray(operations))
        return err_set(err, "a JSON patch is an array of operations");
    if (cJSON_GetArraySize(operations) > (int)LIMIT_KUBE_PATCH_OPS)
        return err_set(err, "The allowed maximum operations in a JSON patch is %u, got %d",
                       LIMIT_KUBE_PATCH_OPS, cJSON_GetArraySize(operations));
    cJSON_ArrayForEach(item, operations)
    {
        const char *name = json_text(item, "op");
        const struct op *op = op_named(name);
        if (!op)
            return err_set(err, "operation %d: unknown op \"%.50s\"", i, name ? name : "");
        if (!json_text(item, "path"))
            return err_set(err, "operation %d: path is missing", i);
        if (op->has_value && !json_get(item, "value"))
            return err_set(err, "operation %d: value is missing", i);
        if (op->has_from && !json_text(item, "from"))
            return err_set(err, "operation %d: from is missing", i);
        i++;
    }
    return true;
}

bool patch_json(cJSON **target, const cJSON *operations, struct err *err)
{
    struct patching p = { .arena = arena_new(), .root = *target, .err = err };
    const cJSON *item;
    bool ok = true;

    cJSON_ArrayForEach(item, operations)
    {
        ok = ok && op_named(json_text(item, "op"))->run(&p, item);
    }
    *target = p.root;
    arena_free(p.arena);
    return ok;
}
