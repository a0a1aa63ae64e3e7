#ifndef MOCKALB_GATEWAY_FAULTS_H
#define MOCKALB_GATEWAY_FAULTS_H

/*
 * Calls that fail because somebody wants to see what their maker does then. A
 * fault is an object:
 *
 *   action    whose calls; several with | between them, * for all
 *   code      they are refused with it; no code: they succeed, and the answer is lost (503)
 *   status    of the refusal; that of the code's line in errors.def, or 400, if not given
 *   times     how many calls; all of them, until the faults are cleared, if not given
 *   after     how many calls succeed first
 *   pageSize  beside nothing else: lists give no more items at once than this
 *
 * A refused call changes nothing, and is in the journal as any other.
 */
#include <stdbool.h>
#include <stdint.h>

#include <cjson/cJSON.h>

#include "base/err.h"
#include "mockalb/gateway/call.h"

struct faults;

struct faults *faults_new(void);
void faults_free(struct faults *f);
void faults_clear(struct faults *f);

/* False: err says which member is wrong, and how to mend it. */
bool faults_add(struct faults *f, const cJSON *fault, struct err *err);
cJSON *faults_list(
    const struct faults *f); /* as they were given, with what is left of them; the caller's */

/* One call of this action. NULL: it may go its way, whose answer is lost if *ret_lost. */
const struct api_error *faults_strike(struct faults *f, struct call *call, const char *action,
                                      bool *ret_lost);
const struct api_error *faults_lost(struct call *call); /* what comes instead of a lost answer */
int64_t faults_page_size(const struct faults *f);       /* 0: as it was asked for */

#endif
