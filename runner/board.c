#include "runner/board.h"

#include <stdio.h>
#include <unistd.h>

#include "base/banned.h"

void board_init(struct board *b, struct arena *a, size_t count)
{
    *b = (struct board){ .results = arena_alloc(a, (count + 1) * sizeof(*b->results)),
                         .ended = arena_alloc(a, (count + 1) * sizeof(*b->ended)),
                         .count = count };
}

void board_show(struct board *b, bool live, const struct text_style *style,
                const struct run_result *run)
{
    b->progress = !live && isatty(STDERR_FILENO);
    if (live)
        b->live = live_new(STDOUT_FILENO, style, run);
}

void board_check(struct board *b, size_t at, const struct check_result *c)
{
    if (b->live)
        live_check(b->live, at, c);
}

/* The case's own process does not know which profiles it is in, nor what it needs. */
void board_case(struct board *b, size_t at, const struct case_result *c)
{
    const char *profiles = b->results[at].profiles, *needs = b->results[at].needs;

    b->results[at] = *c;
    b->results[at].profiles = profiles;
    b->results[at].needs = needs;
    b->ended[at] = true;
    if (b->live)
        live_case(b->live, at, c);
    else if (b->progress)
        (void)fprintf(stderr, "%-5s %s/%s\n", verdict_name(c->verdict), c->area, c->name);
}

void board_settle(struct board *b, size_t at, enum verdict v, const char *reason)
{
    struct case_result r = b->results[at];

    r.verdict = v;
    r.reason = reason;
    board_case(b, at, &r);
}

static void tell_rest(struct board *b, const char *why)
{
    for (size_t i = 0; i < b->count; i++) {
        struct case_result *r = &b->results[i];
        if (b->ended[i])
            continue;
        r->reason = why;
        if (b->live)
            live_case(b->live, i, r);
    }
}

void board_end(struct board *b, const char *why, const struct run_result *run)
{
    tell_rest(b, why);
    if (b->live)
        live_end(b->live, run);
    live_free(b->live);
    b->live = NULL;
}
