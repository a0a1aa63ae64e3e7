#include "runner/offer.h"

#include <string.h>

#include "reports/profile.h"
#include "runner/profiles.h"

#include "base/banned.h"

enum { WORDS_BYTES = 16 << 10 };

static void set_all(struct offer *o, bool has, const char *how)
{
    for (size_t i = 0; i < o->count; i++) {
        o->at[i].has = has;
        o->at[i].how = how;
    }
}

/* ---- as somebody says ---- */

static bool set_one(const struct library *l, struct offer *o, struct str word, struct err *err)
{
    bool has = !str_starts(word, STR("-"));
    struct str name = has ? word : str_skip(word, 1);
    const char *near = NULL;
    const struct feature *f =
        l->language.features ? feature_find(l->language.features, name, &near) : NULL;

    if (!f)
        return err_set(err, "there is no feature '%.*s'%s%s%s", STR_ARG(name),
                       near ? "; did you mean '" : "", near ? near : "", near ? "'?" : "");
    for (size_t i = 0; i < o->count; i++) {
        if (strcmp(o->at[i].name, f->name) != 0)
            continue;
        o->at[i].has = has;
        o->at[i].how = has ? "declared" : "not declared";
    }
    return true;
}

static bool set_words(const struct library *l, struct offer *o, struct str words, struct err *err)
{
    while (words.at && words.len) {
        struct str word = str_trim(str_cut(&words, ','));
        if (str_is(word, "auto"))
            o->is_auto = true;
        else if (str_is(word, "all"))
            set_all(o, true, "declared");
        else if (!str_is(word, "none") && !set_one(l, o, word, err))
            return false;
    }
    return true;
}

static const char *joined(struct arena *a, const char *const *words)
{
    struct buf text = BUF_LIMIT(WORDS_BYTES);
    const char *all;

    for (; *words; words++)
        buf_printf(&text, "%s%s", text.len ? "," : "", *words);
    all = arena_strz(a, buf_str(&text));
    buf_done(&text);
    return all;
}

/* Who looks at one AlbConfig only has no use for a second. */
static void take_second_albconfig(struct offer *o)
{
    for (size_t i = 0; i < o->count; i++) {
        if (strcmp(o->at[i].name, "several-albconfigs") != 0)
            continue;
        o->at[i].has = false;
        o->at[i].how = "not possible";
        o->at[i].why = "its target names the only AlbConfig that it looks at";
    }
}

static bool names_second_albconfig(const char *text)
{
    return text && strstr(text, "several-albconfigs");
}

bool offer_read(struct arena *a, const struct library *l, const char *text, const struct target *t,
                struct offer *ret, struct err *err)
{
    struct err why;

    *ret = (struct offer){ .count = feature_count(l->language.features) };
    ret->at = arena_alloc(a, (ret->count + 1) * sizeof(*ret->at));
    for (size_t i = 0; i < ret->count; i++) {
        const struct feature *f = feature_at(l->language.features, i);
        ret->at[i] = (struct feature_result){ .name = f->name, .sentence = f->sentence };
    }
    if (!text && t->features)
        text = joined(a, t->features);
    set_all(ret, !text, text ? "not declared" : "taken for granted");
    if (text && !set_words(l, ret, str_of(text), &why))
        return err_set(err, "features: %s", why.text);
    if (t->albconfig_name && !names_second_albconfig(text))
        take_second_albconfig(ret);
    return true;
}

const char *offer_words(struct arena *a, const struct offer *offer)
{
    const char **words = arena_alloc(a, (offer->count + 1) * sizeof(*words));
    size_t count = 0;

    for (size_t i = 0; i < offer->count; i++) {
        if (offer->at[i].has)
            words[count++] = offer->at[i].name;
    }
    if (count == offer->count)
        return NULL;
    return count ? joined(a, words) : "none";
}

/* ---- as it is found out ---- */

static const struct spec_case *probe_of(const struct library *l, const struct feature *f)
{
    for (size_t i = 0; i < l->cases.count; i++) {
        const struct spec_case *c = l->cases.at[i];
        size_t len = strlen(c->area);
        if (strncmp(f->probe_case, c->area, len) == 0 && f->probe_case[len] == '/' &&
            strcmp(f->probe_case + len + 1, c->name) == 0)
            return c;
    }
    return NULL;
}

static bool is_needed(struct arena *a, const struct case_list *cases, const char *feature)
{
    for (size_t i = 0; i < cases->count; i++) {
        if (profile_has_word(case_needs(a, cases->at[i]), feature))
            return true;
    }
    return false;
}

static const struct check_result *check_of(const struct case_result *r, const char *id)
{
    for (size_t i = 0; i < r->count; i++) {
        if (profile_has_word(r->checks[i].id, id))
            return &r->checks[i];
    }
    return NULL;
}

/* What the probe could not tell is taken for granted: then the cases themselves say what is wrong. */
static void take(struct arena *a, const struct feature *f, const struct case_result *r,
                 struct feature_result *to)
{
    const struct check_result *c = check_of(r, f->probe_id);
    bool unknown = !c || r->verdict == VERDICT_error || c->verdict == VERDICT_error;

    to->has = unknown || c->verdict == VERDICT_pass;
    to->how = unknown ? "not known" : to->has ? "seen" : "not seen";
    if (to->has && !unknown) {
        to->why = arena_printf(a, "as %s shows %s", f->probe_case, f->probe_id);
        return;
    }
    const char *why = c && c->reason ? c->reason : r->reason ? r->reason : "it broke off";
    to->why = arena_printf(a, "because %s does not show %s: %s", f->probe_case, f->probe_id, why);
}

static const struct case_result *result_of(const struct run_result *run, const struct feature *f)
{
    for (size_t i = 0; i < run->count; i++) {
        const struct case_result *c = &run->cases[i];
        size_t len = strlen(c->area);
        if (strncmp(f->probe_case, c->area, len) == 0 &&
            strcmp(f->probe_case + len + 1, c->name) == 0)
            return c;
    }
    return NULL;
}

static void take_all(struct arena *a, const struct library *l, const struct run_result *run,
                     struct offer *offer)
{
    for (size_t i = 0; i < offer->count; i++) {
        const struct feature *f = feature_at(l->language.features, i);
        const struct case_result *r = result_of(run, f);
        if (r)
            take(a, f, r, &offer->at[i]);
        else
            offer->at[i].how = "not needed";
    }
}

bool offer_find_out(struct arena *a, const struct library *l, const struct session_options *o,
                    struct offer *offer, struct err *err)
{
    struct case_settings settings = *o->settings;
    struct session_options only = *o;
    struct case_list probes = { arena_alloc(a, (offer->count + 1) * sizeof(struct spec_case *)),
                                0 };
    struct session_result result;

    for (size_t i = 0; i < offer->count; i++) {
        const struct feature *f = feature_at(l->language.features, i);
        if (is_needed(a, o->cases, f->name))
            case_list_add(&probes, probe_of(l, f));
    }
    settings.features = NULL;
    settings.bare = true;
    settings.keep = false;
    only.settings = &settings;
    only.cases = &probes;
    only.live = only.fail_fast = false;
    set_all(offer, true, "not needed");
    if (!probes.count)
        return true;
    if (!session_run(a, &only, &result, err))
        return false;
    if (result.end != SESSION_whole)
        return err_set(err, "it was ended while it found out the features of the controller");
    take_all(a, l, &result.run, offer);
    offer->is_auto = false;
    return true;
}
