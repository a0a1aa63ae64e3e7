#ifndef RUNNER_WORLDS_H
#define RUNNER_WORLDS_H

/*
 * The worlds of a run that its cases share (--share-controller, --kubeconfig):
 * which case is in which, and the processes that keep them. A case that cannot
 * share has a world of its own, or none in somebody else's cluster.
 */
#include <stdbool.h>
#include <stddef.h>
#include <sys/types.h>

#include "base/arena.h"
#include "base/err.h"
#include "base/net/loop.h"
#include "runner/run/select.h"
#include "runner/settings.h"

struct worlds;

struct worlds_options {
    const struct case_settings *settings;
    const char *programs, *fixtures, *dir;
    const struct case_list *cases;
};

/* Everything lives in the arena. NULL: err says why. */
struct worlds *worlds_plan(struct arena *a, const struct worlds_options *o, struct err *err);

enum { WORLDS_none = -1 };
size_t worlds_count(const struct worlds *w);
int worlds_of(const struct worlds *w, size_t at);               /* a case's; or WORLDS_none, */
const char *worlds_obstacle(const struct worlds *w, size_t at); /* … and why */
/* What its process is told besides; count words at ret, at most 2. */
size_t worlds_words(const struct worlds *w, size_t at, const char **ret);
void worlds_tell(const struct worlds *w); /* who shares and who does not, on stderr */

bool worlds_start(struct worlds *w, size_t world, struct loop *l, struct err *err);
bool worlds_is_settled(const struct worlds *w, size_t world); /* it is ready, or never will be */
/* Why it is of no use; NULL: it is. */
const char *worlds_trouble(const struct worlds *w, size_t world);
bool worlds_have(const struct worlds *w, pid_t pid); /* it keeps one of them */
void worlds_stop(struct worlds *w);
bool worlds_are_over(const struct worlds *w);
void worlds_end(struct worlds *w); /* kills what still runs */

#endif
