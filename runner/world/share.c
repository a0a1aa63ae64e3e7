#include "runner/world/share.h"

#include <stdlib.h>
#include <string.h>

#include "base/buf.h"
#include "base/json.h"
#include "base/map.h"
#include "base/must.h"

#include "base/banned.h"

enum side { SIDE_unknown, SIDE_mine, SIDE_others, SIDE_everybody, SIDE_COUNT };

struct share {
    const struct scope *scope;
    struct map *base;   /* ids of what was there before; values: their kinds, in the document */
    struct map *owners; /* ids; values: &marks[side] */
    struct map *calls;  /* numbers of calls; values: as above */
    struct map *makers; /* ids of what nobody's calls made; values: those calls' numbers */
    char marks[SIDE_COUNT];
    bool has_learned;
};

struct share *share_new(const struct scope *scope, const cJSON *base)
{
    struct share *s = must_alloc(sizeof(*s));
    const cJSON *object = NULL;

    s->scope = scope;
    s->base = map_new();
    s->owners = map_new();
    s->calls = map_new();
    s->makers = map_new();
    cJSON_ArrayForEach(object, json_get(base, "objects"))
    {
        map_put(s->base, str_of(json_text_or(object, "id", "")),
                cJSON_GetObjectItemCaseSensitive(object, "kind"));
    }
    return s;
}

static bool free_value(void *arg, struct str key, void *value)
{
    (void)arg;
    (void)key;
    free(value);
    return true;
}

void share_free(struct share *s)
{
    if (!s)
        return;
    map_each(s->makers, free_value, NULL);
    map_free(s->base);
    map_free(s->owners);
    map_free(s->calls);
    map_free(s->makers);
    free(s);
}

/* ---- whose ---- */

static enum side side_in(const struct share *s, const struct map *of, struct str key)
{
    const char *mark = map_get(of, key);

    return mark ? (enum side)(mark - s->marks) : SIDE_unknown;
}

/* The id of a server begins with its group's. */
static struct str owner_id(const char *id)
{
    struct str rest = str_of(id);

    return str_cut(&rest, ':');
}

static enum side side_of_id(const struct share *s, const char *id)
{
    enum side side = side_in(s, s->owners, str_of(id));

    if (side == SIDE_unknown && !map_get(s->base, str_of(id)))
        side = side_in(s, s->owners, owner_id(id));
    if (side == SIDE_unknown && map_get(s->base, owner_id(id)))
        side = SIDE_everybody;
    return side;
}

static enum side side_of_text(const struct share *s, const char *text)
{
    const cJSON *kind;
    enum side side;

    if (scope_owns(s->scope, text))
        return SIDE_mine;
    if (scope_is_of_run(s->scope, text))
        return SIDE_others;
    side = side_in(s, s->owners, str_of(text));
    kind = side == SIDE_unknown ? map_get(s->base, str_of(text)) : NULL;
    return kind && str_starts(str_of(kind->valuestring), STR("alb/")) ? SIDE_everybody : side;
}

/* Of all that a tree says: mine goes before others', and that before everybody's. */
static enum side side_of_tree(const struct share *s, const cJSON *tree)
{
    static const int ranks[SIDE_COUNT] = {
        [SIDE_mine] = 3, [SIDE_others] = 2, [SIDE_everybody] = 1
    };
    enum side side = cJSON_IsString(tree) ? side_of_text(s, tree->valuestring) : SIDE_unknown;

    for (const cJSON *child = tree ? tree->child : NULL; child && side != SIDE_mine;
         child = child->next) {
        enum side found = side_of_tree(s, child);
        if (ranks[found] > ranks[side])
            side = found;
    }
    return side;
}

/* ---- what is learned ---- */

static struct str number_key(char room[32], int64_t number)
{
    struct buf text = BUF_LIMIT(32);

    buf_printf(&text, "%lld", (long long)number);
    memcpy(room, text.at, text.len + 1);
    buf_done(&text);
    return str_of(room);
}

static void set_call(struct share *s, int64_t number, enum side side)
{
    char room[32];

    map_put(s->calls, number_key(room, number), &s->marks[side]);
}

static void set_owner(struct share *s, const char *id, enum side side)
{
    int64_t *maker = map_drop(s->makers, str_of(id));

    map_put(s->owners, str_of(id), &s->marks[side]);
    if (maker) {
        set_call(s, *maker, side);
        s->has_learned = true;
    }
    free(maker);
}

/* What a call of mine names and nobody's call made is mine: groups of a rule. */
static void learn_from_params(struct share *s, const cJSON *tree, enum side side)
{
    if (cJSON_IsString(tree) && map_get(s->makers, str_of(tree->valuestring)))
        set_owner(s, tree->valuestring, side);
    for (const cJSON *child = tree ? tree->child : NULL; child; child = child->next)
        learn_from_params(s, child, side);
}

static enum side side_of_call(struct share *s, const cJSON *entry)
{
    const cJSON *params = json_get(entry, "params");
    char room[32];
    enum side side = side_in(s, s->calls, number_key(room, json_int(entry, "seq")));
    bool write = json_bool(entry, "write");

    if (side == SIDE_unknown)
        side = side_of_tree(s, params);
    if (side == SIDE_everybody && !write)
        side = SIDE_unknown;
    if (side != SIDE_unknown)
        set_call(s, json_int(entry, "seq"), side);
    if (write && (side == SIDE_mine || side == SIDE_others))
        learn_from_params(s, params, side);
    return side;
}

static void note_maker(struct share *s, const char *id, int64_t call)
{
    int64_t *number = must_alloc(sizeof(*number));

    *number = call;
    free(map_put(s->makers, str_of(id), number));
}

static enum side side_of_change(struct share *s, const cJSON *entry)
{
    const char *id = json_text_or(entry, "id", "");
    int64_t call = json_int(entry, "call");
    char room[32];
    enum side by = side_in(s, s->calls, number_key(room, call)), side = side_of_id(s, id);

    if (side == SIDE_everybody) /* by itself: what came of a call that was told of */
        return call ? by : SIDE_others;
    if (side != SIDE_unknown)
        return side;
    if (call && (by == SIDE_mine || by == SIDE_others) &&
        json_is_text(json_get(entry, "change"), "added")) {
        set_owner(s, id, by);
        return by;
    }
    if (call && json_is_text(json_get(entry, "change"), "added"))
        note_maker(s, id, call);
    return SIDE_unknown;
}

/* ---- the journal ---- */

enum sieved share_sieve(void *arg, cJSON *entry)
{
    struct share *s = arg;
    bool call = json_is_text(json_get(entry, "type"), "call");
    enum side side = call ? side_of_call(s, entry) : side_of_change(s, entry);

    if (side == SIDE_others)
        return SIEVED_dropped;
    if (side == SIDE_unknown)
        return call && !json_bool(entry, "write") ? SIEVED_dropped : SIEVED_held;
    scope_back(s->scope, entry);
    return SIEVED_shown;
}

bool share_has_learned(struct share *s)
{
    bool learned = s->has_learned;

    s->has_learned = false;
    return learned;
}

/* ---- the state ---- */

static bool is_shown(struct share *s, const cJSON *object)
{
    const char *id = json_text_or(object, "id", "");
    enum side side = side_of_id(s, id);

    if (side == SIDE_unknown) {
        side = side_of_tree(s, json_get(object, "body"));
        if (side == SIDE_mine || side == SIDE_others)
            set_owner(s, id, side);
    }
    return side == SIDE_mine || (side == SIDE_everybody && map_get(s->base, owner_id(id)));
}

void share_cut(struct share *s, cJSON *state)
{
    cJSON *objects = json_mutable(state, "objects");

    for (cJSON *o = objects ? objects->child : NULL, *next; o; o = next) {
        next = o->next;
        if (is_shown(s, o))
            scope_back(s->scope, json_mutable(o, "body"));
        else
            cJSON_Delete(cJSON_DetachItemViaPointer(objects, o));
    }
}

void share_cut_reach(const struct share *s, cJSON *reach)
{
    cJSON *servers = json_mutable(reach, "servers");

    for (cJSON *o = servers ? servers->child : NULL, *next; o; o = next) {
        next = o->next;
        if (side_of_id(s, json_text_or(o, "loadBalancer", "")) == SIDE_others)
            cJSON_Delete(cJSON_DetachItemViaPointer(servers, o));
    }
}
