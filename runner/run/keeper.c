#include "runner/run/keeper.h"

#include <stdio.h>
#include <stdlib.h>

#include "base/must.h"
#include "runner/proc/output.h"
#include "runner/proc/proc.h"

#include "base/banned.h"

enum {
    GRACE_MS = 60000, /* for a cluster to let go of all that was made there */
    WORDS_ROOM = 1024,
};

struct keeper {
    struct keeper_options o;
    struct proc *proc;
    bool ready, stopping, broken;
    char words[WORDS_ROOM];
};

static void take_line(void *arg, struct str line)
{
    struct keeper *k = arg;

    if (!k->ready && str_is(line, "ready")) {
        k->ready = true;
        return;
    }
    k->broken = k->broken || !k->stopping; /* before its end it has nothing else to say */
    snprintf(k->words, sizeof(k->words), "%.*s", STR_ARG(line));
    k->o.on_note(k->o.arg, line);
}

static void note_end(void *arg)
{
    struct keeper *k = arg;
    struct str last = str_trim(output_last_lines(proc_log(k->proc), 1));

    if (k->stopping)
        return;
    k->broken = true;
    snprintf(k->words, sizeof(k->words), "%.*s", STR_ARG(last));
    k->o.on_note(k->o.arg, last);
}

struct keeper *keeper_start(struct loop *l, const struct keeper_options *o, struct err *err)
{
    struct keeper *k = must_alloc(sizeof(*k));
    struct proc_spec s = { .name = "albspec world",
                           .argv = o->argv,
                           .env = o->env,
                           .lines = true,
                           .on_line = take_line,
                           .on_exit = note_end,
                           .arg = k };

    k->o = *o;
    k->proc = proc_start(l, &s, err);
    if (k->proc)
        return k;
    free(k);
    return NULL;
}

void keeper_stop(struct keeper *k)
{
    k->stopping = true;
    proc_stop(k->proc, GRACE_MS);
}

void keeper_free(struct keeper *k)
{
    if (!k)
        return;
    proc_free(k->proc);
    free(k);
}

pid_t keeper_pid(const struct keeper *k)
{
    return proc_pid(k->proc);
}

bool keeper_is_ready(const struct keeper *k)
{
    return k->ready;
}

bool keeper_is_over(const struct keeper *k)
{
    return !proc_running(k->proc);
}

bool keeper_is_broken(const struct keeper *k)
{
    return k->broken;
}

const char *keeper_last_words(const struct keeper *k)
{
    return k->words;
}
