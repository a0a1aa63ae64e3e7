#include "runner/run/verdict.h"

#include <string.h>

#include "base/buf.h"

#include "base/banned.h"

enum { TEXT_BYTES = 16 << 10 };

static enum severity severity_of(const char *name)
{
    if (strcmp(name, "SHOULD") == 0)
        return SEVERITY_should;
    if (strcmp(name, "MAY") == 0)
        return SEVERITY_may;
    return strcmp(name, "advisory") == 0 ? SEVERITY_advisory : SEVERITY_must;
}

static const char *take_text(struct arena *a, struct buf *text)
{
    const char *copy = text->len ? arena_strz(a, buf_str(text)) : NULL;

    buf_done(text);
    return copy;
}

static void add_apart(struct buf *to, const char *between, const char *text)
{
    if (to->len)
        buf_add_text(to, between);
    buf_add_text(to, text);
}

/* The strictest of the requirements that a check proves is the check's. */
static void add_requirement(const struct requirement *r, struct buf *sentence, struct buf *source,
                            enum severity *severity)
{
    enum severity own = severity_of(r->severity);

    add_apart(sentence, " ", r->sentence);
    if (r->source && !(source->len && strstr(source->at, r->source)))
        add_apart(source, "; ", r->source);
    if (own < *severity)
        *severity = own;
}

struct check_result verdict_begin(struct arena *a, const struct step *s,
                                  const struct requirements *r)
{
    struct check_result c = { .severity = s->proves[0] ? SEVERITY_advisory : SEVERITY_must,
                              .verdict = VERDICT_skip,
                              .line = s->line };
    struct buf ids = BUF_LIMIT(TEXT_BYTES), sentence = BUF_LIMIT(TEXT_BYTES),
               source = BUF_LIMIT(TEXT_BYTES);
    bool known = false;

    for (const char *const *id = s->proves; *id; id++) {
        const struct requirement *row = r ? requirement_find(r, str_of(*id), NULL) : NULL;
        add_apart(&ids, " ", *id);
        if (row)
            add_requirement(row, &sentence, &source, &c.severity);
        known = known || row;
    }
    if (!known)
        c.severity = SEVERITY_must;
    if (s->severity)
        c.severity = severity_of(s->severity);
    c.id = ids.len ? take_text(a, &ids) : "";
    c.sentence = take_text(a, &sentence);
    c.source = take_text(a, &source);
    if (!c.sentence)
        c.sentence = s->arg && s->arg->text.len
                         ? arena_printf(a, "%s: %.*s", s->verb, STR_ARG(s->arg->text))
                         : arena_printf(a, "%s:", s->verb);
    return c;
}

enum verdict verdict_of_failure(enum severity s, bool strict)
{
    bool fails = s == SEVERITY_must || (s == SEVERITY_should && strict);

    return fails ? VERDICT_fail : VERDICT_note;
}

enum verdict verdict_of_case(const struct check_result *checks, size_t count)
{
    size_t of[VERDICT_COUNT] = { 0 };

    for (size_t i = 0; i < count; i++)
        of[checks[i].verdict]++;
    if (of[VERDICT_error])
        return VERDICT_error;
    if (of[VERDICT_fail])
        return VERDICT_fail;
    if (count && of[VERDICT_skip] + of[VERDICT_unsupported] == count)
        return of[VERDICT_skip] ? VERDICT_skip : VERDICT_unsupported;
    return VERDICT_pass;
}
