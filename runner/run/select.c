#include "runner/run/select.h"

#include <string.h>

#include "base/file.h"
#include "base/str.h"

#include "base/banned.h"

enum { MAX_CASES = 5000, MAX_WORDS = 20000 };

void case_list_add(struct case_list *to, const struct spec_case *c)
{
    for (size_t i = 0; i < to->count; i++) {
        if (to->at[i] == c)
            return;
    }
    to->at[to->count++] = c;
}

static bool add_case(struct case_list *to, const struct spec_case *c, const char *folder,
                     struct err *err)
{
    if (to->count == MAX_CASES)
        return err_set(err, "%s: more than %d cases", folder, MAX_CASES);
    case_list_add(to, c);
    return true;
}

static struct case_list empty_list(struct arena *a)
{
    return (struct case_list){ arena_alloc(a, MAX_CASES * sizeof(struct spec_case *)), 0 };
}

static bool load_area(struct arena *a, const char *area, const struct suite_language *l,
                      struct case_list *to, struct err *err)
{
    const char *const *files = file_list(a, area, err);

    for (; files && *files; files++) {
        const struct spec_case *c;
        if (!str_ends(str_of(*files), STR(".yaml")))
            continue;
        c = suite_load(a, arena_printf(a, "%s/%s", area, *files), l, err);
        if (!c || !add_case(to, c, area, err))
            return false;
    }
    return files != NULL;
}

/* A folder of a folder is an area; "requirements" holds what the cases prove. */
static bool is_area(const char *name)
{
    return strcmp(name, "requirements") != 0 && !strchr(name, '.');
}

bool cases_load(struct arena *a, const char *folder, const struct suite_language *l,
                struct case_list *ret, struct err *err)
{
    const char *const *areas = file_list(a, folder, err);

    *ret = empty_list(a);
    for (; areas && *areas; areas++) {
        if (is_area(*areas) && !load_area(a, arena_printf(a, "%s/%s", folder, *areas), l, ret, err))
            return false;
    }
    return areas != NULL;
}

/* ---- words ---- */

bool case_proves(const struct spec_case *c, const char *id)
{
    for (const struct step *s = c->steps; s; s = s->next) {
        if (str_in(str_of(id), s->proves))
            return true;
    }
    return false;
}

/* "scenarios/scenario-1" */
static bool is_full_name(const struct spec_case *c, const char *word)
{
    size_t len = strlen(c->area);

    return strncmp(word, c->area, len) == 0 && word[len] == '/' &&
           strcmp(word + len + 1, c->name) == 0;
}

static bool is_chosen(const struct spec_case *c, const char *word)
{
    return strcmp(c->name, word) == 0 || strcmp(c->area, word) == 0 || is_full_name(c, word) ||
           strcmp(c->file, word) == 0 || str_in(str_of(word), c->tags) || case_proves(c, word);
}

struct words {
    const char **at; /* ends with NULL */
    size_t count;
};

static void add_words(struct words *to, const char *const *words)
{
    for (; *words && to->count < MAX_WORDS; words++)
        to->at[to->count++] = *words;
}

static const char *const *known_words(struct arena *a, const struct case_list *all)
{
    struct words words = { arena_alloc(a, (MAX_WORDS + 1) * sizeof(char *)), 0 };

    for (size_t i = 0; i < all->count; i++) {
        const struct spec_case *c = all->at[i];
        add_words(&words, (const char *const[]){ c->name, c->area, NULL });
        add_words(&words, c->tags);
        for (const struct step *s = c->steps; s; s = s->next)
            add_words(&words, s->proves);
    }
    return words.at;
}

static bool no_case(struct arena *a, const struct case_list *all, const struct suite_language *l,
                    const char *word, struct err *err)
{
    const char *near = str_nearest(str_of(word), known_words(a, all));
    const struct requirement *r =
        l->requirements ? requirement_find(l->requirements, str_of(word), NULL) : NULL;

    if (r)
        return err_set(err, "no case proves %s%s%s", word, r->excluded ? ": " : "",
                       r->excluded ? r->excluded : "");
    return err_set(err,
                   "'%s' is no case, area, tag, requirement or file%s%s%s (albspec list shows all)",
                   word, near ? "; did you mean '" : "", near ? near : "", near ? "'?" : "");
}

static bool select_word(struct arena *a, const struct case_list *all,
                        const struct suite_language *l, const char *word, struct case_list *to,
                        struct err *err)
{
    bool any = false;

    for (size_t i = 0; i < all->count; i++) {
        if (!is_chosen(all->at[i], word))
            continue;
        any = true;
        if (!add_case(to, all->at[i], word, err))
            return false;
    }
    if (any)
        return true;
    if (str_ends(str_of(word), STR(".yaml")) && file_exists(word)) {
        const struct spec_case *c = suite_load(a, word, l, err);
        return c && add_case(to, c, word, err);
    }
    return no_case(a, all, l, word, err);
}

bool cases_select(struct arena *a, const struct case_list *all, const struct suite_language *l,
                  const char *const *words, struct case_list *ret, struct err *err)
{
    static const char *const core[] = { "core", NULL };

    *ret = empty_list(a);
    for (words = *words ? words : core; *words; words++) {
        if (!select_word(a, all, l, *words, ret, err))
            return false;
    }
    return true;
}
