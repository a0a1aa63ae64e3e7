#include "runner/suite/requirement.h"

#include <stdlib.h>

#include "base/file.h"
#include "base/yaml.h"

#include "base/banned.h"

struct requirements {
    struct requirement *rows; /* sorted by id */
    size_t count, room;
    const char **ids; /* of the rows, for "did you mean"; ends with NULL */
};

static const char *const severities[] = { "MUST", "SHOULD", "MAY", "advisory", NULL };
static const char *const confidences[] = { "doc", "client", "inferred", NULL };
static const char *const keys[] = {
    "severity", "sentence", "source", "confidence", "excluded", NULL
};

static bool is_one_of(struct str word, const char *const *words)
{
    for (; *words; words++)
        if (str_is(word, *words))
            return true;
    return false;
}

/* "A-06": letters, a dash, two or three digits. */
static bool is_id(struct str id)
{
    struct str letters = str_cut(&id, '-');
    int64_t number = 0;

    return letters.len == 1 && letters.at[0] >= 'A' && letters.at[0] <= 'Z' && id.len >= 2 &&
           id.len <= 3 && str_int(id, &number) && number > 0;
}

/* By area, then by number: A-99 stands before A-100. */
static int by_id(const void *left, const void *right)
{
    const struct requirement *l = left, *r = right;
    struct str a = str_of(l->id), b = str_of(r->id);

    if (a.at[0] != b.at[0])
        return a.at[0] < b.at[0] ? -1 : 1;
    if (a.len != b.len)
        return a.len < b.len ? -1 : 1;
    return memcmp(a.at, b.at, a.len);
}

static bool check_keys(const char *file, const struct node *row, struct err *err)
{
    for (const struct node *n = row->head; n; n = n->next) {
        const char *near = str_nearest(n->key->text, keys);
        if (!is_one_of(n->key->text, keys))
            return err_set(err, "%s:%d: unknown key '%.*s'%s%s%s", file, n->key->line,
                           STR_ARG(n->key->text), near ? ", did you mean '" : "", near ? near : "",
                           near ? "'?" : "");
    }
    return true;
}

static bool check_row(const char *file, const struct node *row, struct err *err)
{
    struct str id = row->key->text;

    if (!is_id(id))
        return err_set(err, "%s:%d: '%.*s' is no requirement id; ids look like A-06", file,
                       row->key->line, STR_ARG(id));
    if (row->type != NODE_map)
        return err_set(err, "%s:%d: %.*s is a map with severity, sentence, source and confidence",
                       file, row->line, STR_ARG(id));
    if (!check_keys(file, row, err))
        return false;
    if (!is_one_of(node_text(row, "severity"), severities))
        return err_set(err, "%s:%d: %.*s needs a severity: MUST, SHOULD, MAY or advisory", file,
                       row->key->line, STR_ARG(id));
    if (!is_one_of(node_text(row, "confidence"), confidences))
        return err_set(err, "%s:%d: %.*s needs a confidence: doc, client or inferred", file,
                       row->key->line, STR_ARG(id));
    if (!node_text(row, "sentence").len || !node_text(row, "source").len)
        return err_set(err, "%s:%d: %.*s needs a sentence and a source", file, row->key->line,
                       STR_ARG(id));
    return true;
}

/* Room for one more row; the rows move, the older ones die with the arena. */
static struct requirement *push_row(struct arena *a, struct requirements *r)
{
    if (r->count == r->room) {
        size_t room = r->room ? 2 * r->room : 64;
        struct requirement *rows = arena_alloc(a, room * sizeof(*rows));
        if (r->count)
            memcpy(rows, r->rows, r->count * sizeof(*rows));
        r->rows = rows;
        r->room = room;
    }
    return &r->rows[r->count++];
}

static bool load_file(struct arena *a, struct requirements *r, const char *file, const char *area,
                      struct err *err)
{
    const struct node *top = yaml_load(a, file, err);

    if (!top)
        return false;
    if (top->type != NODE_map)
        return err_set(err, "%s:%d: a file of requirements is a map of ids", file, top->line);
    for (const struct node *row = top->head; row; row = row->next) {
        if (!check_row(file, row, err))
            return false;
        *push_row(a, r) = (struct requirement){
            .id = arena_strz(a, row->key->text),
            .area = area,
            .severity = node_text(row, "severity").at,
            .sentence = node_text(row, "sentence").at,
            .source = node_text(row, "source").at,
            .confidence = node_text(row, "confidence").at,
            .excluded = node_text(row, "excluded").at,
            .file = file,
            .line = row->key->line,
        };
    }
    return true;
}

static bool check_twice(const struct requirements *r, struct err *err)
{
    for (size_t i = 1; i < r->count; i++) {
        const struct requirement *a = &r->rows[i - 1], *b = &r->rows[i];
        if (str_is(str_of(a->id), b->id))
            return err_set(err, "%s:%d: %s is already at %s:%d", b->file, b->line, b->id, a->file,
                           a->line);
    }
    return true;
}

const struct requirements *requirements_load(struct arena *a, const char *folder, struct err *err)
{
    struct requirements *r = arena_new_of(a, struct requirements);
    const char *const *names = file_list(a, folder, err);

    if (!names)
        return NULL;
    for (; *names; names++) {
        struct str name = str_of(*names);
        if (!str_ends(name, STR(".yaml")))
            continue;
        name.len -= strlen(".yaml");
        if (!load_file(a, r, arena_printf(a, "%s/%s", folder, *names), arena_strz(a, name), err))
            return NULL;
    }
    if (r->count)
        qsort(r->rows, r->count, sizeof(*r->rows), by_id);
    if (!check_twice(r, err))
        return NULL;
    r->ids = arena_alloc(a, (r->count + 1) * sizeof(*r->ids));
    for (size_t i = 0; i < r->count; i++)
        r->ids[i] = r->rows[i].id;
    return r;
}

size_t requirement_count(const struct requirements *r)
{
    return r->count;
}

const struct requirement *requirement_at(const struct requirements *r, size_t at)
{
    return &r->rows[at];
}

const struct requirement *requirement_find(const struct requirements *r, struct str id,
                                           const char **ret_near)
{
    for (size_t i = 0; i < r->count; i++)
        if (str_is(id, r->rows[i].id))
            return &r->rows[i];
    if (ret_near)
        *ret_near = str_nearest(id, r->ids);
    return NULL;
}
