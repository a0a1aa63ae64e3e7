#include "mockalb/catalog/generate.h"

#include <ctype.h>
#include <stdlib.h>

#include "base/arena.h"
#include "base/file.h"
#include "base/json.h"
#include "mockalb/catalog/node.h"
#include "mockalb/catalog/tables.h"

#include "base/banned.h"

#define LIMIT_CATALOG_FILE (4u << 20)

static const char *const product_members[] = {
    "name", "popular", "version", "locationServiceCode", "hosts", "commonParams", NULL
};

static const char *const action_members[] = {
    /* clang-format off */
    "mocked", "tier", "controller", "methods", "async", "states", "paging", "idempotent", "dryRun",
    "anonymous",
    "deprecated", "responseUnknown", "sources", "list", "params", "response", NULL
    /* clang-format on */
};

/* Actions whose names begin with these only read. */
static const char *const reading[] = { "Describe", "Get", "List", NULL };

static const struct {
    const char *member, *value, *flags;
} flag_rows[] = {
    /* clang-format off */
    { "async",      "job",             "ACTION_FLAG_job" },
    { "async",      "poll",            NULL },
    { "paging",     "token",           "ACTION_FLAG_token_paged" },
    { "paging",     "page",            "ACTION_FLAG_page_paged" },
    { "paging",     "both",            "ACTION_FLAG_token_paged | ACTION_FLAG_page_paged" },
    { "paging",     "show",            "ACTION_FLAG_show_paged" },
    { "dryRun",     "DryRunOperation", "ACTION_FLAG_dry_run" },
    { "dryRun",     "RequestId",       "ACTION_FLAG_dry_run_plain" },
    /* Differs: where the documentation does not say how a dry run ends, it ends as it does elsewhere. */
    { "dryRun",     "unstated",        "ACTION_FLAG_dry_run" },
    { "idempotent", "true",            "ACTION_FLAG_idempotent" },
    { "controller", "true",            "ACTION_FLAG_controller" },
    { "anonymous",  "true",            "ACTION_FLAG_anonymous" },
    /* clang-format on */
};

struct generator {
    struct arena *arena;
    struct tables tables;
    struct tables unused; /* of what is checked but not written: actions that are not mocked */
    struct buf prototypes, products;
    const char *dir;
};

/* One action, and the file it is in. */
struct entry {
    const char *name, *place, *resource;
    const cJSON *node;
};

struct entries {
    struct entry at[1024];
    size_t count;
};

static const cJSON *load(struct generator *g, const char *place, struct err *err)
{
    const char *path = arena_printf(g->arena, "%s/%s", g->dir, place);
    struct err why;
    struct str text;
    cJSON *root;

    if (!file_read(g->arena, path, LIMIT_CATALOG_FILE, &text, err))
        return NULL;
    root = json_parse(text, &why);
    if (!root) {
        err_set(err, "%s: %s", place, why.text);
        return NULL;
    }
    return arena_json(g->arena, root);
}

static bool is_name(const char *text)
{
    if (!text || !isalpha((unsigned char)*text))
        return false;
    while (isalnum((unsigned char)*text) || *text == '_')
        text++;
    return *text == '\0';
}

static bool collect(struct generator *g, const char *folder, const char *file, struct entries *to,
                    struct err *err)
{
    const char *place = arena_printf(g->arena, "%s/%s", folder, file);
    struct str stem = str_of(file);
    const cJSON *root = load(g, place, err);
    const cJSON *action;

    if (!root)
        return false;
    if (!cJSON_IsObject(root))
        return err_set(err, "%s: must be an object of actions", place);
    stem.len -= strlen(".json");
    cJSON_ArrayForEach(action, root)
    {
        if (!is_name(action->string))
            return err_set(err, "%s: '%s' is no name of an action", place, action->string);
        if (to->count == sizeof(to->at) / sizeof(to->at[0]))
            return err_set(err, "%s: more than %zu actions in one product", place, to->count);
        to->at[to->count++] =
            (struct entry){ action->string, arena_printf(g->arena, "%s: %s", place, action->string),
                            arena_strz(g->arena, stem), action };
    }
    return true;
}

static int by_name(const void *a, const void *b)
{
    return strcmp(((const struct entry *)a)->name, ((const struct entry *)b)->name);
}

static bool is_reading(const char *name)
{
    const char *const *prefix = reading;

    while (*prefix && !str_starts(str_of(name), str_of(*prefix)))
        prefix++;
    return *prefix;
}

static const char *flags_of(struct generator *g, const struct entry *e, struct err *err)
{
    static const char *const members[] = { "async",      "paging",     "dryRun",
                                           "idempotent", "controller", "anonymous" };
    const char *flags = is_reading(e->name) ? "0" : "ACTION_FLAG_write";

    for (size_t m = 0; m < sizeof(members) / sizeof(members[0]); m++) {
        const char *value = tables_scalar(&g->tables, json_get(e->node, members[m]));
        bool known = value == NULL;
        for (size_t i = 0; value && i < sizeof(flag_rows) / sizeof(flag_rows[0]); i++) {
            if (!str_is(str_of(members[m]), flag_rows[i].member) ||
                !str_is(str_of(value), flag_rows[i].value))
                continue;
            known = true;
            if (flag_rows[i].flags)
                flags = arena_printf(g->arena, "%s | %s", flags, flag_rows[i].flags);
        }
        if (!known) {
            err_set(err, "%s: '%s' can't be '%s'", e->place, members[m], value);
            return NULL;
        }
    }
    return flags;
}

/*
 * Which member of the reply holds the list: the only array, or the one that "list" names. An action
 * that has pages must leave no doubt; in others the list is there when there is no doubt.
 */
static bool list_of(struct generator *g, const struct entry *e, const char *reply,
                    const char **ret_list, struct err *err)
{
    const cJSON *response = json_get(e->node, "response");
    const char *wanted = json_text(e->node, "list");
    const cJSON **node;
    size_t arrays = 0;

    *ret_list = NULL;
    if (!node_sort(&g->tables, response, e->place, &node, err))
        return false;
    for (size_t i = 0; node[i]; i++) {
        const char *name = json_text(node[i], "name");
        if (!str_is(str_of(json_text(node[i], "type")), "array") ||
            (wanted && !str_is(str_of(name), wanted)))
            continue;
        arrays++;
        *ret_list = arena_printf(g->arena, "&%s[%zu]", reply, i);
    }
    if (arrays > 1 && json_get(e->node, "paging"))
        return err_set(err, "%s: say with 'list' which array of the response is paged", e->place);
    if (arrays != 1)
        *ret_list = NULL;
    if (wanted && !*ret_list)
        return err_set(err, "%s: 'list' names no array of the response", e->place);
    return true;
}

static bool put_action(struct generator *g, const char *product, size_t index,
                       const struct entry *e, struct buf *rows, struct err *err)
{
    const cJSON *mocked = json_get(e->node, "mocked");
    struct tables *t = mocked ? &g->tables : &g->unused;
    const char *params, *reply, *list, *run;
    const char *place = arena_printf(g->arena, "%s: params", e->place);
    const char *reply_place = arena_printf(g->arena, "%s: response", e->place);
    const char *flags;

    if (!tables_check_members(e->node, action_members, e->place, err))
        return false;
    if (mocked && !cJSON_IsTrue(mocked))
        return err_set(err, "%s: 'mocked' must be true, or not there", e->place);
    flags = flags_of(g, e, err);
    if (!flags)
        return false;
    params = node_params(t, json_get(e->node, "params"), place, err);
    if (!params)
        return false;
    reply = node_replies(t, json_get(e->node, "response"), reply_place, err);
    if (!reply || !list_of(g, e, reply, &list, err))
        return false;
    if (json_get(e->node, "responseUnknown"))
        reply = "NULL";
    run = arena_printf(g->arena, "action_%s_%s", product, e->name);
    if (mocked)
        buf_printf(&g->prototypes, "const struct api_error *%s(struct call *call);\n", run);
    else
        run = params = reply = list = "NULL";
    buf_printf(rows, "    { %s, &products[%zu], %s, %s, %s, %s, %s, %s },\n",
               tables_literal(&g->tables, e->name), index, tables_literal(&g->tables, e->resource),
               run, params, reply, list ? list : "NULL", flags);
    return true;
}

/* The actions of every file of the product's folder, sorted. */
static bool collect_all(struct generator *g, const char *folder, struct entries *to,
                        struct err *err)
{
    const char *const *file =
        file_list(g->arena, arena_printf(g->arena, "%s/%s", g->dir, folder), err);

    if (!file)
        return false;
    for (; *file; file++) {
        if (!str_ends(str_of(*file), STR(".json")))
            return err_set(err, "%s/%s: a catalog's file is called <resource>.json", folder, *file);
        if (!str_is(str_of(*file), "product.json") && !collect(g, folder, *file, to, err))
            return false;
    }
    qsort(to->at, to->count, sizeof(to->at[0]), by_name);
    for (size_t i = 1; i < to->count; i++) {
        if (by_name(&to->at[i - 1], &to->at[i]) == 0)
            return err_set(err, "%s: is there twice, also in %s.json", to->at[i].place,
                           to->at[i - 1].resource);
    }
    return true;
}

static bool put_product(struct generator *g, const char *folder, size_t index, struct err *err)
{
    const char *place = arena_printf(g->arena, "%s/product.json", folder);
    struct entries *entries = arena_new_of(g->arena, struct entries);
    struct buf rows = BUF_LIMIT(4u << 20);
    const cJSON *head = load(g, place, err);
    const char *name = json_text(head, "name");
    const char *table;

    if (!head || !tables_check_members(head, product_members, place, err))
        return false;
    if (!is_name(name) || !json_text(head, "version") || !json_text(head, "popular") ||
        !cJSON_IsArray(json_get(head, "hosts")) || !cJSON_IsArray(json_get(head, "commonParams")))
        return err_set(err, "%s: needs 'name', 'version', 'popular', 'hosts' and 'commonParams'",
                       place);
    if (!collect_all(g, folder, entries, err))
        return false;
    for (size_t i = 0; i < entries->count; i++) {
        if (!put_action(g, name, index, &entries->at[i], &rows, err)) {
            buf_done(&rows);
            return false;
        }
    }
    table = tables_array(&g->tables, "struct action", buf_str(&rows).at ? buf_str(&rows).at : "");
    buf_done(&rows);
    buf_printf(&g->products, "    { %s, %s, %s, %s, %s, %s, %s, %zu },\n",
               tables_literal(&g->tables, name),
               tables_literal(&g->tables, json_text(head, "version")),
               tables_literal(&g->tables, json_text(head, "popular")),
               tables_literal(&g->tables, json_text_or(head, "locationServiceCode", "")),
               tables_texts(&g->tables, json_get(head, "hosts")),
               tables_texts(&g->tables, json_get(head, "commonParams")), table, entries->count);
    return true;
}

static void write_out(struct generator *g, size_t products, struct buf *code, struct buf *header)
{
    buf_add_text(header,
                 "/* Made by catgen from the catalog: the handlers of all mocked actions. */\n"
                 "#ifndef MOCKALB_CATALOG_ACTIONS_H\n#define MOCKALB_CATALOG_ACTIONS_H\n\n"
                 "struct call;\nstruct api_error;\n\n");
    buf_add(header, buf_str(&g->prototypes));
    buf_add_text(header, "\n#endif\n");

    buf_add_text(code, "/* Made by catgen from the catalog. */\n#include <stddef.h>\n\n"
                       "#include \"mockalb/gateway/action.h\"\n\n");
    buf_add(code, buf_str(&g->prototypes));
    buf_printf(code, "\nstatic const struct product products[%zu];\n\n", products);
    buf_add(code, buf_str(&g->tables.code));
    buf_printf(code, "\nstatic const struct product products[%zu] = {\n", products);
    buf_add(code, buf_str(&g->products));
    buf_add_text(code, "};\n\nconst struct product *const catalog_products[] = {\n");
    for (size_t i = 0; i < products; i++)
        buf_printf(code, "    &products[%zu],\n", i);
    buf_add_text(code, "    NULL,\n};\n");
}

bool generate_catalog(const char *dir, struct buf *code, struct buf *header, struct err *err)
{
    struct generator g = { .arena = arena_new(),
                           .prototypes = BUF_LIMIT(1u << 20),
                           .products = BUF_LIMIT(1u << 20),
                           .dir = dir };
    const char *const *folder;
    size_t count = 0;
    bool fine = false;

    tables_init(&g.tables, g.arena);
    tables_init(&g.unused, g.arena);
    folder = file_list(g.arena, dir, err);
    for (; folder && *folder; folder++) {
        if (strchr(*folder, '.')) /* the generator's own sources stand beside the products */
            continue;
        if (!put_product(&g, *folder, count++, err))
            goto out;
    }
    if (!folder)
        goto out;
    if (count == 0) {
        err_set(err, "%s: no product in this folder", dir);
        goto out;
    }
    write_out(&g, count, code, header);
    fine = true;
out:
    tables_done(&g.tables);
    tables_done(&g.unused);
    buf_done(&g.prototypes);
    buf_done(&g.products);
    arena_free(g.arena);
    return fine;
}
