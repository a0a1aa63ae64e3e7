#ifndef RUNNER_WORLD_MIRROR_H
#define RUNNER_WORLD_MIRROR_H

/*
 * The mock cloud of one case, as last heard of. mockalb runs as a program of its
 * own; its journal comes as a stream, and its whole state is fetched again after
 * changes (those that come together cost one fetch).
 *
 * So nothing here waits: a step looks at what was last heard, and on_change
 * tells when there is something new. Entries and the state are the mock's own
 * JSON; the pointers handed out are good until the loop turns, entries as long
 * as the mirror.
 */
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <sys/types.h>

#include <cjson/cJSON.h>

#include "base/err.h"
#include "base/net/fetch.h"
#include "base/net/loop.h"
#include "base/str.h"

struct mirror;

struct share; /* runner/world/share.h */

struct mirror_options {
    const char *endpoint;    /* of one that runs already; NULL: one is started */
    struct share *share;     /* what of it is ours; outlives the mirror; NULL: all */
    bool brief;              /* only the first calls are remembered: cases look for themselves */
    const char *program;     /* mockalb */
    const char *dir;         /* its own working directory; its log is kept there as mockalb.log */
    const char *region;      /* NULL: the mock's default */
    const char *const *args; /* further arguments ("--strict"); ends with NULL; may be NULL */
    uint64_t seed;
    /* The journal grew, the state is new, a request was answered, or the program ended. */
    void (*on_change)(void *arg);
    void *arg;
};

enum entry_type { ENTRY_call, ENTRY_change };

/* One line of the journal. Strings that an entry of its type does not have are NULL. */
struct entry {
    enum entry_type type;
    uint64_t seq;
    uint64_t call;     /* of a change: the call that committed it; 0: a transition by timer */
    uint64_t revision; /* of the cloud, after it */
    int64_t ms;
    bool write;                                  /* a call that may change something */
    int status;                                  /* of a call: its HTTP status */
    const char *caller, *action, *region, *code; /* of a call; code NULL: it was accepted */
    const char *change, *kind, *id,
        *object_state; /* of a change: "added" …, "alb/Rule", "rule-…" */
    const cJSON *json; /* the whole line, params and reply included */
};

/* Starts the program and returns at once; mirror_is_ready tells when it answers. */
struct mirror *mirror_start(struct loop *l, struct fetch *f, const struct mirror_options *o,
                            struct err *err);
void mirror_stop(struct mirror *m, int64_t grace_ms); /* returns at once */
bool mirror_is_stopped(const struct mirror *m);
void mirror_free(struct mirror *m); /* kills the program if it still runs; NULL is fine */

/* What else it writes on stdout, line by line (mockalb --visits); fn NULL: to nobody. */
void mirror_on_line(struct mirror *m, void (*fn)(void *arg, struct str line), void *arg);
pid_t mirror_pid(const struct mirror *m); /* of the program; 0: it is not ours */

bool mirror_is_ready(const struct mirror *m); /* it answers, and its journal is being followed */
/* It ended by itself, a request was refused, or an answer made no sense: err says which. */
bool mirror_broke(const struct mirror *m, struct err *err);
const char *
mirror_endpoint(const struct mirror *m);           /* "http://127.0.0.1:41231"; once it is ready */
const char *mirror_region(const struct mirror *m); /* once it is ready */
struct str mirror_log(const struct mirror *m);     /* what the program wrote */

/* Adds what a cloud document names. Answered later: until then mirror_is_idle is false. */
void mirror_seed(struct mirror *m, const cJSON *document);
/* Any request of the control API: ("/_mock/clock", {"advanceMs": 1000}). A refusal breaks the mirror. */
void mirror_post(struct mirror *m, const char *path, const cJSON *body);
bool mirror_is_busy(const struct mirror *m); /* the program runs or wants to, now */
/* Nothing is under way, and the state holds all that the journal has told. */
bool mirror_is_idle(const struct mirror *m);

/* ---- the state, as its last document told ---- */

/* {"version":1, …, "objects":[…]}; NULL: none yet. */
const cJSON *mirror_state(const struct mirror *m);
/* Which remote servers are reached in that state, {"servers":[…]}; NULL: not known yet. */
const cJSON *mirror_reach(const struct mirror *m);
uint64_t mirror_revision(const struct mirror *m); /* of that document */
/* Every object of a kind in the order of creation, until fn returns false. */
void mirror_each(const struct mirror *m, const char *kind,
                 bool (*fn)(void *arg, const char *id, const cJSON *body), void *arg);
/* No object is in a transitional state (Provisioning, Configuring, Adding, …). */
bool mirror_is_stable(const struct mirror *m);

/* ---- the journal, from its first entry ---- */

size_t mirror_entry_count(const struct mirror *m);
const struct entry *mirror_entry(const struct mirror *m, size_t at); /* 0 … count-1, oldest first */
const struct entry *mirror_entry_seq(const struct mirror *m, uint64_t seq); /* NULL when unknown */
uint64_t mirror_last_seq(const struct mirror *m);                           /* 0: none yet */
/* How many calls came after a number; action NULL: any; writes: only those that may change something. */
size_t mirror_calls_since(const struct mirror *m, uint64_t seq, const char *action, bool writes);
/* The last accepted call that changed this object; 0: none did. id NULL: any object of the kind. */
uint64_t mirror_call_on(const struct mirror *m, const char *kind, const char *id);

#endif
