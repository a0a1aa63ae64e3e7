#include "mockalb/tenants.h"

#include <stdlib.h>
#include <string.h>

#include "base/limits.h"
#include "base/must.h"
#include "base/yaml.h"
#include "mockalb/resources/lifecycle.h"
#include "mockalb/resources/rights.h"

#include "base/banned.h"

struct tenants {
    struct clock *clock;
    struct arena *arena;              /* texts of files */
    struct tenant *at[LIMIT_TENANTS]; /* the main one first */
    size_t count;
};

struct tenants *tenants_new(struct clock *clock, const struct tenant_options *first)
{
    struct tenants *all = must_alloc(sizeof(*all));

    all->clock = clock;
    all->arena = arena_new();
    all->at[all->count++] = tenant_new(clock, first);
    return all;
}

static void drop_behind(struct tenants *all, size_t count)
{
    while (all->count > count)
        tenant_free(all->at[--all->count]);
}

void tenants_free(struct tenants *all)
{
    if (!all)
        return;
    drop_behind(all, 0);
    arena_free(all->arena);
    free(all);
}

struct tenant *tenants_main(const struct tenants *all)
{
    return all->at[0];
}

struct tenant *tenants_by_id(const struct tenants *all, const char *id)
{
    for (size_t i = 0; i < all->count; i++) {
        if (strcmp(tenant_options(all->at[i])->key_id, id) == 0)
            return all->at[i];
    }
    return NULL;
}

struct tenant *tenants_by_key(const struct tenants *all, struct arena *a, const char *key_id)
{
    for (size_t i = 0; i < all->count && all->count > 1; i++) {
        if (tenant_has_key(all->at[i], a, key_id))
            return all->at[i];
    }
    return all->at[0];
}

struct tenant *tenants_by_role(const struct tenants *all, const char *arn)
{
    struct str rest = str_of(arn), account = STR_NONE;

    for (int part = 0; part < 4; part++)
        account = str_cut(&rest, ':');
    for (size_t i = 0; i < all->count; i++) {
        if (str_is(account, tenant_options(all->at[i])->account))
            return all->at[i];
    }
    return all->at[0];
}

/* One of the list's members into the options; cloud is kept apart. */
static bool read_member(struct arena *a, const struct node *value, struct tenant_options *o,
                        const char **ret_cloud, const char **ret_wrong)
{
    const struct {
        const char *name, **to;
    } texts[] = {
        { "id", &o->key_id },           { "secret", &o->key_secret }, { "account", &o->account },
        { "region", &o->region },       { "edition", &o->edition },   { "cloud", ret_cloud },
        { "lifecycle", &o->lifecycle },
    };
    int64_t seed;

    *ret_wrong =
        "id, secret, account, region, edition, lifecycle, seed, deny and cloud are its members";
    if (str_is(value->key->text, "seed")) {
        *ret_wrong = "seed must be a whole number, 0 or more";
        if (value->type != NODE_text || !str_int(value->text, &seed) || seed < 0)
            return false;
        o->seed = (uint64_t)seed;
        return true;
    }
    if (str_is(value->key->text, "deny")) {
        struct err why;
        *ret_wrong = "deny must be a text";
        if (value->type != NODE_text)
            return false;
        o->denied = 0;
        if (rights_deny(&o->denied, arena_strz(a, value->text), &why))
            return true;
        *ret_wrong = arena_strz(a, str_of(why.text));
        return false;
    }
    for (size_t i = 0; i < sizeof(texts) / sizeof(texts[0]); i++) {
        if (!str_is(value->key->text, texts[i].name))
            continue;
        *ret_wrong = arena_printf(a, "%s must be a text", texts[i].name);
        if (value->type != NODE_text || !value->text.len)
            return false;
        *texts[i].to = arena_strz(a, value->text);
        return true;
    }
    return false;
}

static const char *beside(struct arena *a, const char *file, const char *path)
{
    const char *slash = strrchr(file, '/');

    if (*path == '/' || !slash)
        return path;
    return arena_printf(a, "%.*s/%s", (int)(slash - file), file, path);
}

static bool check(struct tenants *all, const struct tenant_options *o, const char **ret_wrong)
{
    static const char *const editions[] = { "Basic", "Standard", "StandardWithWaf", NULL };

    *ret_wrong = NULL;
    if (!o->key_id || !o->key_secret)
        *ret_wrong = "a tenant needs an id and a secret";
    else if (tenants_by_id(all, o->key_id))
        *ret_wrong = arena_printf(all->arena, "there is a tenant '%s' already", o->key_id);
    else if (!str_in(str_of(o->edition), editions))
        *ret_wrong = "edition is Basic, Standard or StandardWithWaf";
    else if (!lifecycle_knows(o->lifecycle))
        *ret_wrong = "lifecycle is instant or realistic";
    else if (all->count == LIMIT_TENANTS)
        *ret_wrong = arena_printf(all->arena, "there can be %u tenants, the main one included",
                                  LIMIT_TENANTS);
    return !*ret_wrong;
}

static bool load_one(struct tenants *all, const char *file, const struct node *item,
                     struct err *err)
{
    struct tenant_options o = *tenant_options(all->at[0]);
    const char *cloud = NULL, *wrong = "a tenant is a map with id and secret";
    int line = item->line;

    o.key_id = o.key_secret = NULL;
    if (item->type != NODE_map)
        return err_set(err, "%s:%d: %s", file, line, wrong);
    for (const struct node *value = item->head; value; value = value->next) {
        if (!read_member(all->arena, value, &o, &cloud, &wrong))
            return err_set(err, "%s:%d: %s: %s", file, value->key->line,
                           arena_strz(all->arena, value->key->text), wrong);
    }
    if (!check(all, &o, &wrong))
        return err_set(err, "%s:%d: %s", file, line, wrong);
    all->at[all->count++] = tenant_new(all->clock, &o);
    return !cloud || tenant_seed(all->at[all->count - 1], beside(all->arena, file, cloud), err);
}

bool tenants_load(struct tenants *all, const char *file, struct err *err)
{
    struct arena *a = arena_new();
    const struct node *document = yaml_load(a, file, err);
    const struct node *list = document ? node_get(document, "tenants") : NULL;
    size_t before = all->count;
    bool fine = document != NULL;

    if (document && (!list || list->type != NODE_list || node_count(document) != 1))
        fine = err_set(err, "%s: it must have one member, tenants, that is a list", file);
    for (const struct node *item = fine && list ? list->head : NULL; item && fine;
         item = item->next)
        fine = load_one(all, file, item, err);
    if (!fine)
        drop_behind(all, before);
    arena_free(a);
    return fine;
}
