#include <inttypes.h>
#include <stdio.h>

#include "base/limits.h"
#include "mockalb/control/endpoint.h"
#include "mockalb/control/follow.h"

#include "base/banned.h"

#define USUAL_ENTRIES 1000

/* False: the query has a bad value, and that was answered. */
static bool read_query_number(struct exchange *x, const char *name, int64_t least, int64_t *ret)
{
    struct str text = exchange_query(x, name);
    char why[100];

    if (!text.at || (str_int(text, ret) && *ret >= least))
        return true;
    snprintf(why, sizeof(why), "%s must be a whole number, %" PRId64 " or more", name, least);
    control_refuse(x, 400, why);
    return false;
}

/* An unknown or misspelt filter would look like an empty journal, so it is refused. */
static void check_filter(void *arg, struct str name, struct str value)
{
    static const struct {
        const char *name, *values; /* allowed, between bars; NULL: any */
    } known[] = {
        { "since", NULL },
        { "limit", NULL },
        { "action", NULL },
        { "caller", NULL },
        { "type", "|call|change|" },
        { "write", "|true|false|" },
        { "follow", "|true|false|" },
        { "tenant", NULL },
    };
    const char **wrong = arg;

    for (size_t i = 0; i < sizeof(known) / sizeof(known[0]); i++) {
        if (!str_is(name, known[i].name))
            continue;
        for (struct str rest = str_of(known[i].values); rest.at;) {
            if (str_eq(str_cut(&rest, '|'), value) && value.len)
                return;
        }
        if (known[i].values)
            *wrong = "type is call or change; write and follow are true or false";
        return;
    }
    *wrong = "the journal is filtered by since, limit, type, action, caller, write and follow";
}

static bool read_filter(struct control *c, struct exchange *x, struct journal_filter *ret)
{
    const char *wrong = NULL;

    exchange_each_query(x, check_filter, &wrong);
    if (wrong) {
        control_refuse(x, 400, wrong);
        return false;
    }
    if (exchange_query(x, "type").at)
        ret->type = str_is(exchange_query(x, "type"), "call") ? JOURNAL_call : JOURNAL_change;
    ret->action = control_query(c, x, "action");
    ret->caller = control_query(c, x, "caller");
    ret->write = str_is(exchange_query(x, "write"), "true");
    return true;
}

static void add_line(void *arg, struct blob *line)
{
    struct buf *body = arg;
    struct str text = blob_str(line);

    if (body->at[body->len - 1] != '[')
        buf_add_char(body, ',');
    buf_add(body, (struct str){ text.at, text.len - 1 });
}

void get_journal(struct control *c, struct exchange *x)
{
    struct buf body = BUF_LIMIT(LIMIT_JOURNAL_BYTES + LIMIT_STATE_BYTES);
    struct journal_filter filter = { JOURNAL_any, NULL, NULL, false };
    int64_t since = 0, limit = USUAL_ENTRIES;
    uint64_t next;

    if (!read_filter(c, x, &filter) || !read_query_number(x, "since", 0, &since) ||
        !read_query_number(x, "limit", 1, &limit))
        return;
    if (str_is(exchange_query(x, "follow"), "true")) {
        if (journal_bytes_after(c->world.journal, (uint64_t)since) > LIMIT_STREAM_BACKLOG / 2)
            control_refuse(x, 413,
                           "too much has happened since then to be streamed at once: read it "
                           "without follow first, and follow since the 'next' of that");
        else
            follow_journal(x, c->world.journal, &filter, (uint64_t)since);
        return;
    }
    buf_add_text(&body, "{\"entries\":[");
    next = journal_read(c->world.journal, &filter, (uint64_t)since, (size_t)limit, add_line, &body);
    buf_printf(&body, "],\"first\":%" PRIu64 ",\"next\":%" PRIu64 "}\n",
               journal_first(c->world.journal), next);
    exchange_reply(x, 200, "application/json", blob_of_buf(&body));
}
