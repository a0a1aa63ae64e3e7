#include "runner/kube/jsonpath.h"

#include <string.h>

#include "base/json.h"
#include "base/str.h"

#include "base/banned.h"

struct search {
    void (*fn)(void *arg, const cJSON *match);
    void *arg;
    unsigned left;
};

/* What stands in brackets, without them; the rest follows. False: no closing bracket. */
static bool cut_brackets(struct str *rest, struct str *ret_inside)
{
    char quote = '\0';

    for (size_t i = 1; i < rest->len; i++) {
        char c = rest->at[i];
        if (quote) {
            if (c == quote)
                quote = '\0';
        } else if (c == '\'' || c == '"') {
            quote = c;
        } else if (c == ']') {
            *ret_inside = str_trim((struct str){ rest->at + 1, i - 1 });
            *rest = str_skip(*rest, i + 1);
            return true;
        }
    }
    return false;
}

static struct str unquoted(struct str s)
{
    bool quoted = s.len >= 2 && (*s.at == '\'' || *s.at == '"') && s.at[s.len - 1] == *s.at;

    return quoted ? (struct str){ s.at + 1, s.len - 2 } : s;
}

static const cJSON *member(const cJSON *of, struct str name)
{
    const cJSON *item;

    if (!cJSON_IsObject(of))
        return NULL;
    cJSON_ArrayForEach(item, of)
    {
        if (str_is(name, item->string))
            return item;
    }
    return NULL;
}

/* ?(@.name=="value"): one member, compared with a text. */
static bool condition_holds(const cJSON *item, struct str condition)
{
    struct str inside = str_trim(str_skip(condition, 2)), name;
    const cJSON *found;
    size_t equals;

    if (!str_starts(condition, STR("?(")) || !str_ends(condition, STR(")")) ||
        !str_find(inside, '=', &equals) || !str_starts(inside, STR("@.")))
        return false;
    inside.len--;
    name = str_trim((struct str){ inside.at + 2, equals - 2 });
    inside = str_skip(inside, equals + 1);
    if (str_starts(inside, STR("=")))
        inside = str_skip(inside, 1);
    found = member(item, name);
    return cJSON_IsString(found) && str_is(unquoted(str_trim(inside)), found->valuestring);
}

static void walk(struct search *s, const cJSON *at, struct str rest);

static void walk_brackets(struct search *s, const cJSON *at, struct str inside, struct str rest)
{
    const cJSON *item;
    int64_t index;

    if (str_is(inside, "*") || str_starts(inside, STR("?"))) {
        cJSON_ArrayForEach(item, at)
        {
            if (str_is(inside, "*") || condition_holds(item, inside))
                walk(s, item, rest);
        }
    } else if (str_int(inside, &index)) {
        if (cJSON_IsArray(at) && index >= 0 && index < cJSON_GetArraySize(at))
            walk(s, cJSON_GetArrayItem(at, (int)index), rest);
    } else {
        walk(s, member(at, unquoted(inside)), rest);
    }
}

/* Each step takes some of the path: its length bounds the depth. */
static void walk(struct search *s, const cJSON *at, struct str rest)
{
    struct str inside;
    size_t len = 0;

    if (!at || !s->left)
        return;
    if (!rest.len) {
        s->left--;
        s->fn(s->arg, at);
        return;
    }
    if (*rest.at == '[') {
        if (cut_brackets(&rest, &inside))
            walk_brackets(s, at, inside, rest);
        return;
    }
    if (*rest.at != '.')
        return;
    rest = str_skip(rest, 1);
    while (len < rest.len && rest.at[len] != '.' && rest.at[len] != '[')
        len += rest.at[len] == '\\' && len + 1 < rest.len ? 2 : 1;
    inside = (struct str){ rest.at, len };
    rest = str_skip(rest, len);
    if (!memchr(inside.at, '\\', inside.len)) {
        walk(s, len ? member(at, inside) : at, rest);
        return;
    }
    char name[256];
    size_t n = 0;
    for (size_t i = 0; i < inside.len && n < sizeof(name); i++) {
        if (inside.at[i] != '\\')
            name[n++] = inside.at[i];
    }
    walk(s, member(at, (struct str){ name, n }), rest);
}

void jsonpath_each(const cJSON *root, const char *path, unsigned limit,
                   void (*fn)(void *arg, const cJSON *match), void *arg)
{
    struct search s = { fn, arg, limit };
    struct str rest = str_trim(str_of(path));

    if (rest.len > 1024)
        return;
    if (str_starts(rest, STR("{")) && str_ends(rest, STR("}")))
        rest = (struct str){ rest.at + 1, rest.len - 2 };
    if (str_starts(rest, STR("$")))
        rest = str_skip(rest, 1);
    walk(&s, root, rest);
}
