#include "reports/profile.h"

#include <stdlib.h>
#include <string.h>

#include "base/json.h"
#include "base/str.h"

#include "base/banned.h"

bool profile_has_word(const char *words, const char *word)
{
    struct str rest = words ? str_of(words) : STR_NONE;

    while (rest.at && rest.len) {
        if (str_is(str_cut(&rest, ' '), word))
            return true;
    }
    return false;
}

const char *profile_state_name(enum profile_state s)
{
    static const char *const names[] = { "passed", "not passed", "not judged" };

    return names[s];
}

/* ---- the calls of all its cases ---- */

struct adding {
    struct call_count *at;
    size_t count;
};

static int by_action(const void *left, const void *right)
{
    const struct call_count *l = left, *r = right;

    return strcmp(l->action, r->action);
}

static void add_action(struct adding *to, const struct call_count *more)
{
    for (size_t i = 0; i < to->count; i++) {
        if (strcmp(to->at[i].action, more->action) == 0) {
            to->at[i].count += more->count;
            return;
        }
    }
    to->at[to->count++] = *more;
}

static void add_case(struct profile_sum *sum, struct adding *actions, const struct case_result *c)
{
    sum->cases++;
    sum->checks += c->count;
    sum->calls_read += c->calls_read;
    sum->calls_write += c->calls_write;
    for (size_t i = 0; i < c->action_count; i++)
        add_action(actions, &c->actions[i]);
}

/* ---- why it is not passed ---- */

struct trouble {
    const struct case_result *in; /* of the worst verdict: the first place */
    const struct check_result *check;
    enum verdict verdict;
    size_t count;
};

static bool is_fine(enum verdict v)
{
    return v == VERDICT_pass || v == VERDICT_note;
}

/* The lower the worse; what is not supported is told by its feature. */
static int rank_of(enum verdict v)
{
    static const int ranks[VERDICT_COUNT] = {
        [VERDICT_error] = 1, [VERDICT_fail] = 2, [VERDICT_xpass] = 3,       [VERDICT_flaky] = 4,
        [VERDICT_xfail] = 5, [VERDICT_skip] = 6, [VERDICT_unsupported] = 7,
    };

    return ranks[v];
}

static void note(struct trouble *t, const struct case_result *c, const struct check_result *check,
                 enum verdict v)
{
    if (is_fine(v))
        return;
    if (v == t->verdict)
        t->count++;
    else if (!t->in || rank_of(v) < rank_of(t->verdict))
        *t = (struct trouble){ c, check, v, 1 };
}

static void note_case(struct trouble *t, const struct case_result *c)
{
    for (size_t i = 0; i < c->count; i++)
        note(t, c, &c->checks[i], c->checks[i].verdict);
    if (!c->count || c->verdict == VERDICT_error)
        note(t, c, NULL, c->verdict);
}

static void add_apart(struct buf *to)
{
    if (to->len)
        buf_add_text(to, "; ");
}

static void tell_trouble(const struct trouble *t, struct buf *to)
{
    add_apart(to);
    buf_printf(to, "%s/%s %s%sis %s", t->in->area, t->in->name, t->check ? t->check->id : "",
               t->check && t->check->id[0] ? " " : "", verdict_name(t->verdict));
    if (t->count > 1)
        buf_printf(to, ", and %zu more", t->count - 1);
}

static bool needs(const struct run_result *r, const char *profile, const char *feature)
{
    for (size_t i = 0; i < r->count; i++) {
        if (profile_has_word(r->cases[i].profiles, profile) &&
            profile_has_word(r->cases[i].needs, feature))
            return true;
    }
    return false;
}

static void tell_lacks(const struct run_result *r, const char *profile, struct buf *to)
{
    for (size_t i = 0; i < r->feature_count; i++) {
        const struct feature_result *f = &r->features[i];
        if (f->has || !needs(r, profile, f->name))
            continue;
        add_apart(to);
        buf_printf(to, "it needs %s, which is %s", f->name, f->how);
    }
}

struct profile_sum profile_sum(struct arena *a, const struct run_result *r,
                               const struct profile_result *p)
{
    struct profile_sum sum = { .state = PROFILE_passed };
    struct trouble trouble = { .in = NULL };
    struct buf why = BUF_LIMIT(64 << 10);
    struct adding actions = { NULL, 0 };
    size_t room = 1;

    for (size_t i = 0; i < r->count; i++)
        room += r->cases[i].action_count;
    actions.at = arena_alloc(a, room * sizeof(*actions.at));
    for (size_t i = 0; i < r->count; i++) {
        if (!profile_has_word(r->cases[i].profiles, p->name))
            continue;
        add_case(&sum, &actions, &r->cases[i]);
        note_case(&trouble, &r->cases[i]);
    }
    qsort(actions.at, actions.count, sizeof(*actions.at), by_action);
    sum.actions = actions.at;
    sum.action_count = actions.count;
    tell_lacks(r, p->name, &why);
    if (trouble.in && (trouble.verdict != VERDICT_unsupported || !why.len))
        tell_trouble(&trouble, &why);
    if (trouble.in) {
        sum.state = PROFILE_not_passed;
    } else if (sum.cases < p->cases) {
        sum.state = PROFILE_not_judged;
        buf_reset(&why);
        buf_printf(&why, "%zu of its %zu cases were run", sum.cases, p->cases);
    }
    sum.why = sum.state == PROFILE_passed ? NULL : arena_strz(a, buf_str(&why));
    buf_done(&why);
    return sum;
}

static void add_limits(struct buf *to, const struct case_result *c)
{
    for (size_t i = 0; i < c->count; i++) {
        const struct check_result *k = &c->checks[i];
        if (!k->figure || k->file)
            continue;
        add_apart(to);
        buf_printf(to, "%s/%s %s %s", c->area, c->name, k->id, k->figure);
    }
}

const char *profile_limits(struct arena *a, const struct run_result *r,
                           const struct profile_result *p)
{
    struct buf text = BUF_LIMIT(64 << 10);
    const char *all;

    for (size_t i = 0; i < r->count; i++) {
        if (profile_has_word(r->cases[i].profiles, p->name))
            add_limits(&text, &r->cases[i]);
    }
    all = text.len ? arena_strz(a, buf_str(&text)) : NULL;
    buf_done(&text);
    return all;
}

/* ---- as JSON ---- */

static void add_calls(cJSON *to, const struct profile_sum *sum)
{
    cJSON *calls = json_add_object(to, "calls"), *actions;

    json_add_int(calls, "read", sum->calls_read);
    json_add_int(calls, "write", sum->calls_write);
    actions = json_add_object(calls, "actions");
    for (size_t i = 0; i < sum->action_count; i++)
        json_add_int(actions, sum->actions[i].action, sum->actions[i].count);
}

static void add_features_of(cJSON *to, const struct run_result *r, const char *profile, bool has)
{
    cJSON *list = json_add_array(to, has ? "supportedFeatures" : "unsupportedFeatures");

    for (size_t i = 0; i < r->feature_count; i++) {
        if (r->features[i].has == has && needs(r, profile, r->features[i].name))
            json_push_text(list, r->features[i].name);
    }
}

static void add_profile(cJSON *list, const struct run_result *r, const struct profile_result *p)
{
    struct arena *a = arena_new();
    struct profile_sum sum = profile_sum(a, r, p);
    cJSON *json = json_push(list, cJSON_CreateObject());

    json_add_text(json, "name", p->name);
    json_add_text(json, "sentence", p->sentence);
    json_add_text(json, "verdict", profile_state_name(sum.state));
    if (sum.why)
        json_add_text(json, "why", sum.why);
    json_add_int(json, "cases", (int64_t)p->cases);
    json_add_int(json, "casesRun", (int64_t)sum.cases);
    add_features_of(json, r, p->name, true);
    add_features_of(json, r, p->name, false);
    add_calls(json, &sum);
    if (profile_limits(a, r, p))
        json_add_text(json, "limits", profile_limits(a, r, p));
    arena_free(a);
}

void profile_add_json(cJSON *to, const struct run_result *r)
{
    cJSON *features = json_add_array(to, "features"), *profiles = json_add_array(to, "profiles");

    for (size_t i = 0; i < r->feature_count; i++) {
        const struct feature_result *f = &r->features[i];
        cJSON *json = json_push(features, cJSON_CreateObject());
        json_add_text(json, "name", f->name);
        json_add_text(json, "sentence", f->sentence);
        json_add_bool(json, "supported", f->has);
        json_add_text(json, "how", f->how);
        if (f->why)
            json_add_text(json, "why", f->why);
    }
    for (size_t i = 0; i < r->profile_count; i++)
        add_profile(profiles, r, &r->profiles[i]);
}

/* What is missing in a file that somebody wrote becomes "?". */
static const char *own_text(struct arena *a, const cJSON *from, const char *name)
{
    return arena_strz(a, str_of(json_text_or(from, name, "?")));
}

/* Of two parts of a run the one that lacks it, or else the one that looked. */
static struct feature_result joined(const struct run_result *before, struct feature_result f)
{
    for (size_t i = 0; i < before->feature_count; i++) {
        const struct feature_result *b = &before->features[i];
        if (strcmp(b->name, f.name) == 0 && (!b->has || (b->why && f.has)))
            return *b;
    }
    return f;
}

void profile_take_json(struct arena *a, const cJSON *from, struct run_result *to)
{
    const cJSON *features = json_get(from, "features"), *profiles = json_get(from, "profiles");
    struct feature_result *f =
        arena_alloc(a, ((size_t)cJSON_GetArraySize(features) + 1) * sizeof(*f));
    struct profile_result *p =
        arena_alloc(a, ((size_t)cJSON_GetArraySize(profiles) + 1) * sizeof(*p));
    const cJSON *item = NULL;

    const struct run_result before = *to;

    to->features = f;
    to->profiles = p;
    to->feature_count = to->profile_count = 0;
    cJSON_ArrayForEach(item, features)
    {
        f[to->feature_count++] =
            joined(&before, (struct feature_result){
                                .name = own_text(a, item, "name"),
                                .sentence = own_text(a, item, "sentence"),
                                .has = json_bool(item, "supported"),
                                .how = own_text(a, item, "how"),
                                .why = json_get(item, "why") ? own_text(a, item, "why") : NULL,
                            });
    }
    cJSON_ArrayForEach(item, profiles)
    {
        p[to->profile_count++] =
            (struct profile_result){ own_text(a, item, "name"), own_text(a, item, "sentence"),
                                     (size_t)json_int(item, "cases") };
    }
}
