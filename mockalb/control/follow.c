#include "mockalb/control/follow.h"

#include <stddef.h>
#include <stdlib.h>

#include "base/must.h"

#include "base/banned.h"

struct follow {
    struct journal_reader reader;
    struct stream *stream;
    char *action, *caller;
};

static void send_line(struct journal_reader *r, struct blob *line)
{
    struct follow *f = (struct follow *)((char *)r - offsetof(struct follow, reader));

    stream_write(f->stream, line);
}

static void on_gone(void *arg)
{
    struct follow *f = arg;

    journal_unfollow(&f->reader);
    free(f->action);
    free(f->caller);
    free(f);
}

void follow_journal(struct exchange *x, struct journal *j, const struct journal_filter *filter,
                    uint64_t since)
{
    struct follow *f = must_alloc(sizeof(*f));

    f->reader.filter = *filter;
    f->reader.filter.action = f->action = must_copy(filter->action);
    f->reader.filter.caller = f->caller = must_copy(filter->caller);
    f->reader.send = send_line;
    exchange_on_gone(x, on_gone, f);
    f->stream = exchange_stream(x, 200, "application/x-ndjson");
    journal_follow(j, &f->reader, since);
}
