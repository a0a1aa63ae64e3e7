#include "base/json.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "base/limits.h"
#include "base/must.h"
#include "base/utf8.h"

#include "base/banned.h"

/* Nesting is looked at before cJSON sees the text, whose own limit is deeper than ours. */
static bool nests_too_deep(struct str text)
{
    size_t depth = 0;
    bool quoted = false;

    for (size_t i = 0; i < text.len; i++) {
        char c = text.at[i];
        if (quoted) {
            if (c == '\\')
                i++;
            else if (c == '"')
                quoted = false;
        } else if (c == '"') {
            quoted = true;
        } else if (c == '{' || c == '[') {
            if (++depth > LIMIT_NESTING)
                return true;
        } else if ((c == '}' || c == ']') && depth) {
            depth--;
        }
    }
    return false;
}

static void place_of(struct str text, const char *at, int *ret_line, int *ret_column)
{
    int line = 1, column = 1;

    for (const char *c = text.at; c < at && c < text.at + text.len; c++) {
        column++;
        if (*c == '\n') {
            line++;
            column = 1;
        }
    }
    *ret_line = line;
    *ret_column = column;
}

cJSON *json_parse(struct str text, struct err *err)
{
    const char *end = NULL;
    int line, column;
    cJSON *root;

    if (text.len == 0) {
        err_set(err, "line 1, column 1: no JSON: the text is empty");
        return NULL;
    }
    if (nests_too_deep(text)) {
        err_set(err, "JSON nests deeper than %u levels", LIMIT_NESTING);
        return NULL;
    }
    if (!utf8_is_valid(text)) {
        err_set(err, "JSON must be UTF-8, without zero bytes");
        return NULL;
    }
    root = cJSON_ParseWithLengthOpts(text.at, text.len, &end, false);
    if (root) {
        struct str rest = str_trim(str_skip(text, (size_t)(end - text.at)));
        if (rest.len == 0)
            return root;
        end = rest.at;
    }
    place_of(text, end ? end : text.at, &line, &column);
    err_set(err, "line %d, column %d: %s", line, column,
            root ? "something follows the end of the JSON text" : "not valid JSON");
    cJSON_Delete(root);
    return NULL;
}

static cJSON *named(const cJSON *of, const char *name)
{
    cJSON *child = cJSON_IsObject(of) ? of->child : NULL;

    while (child && (*child->string != *name || strcmp(child->string, name) != 0))
        child = child->next;
    return child;
}

const cJSON *json_get(const cJSON *of, const char *name)
{
    return named(of, name);
}

static cJSON *step(const cJSON *of, struct str name)
{
    int64_t index;

    if (cJSON_IsArray(of)) {
        if (!str_int(name, &index) || index < 0 || index > INT32_MAX)
            return NULL;
        return cJSON_GetArrayItem(of, (int)index);
    }
    if (!cJSON_IsObject(of))
        return NULL;
    for (cJSON *child = of->child; child; child = child->next) {
        if (str_is(name, child->string))
            return child;
    }
    return NULL;
}

/* The one place where a const tree's child is found; who may write is the callers' business. */
static cJSON *walk(const cJSON *root, const char *path)
{
    struct str rest = str_of(path);
    const cJSON *at = root;
    cJSON *found = NULL;
    size_t dot;

    if (!str_find(rest, '.', &dot)) /* most paths are one name */
        return cJSON_IsArray(root) ? step(root, rest) : named(root, path);
    while (at && rest.at) {
        found = step(at, str_cut(&rest, '.'));
        at = found;
    }
    return found;
}

const cJSON *json_at(const cJSON *root, const char *path)
{
    return walk(root, path);
}

cJSON *json_mutable(cJSON *object, const char *path)
{
    return walk(object, path);
}

const char *json_text(const cJSON *root, const char *path)
{
    return cJSON_GetStringValue(walk(root, path));
}

const char *json_text_or(const cJSON *root, const char *path, const char *fallback)
{
    const char *text = json_text(root, path);

    return text ? text : fallback;
}

int64_t json_int(const cJSON *root, const char *path)
{
    return json_int_or(root, path, 0);
}

int64_t json_int_or(const cJSON *root, const char *path, int64_t fallback)
{
    const cJSON *item = walk(root, path);

    if (!cJSON_IsNumber(item) || !(fabs(item->valuedouble) < 9.2e18))
        return fallback;
    return (int64_t)item->valuedouble;
}

bool json_bool(const cJSON *root, const char *path)
{
    return cJSON_IsTrue(walk(root, path));
}

bool json_is_text(const cJSON *item, const char *text)
{
    return cJSON_IsString(item) && text && strcmp(item->valuestring, text) == 0;
}

bool json_has_text(const cJSON *array, const char *text)
{
    const cJSON *item;

    cJSON_ArrayForEach(item, array)
    {
        if (json_is_text(item, text))
            return true;
    }
    return false;
}

static cJSON *given(cJSON *item)
{
    must(item); /* cJSON fails only when memory is out */
    return item;
}

cJSON *json_add(cJSON *object, const char *name, cJSON *take_item)
{
    if (take_item)
        must(cJSON_AddItemToObject(object, name, take_item));
    return take_item;
}

cJSON *json_add_text(cJSON *object, const char *name, const char *text)
{
    return json_add(object, name, given(cJSON_CreateString(text ? text : "")));
}

cJSON *json_add_int(cJSON *object, const char *name, int64_t value)
{
    return json_add(object, name, given(cJSON_CreateNumber((double)value)));
}

cJSON *json_add_bool(cJSON *object, const char *name, bool value)
{
    return json_add(object, name, given(cJSON_CreateBool(value)));
}

cJSON *json_add_object(cJSON *object, const char *name)
{
    return json_add(object, name, given(cJSON_CreateObject()));
}

cJSON *json_add_array(cJSON *object, const char *name)
{
    return json_add(object, name, given(cJSON_CreateArray()));
}

cJSON *json_push(cJSON *array, cJSON *take_item)
{
    must(cJSON_AddItemToArray(array, given(take_item)));
    return take_item;
}

cJSON *json_push_text(cJSON *array, const char *text)
{
    return json_push(array, cJSON_CreateString(text ? text : ""));
}

cJSON *json_set(cJSON *object, const char *name, cJSON *take_item)
{
    if (!json_get(object, name))
        return json_add(object, name, take_item);
    if (take_item)
        must(cJSON_ReplaceItemInObjectCaseSensitive(object, name, take_item));
    else
        json_drop(object, name);
    return take_item;
}

cJSON *json_part(cJSON *object, const char *name)
{
    cJSON *part = cJSON_GetObjectItemCaseSensitive(object, name);

    return cJSON_IsObject(part) ? part : json_set(object, name, given(cJSON_CreateObject()));
}

cJSON *json_list(cJSON *object, const char *name)
{
    cJSON *list = cJSON_GetObjectItemCaseSensitive(object, name);

    return cJSON_IsArray(list) ? list : json_set(object, name, given(cJSON_CreateArray()));
}

void json_drop(cJSON *object, const char *name)
{
    cJSON_DeleteItemFromObjectCaseSensitive(object, name);
}

cJSON *json_copy(const cJSON *item)
{
    return item ? given(cJSON_Duplicate(item, true)) : NULL;
}

cJSON *json_add_shared(cJSON *object, const cJSON *item)
{
    cJSON *shared;

    if (cJSON_IsObject(item))
        shared = cJSON_CreateObjectReference(item->child);
    else if (cJSON_IsArray(item))
        shared = cJSON_CreateArrayReference(item->child);
    else if (cJSON_IsString(item))
        shared = cJSON_CreateStringReference(item->valuestring);
    else
        shared = cJSON_Duplicate(item, false);
    must(cJSON_AddItemToObjectCS(object, item->string, given(shared)));
    return shared;
}

/* The text of an object has no other use; cJSON_Delete() frees neither it nor the members of a reference. */
cJSON *json_reference(const cJSON *object, const char *compact)
{
    cJSON *reference = given(cJSON_CreateObjectReference(object->child));

    memcpy(&reference->valuestring, &compact, sizeof(compact));
    return reference;
}

/* All that b has. */
static bool has_names(const cJSON *a, const cJSON *b)
{
    const cJSON *member, *next = a->child;

    cJSON_ArrayForEach(member, b)
    {
        const cJSON *found =
            next && !strcmp(next->string, member->string) ? next : json_get(a, member->string);
        if (!found)
            return false;
        next = found->next;
    }
    return true;
}

/* Members mostly come in the same order, so that the one that is looked for stands next. */
static bool same_members(const cJSON *a, const cJSON *b)
{
    const cJSON *x, *next = b->child;

    cJSON_ArrayForEach(x, a)
    {
        const cJSON *y = next && !strcmp(next->string, x->string) ? next : json_get(b, x->string);
        if (!y || !json_equal(x, y))
            return false;
        next = y->next;
    }
    return cJSON_GetArraySize(a) == cJSON_GetArraySize(b) && has_names(a, b);
}

static bool same_items(const cJSON *a, const cJSON *b)
{
    const cJSON *x = a->child, *y = b->child;

    for (; x && y; x = x->next, y = y->next) {
        if (!json_equal(x, y))
            return false;
    }
    return !x && !y;
}

/* Not by cJSON_Compare, which compares objects in both directions: twice as long for each level of depth. */
bool json_equal(const cJSON *a, const cJSON *b)
{
    if (a == b)
        return true;
    if (!a || !b || (a->type & 0xff) != (b->type & 0xff))
        return false;
    if (cJSON_IsObject(a))
        return same_members(a, b);
    if (cJSON_IsArray(a))
        return same_items(a, b);
    return cJSON_Compare(a, b, true);
}
