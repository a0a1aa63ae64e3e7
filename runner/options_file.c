#include "runner/options_file.h"

#include <inttypes.h>
#include <string.h>

#include "base/json.h"
#include "base/yaml.h"

#include "base/banned.h"

enum { MAX_WORDS = 1000, MAX_OPTIONS = 128 };

#define FLAG "options"

static const char *file_of(int argc, const char **argv)
{
    for (int i = 1; i < argc && strcmp(argv[i], "--") != 0; i++) {
        if (strcmp(argv[i], "--" FLAG) == 0 && i + 1 < argc)
            return argv[i + 1];
        if (strncmp(argv[i], "--" FLAG "=", sizeof("--" FLAG "=") - 1) == 0)
            return argv[i] + sizeof("--" FLAG "=") - 1;
    }
    return NULL;
}

static bool is_known(const struct option_set *set, struct str name, const char **ret_near)
{
    const char *names[MAX_OPTIONS] = { NULL };
    size_t count = 0;

    for (const struct option *o = set->options; o->name && count < MAX_OPTIONS - 1; o++) {
        if (str_is(name, o->name))
            return true;
        names[count++] = o->name;
    }
    *ret_near = str_nearest(name, names);
    return false;
}

struct words {
    struct arena *arena;
    const char **at;
    int count;
};

static bool add_word(struct words *w, const char *file, const struct node *entry,
                     const struct node *value, struct err *err)
{
    if (value->type != NODE_text || w->count == MAX_WORDS)
        return err_set(err, "%s:%d: '%s' is a text, or a list of texts", file, value->line,
                       entry->key->text.at);
    w->at[w->count++] = arena_printf(w->arena, "--%s=%s", entry->key->text.at,
                                     value->text.at ? value->text.at : "");
    return true;
}

static bool add_entry(struct words *w, const struct option_set *set, const char *file,
                      const struct node *entry, struct err *err)
{
    const char *near = NULL;

    if (!is_known(set, entry->key->text, &near) || str_is(entry->key->text, FLAG))
        return err_set(err, "%s:%d: there is no option '%s'%s%s%s", file, entry->key->line,
                       entry->key->text.at, near ? ", did you mean '" : "", near ? near : "",
                       near ? "'?" : "");
    if (entry->type != NODE_list)
        return add_word(w, file, entry, entry, err);
    for (const struct node *n = entry->head; n; n = n->next)
        if (!add_word(w, file, entry, n, err))
            return false;
    return true;
}

bool options_file_merge(struct arena *a, const struct option_set *set, int *argc,
                        const char ***argv, struct err *err)
{
    const char *file = file_of(*argc, *argv);
    struct words w = { a, NULL, 0 };
    const struct node *top;

    if (!file)
        return true;
    top = yaml_load(a, file, err);
    if (!top)
        return false;
    if (top->type != NODE_map)
        return err_set(err, "%s:%d: a file of options is a map of their names", file, top->line);
    w.at = arena_alloc(a, (MAX_WORDS + (size_t)*argc + 2) * sizeof(*w.at));
    w.at[w.count++] = (*argv)[0];
    for (const struct node *n = top->head; n; n = n->next)
        if (!add_entry(&w, set, file, n, err))
            return false;
    for (int i = 1; i < *argc; i++)
        w.at[w.count++] = (*argv)[i];
    *argc = w.count;
    *argv = w.at;
    return true;
}

/* ---- printing ---- */

static void print_text(struct buf *to, const char *text)
{
    cJSON *quoted = cJSON_CreateString(text); /* a JSON string is one of YAML */

    json_print(to, quoted);
    cJSON_Delete(quoted);
}

static void print_list(const struct option_list *list, struct buf *to)
{
    buf_add_char(to, '[');
    for (size_t i = 0; i < list->count; i++) {
        buf_add_text(to, i ? ", " : "");
        print_text(to, list->items[i]);
    }
    buf_add_char(to, ']');
}

static void print_option(const struct option *o, const void *field, struct buf *to)
{
    const char *text =
        o->type == OPTION_text || o->type == OPTION_choice ? *(const char *const *)field : NULL;

    if ((o->type == OPTION_flag && !*(const bool *)field) ||
        ((o->type == OPTION_int || o->type == OPTION_duration) && !*(const int64_t *)field) ||
        (o->type == OPTION_list && !((const struct option_list *)field)->count) ||
        ((o->type == OPTION_text || o->type == OPTION_choice) && !text))
        return;
    buf_printf(to, "%s: ", o->name);
    if (o->type == OPTION_flag)
        buf_add_text(to, "true");
    else if (o->type == OPTION_int)
        buf_printf(to, "%" PRId64, *(const int64_t *)field);
    else if (o->type == OPTION_duration)
        buf_printf(to, "%" PRId64 "ms", *(const int64_t *)field);
    else if (o->type == OPTION_list)
        print_list(field, to);
    else
        print_text(to, text);
    buf_add_char(to, '\n');
}

void options_file_print(const struct option_set *set, const void *filled, struct buf *to)
{
    for (const struct option *o = set->options; o->name; o++)
        if (strcmp(o->name, FLAG) != 0 && strcmp(o->name, "print-config") != 0)
            print_option(o, (const char *)filled + o->offset, to);
}
