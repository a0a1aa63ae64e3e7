#include "runner/run/tally.h"

#include <stdlib.h>
#include <string.h>

#include "runner/oracle/history.h"

#include "base/banned.h"

enum { MAX_ACTIONS = 600 }; /* more than there are */

static int by_action(const void *left, const void *right)
{
    const struct call_count *l = left, *r = right;

    return strcmp(l->action, r->action);
}

static struct call_count *find(struct call_count *at, size_t count, const char *action)
{
    for (size_t i = 0; i < count; i++) {
        if (strcmp(at[i].action, action) == 0)
            return &at[i];
    }
    return NULL;
}

static bool is_counted(const struct entry *e)
{
    return e->type == ENTRY_call && e->action &&
           !(e->caller && strcmp(e->caller, HISTORY_CONSOLE) == 0);
}

void tally_calls(struct arena *a, const struct mirror *m, struct case_result *to)
{
    struct call_count *at = arena_alloc(a, MAX_ACTIONS * sizeof(*at));
    size_t count = 0;

    to->calls_read = to->calls_write = 0;
    for (size_t i = 0; i < mirror_entry_count(m); i++) {
        const struct entry *e = mirror_entry(m, i);
        if (!is_counted(e))
            continue;
        *(e->write ? &to->calls_write : &to->calls_read) += 1;
        struct call_count *known = find(at, count, e->action);
        if (!known && count < MAX_ACTIONS) {
            known = &at[count++];
            *known = (struct call_count){ arena_strz(a, str_of(e->action)), e->write, 0 };
        }
        if (known)
            known->count++;
    }
    qsort(at, count, sizeof(*at), by_action);
    to->actions = at;
    to->action_count = count;
}
