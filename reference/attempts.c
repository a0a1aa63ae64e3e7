#include "reference/attempts.h"

#include <stdlib.h>

#include "base/buf.h"
#include "base/map.h"
#include "base/must.h"
#include "reference/mutant.h"

#include "base/banned.h"

#define PASSING_PAUSE_MS     10
#define PASSING_PAUSE_MAX_MS 1000
#define PASSING_TROUBLE_MS   10000
#define PAUSE_MS             1000
#define PAUSE_MAX_MS         30000
#define ACCEPTED_TROUBLE     3     /* times that it was made */
#define FORGET_MS            60000 /* a refused call that is not planned any more */
#define TEXT_MAX             2000

struct attempts {
    struct map *by_key;
};

struct attempts *attempts_new(void)
{
    struct attempts *a = must_alloc(sizeof(*a));

    a->by_key = map_new();
    return a;
}

static void free_attempt(struct attempt *t)
{
    free(t->cause);
    free(t->text);
    free(t);
}

static bool free_each(void *arg, struct str key, void *value)
{
    (void)arg;
    (void)key;
    free_attempt(value);
    return true;
}

void attempts_free(struct attempts *a)
{
    if (!a)
        return;
    map_each(a->by_key, free_each, NULL);
    map_free(a->by_key);
    free(a);
}

const struct attempt *attempts_get(struct attempts *a, const char *key, int64_t now_ms)
{
    struct attempt *t = map_get(a->by_key, str_of(key));

    if (t)
        t->planned_ms = now_ms;
    return t;
}

bool attempts_may(struct attempts *a, const char *key, int64_t now_ms)
{
    const struct attempt *t = attempts_get(a, key, now_ms);

    return !t || now_ms >= t->until_ms;
}

static void set_texts(struct attempt *t, const struct cloud_answer *answer)
{
    struct buf text = BUF_LIMIT(TEXT_MAX);

    free(t->cause);
    free(t->text);
    if (answer->ok)
        buf_printf(&text, "%s was accepted, but has not taken effect", answer->action);
    else
        buf_printf(&text, "%s was refused: %.200s: %.1500s", answer->action, answer->code,
                   answer->message);
    t->cause = must_copy(buf_str(&text).at);
    if (!answer->ok)
        buf_printf(&text, " (RequestId %s)", answer->request_id);
    t->text = must_copy(buf_str(&text).at);
    buf_done(&text);
}

void attempts_note(struct attempts *a, const char *key, const struct cloud_answer *answer,
                   int64_t now_ms)
{
    struct attempt *t = map_get(a->by_key, str_of(key));
    int64_t most = answer->passing ? PASSING_PAUSE_MAX_MS : PAUSE_MAX_MS;

    if (!t) {
        t = must_alloc(sizeof(*t));
        t->first_ms = now_ms;
        map_put(a->by_key, str_of(key), t);
    }
    if (!t->pause_ms || t->passing != answer->passing)
        t->pause_ms = answer->passing ? PASSING_PAUSE_MS : PAUSE_MS;
    else
        t->pause_ms = t->pause_ms * 2 > most ? most : t->pause_ms * 2;
    if (t->accepted != answer->ok)
        t->count = 0;
    t->accepted = answer->ok;
    t->passing = answer->passing;
    t->count++;
    if (mutant_is(hammers))
        t->pause_ms = 15;
    if (mutant_is(gives_up) && !answer->ok)
        t->pause_ms = INT32_MAX;
    t->until_ms = now_ms + t->pause_ms;
    t->planned_ms = now_ms;
    set_texts(t, answer);
}

bool attempt_is_trouble(const struct attempt *t, int64_t now_ms)
{
    if (t->accepted)
        return t->count >= ACCEPTED_TROUBLE;
    return !t->passing || now_ms - t->first_ms > PASSING_TROUBLE_MS;
}

struct sweep {
    struct attempts *attempts;
    int64_t now_ms;
};

static bool sweep_one(void *arg, struct str key, void *value)
{
    struct sweep *s = arg;
    struct attempt *t = value;
    int64_t age = s->now_ms - t->planned_ms;

    if (age > 0 && (t->accepted || age > FORGET_MS)) {
        map_drop(s->attempts->by_key, key);
        free_attempt(t);
    }
    return true;
}

void attempts_sweep(struct attempts *a, int64_t now_ms)
{
    struct sweep s = { .attempts = a, .now_ms = now_ms };

    map_each(a->by_key, sweep_one, &s);
}
