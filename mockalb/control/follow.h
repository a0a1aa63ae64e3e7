#ifndef MOCKALB_CONTROL_FOLLOW_H
#define MOCKALB_CONTROL_FOLLOW_H

/*
 * The journal as a stream: one entry a line, first those that are there, then
 * each as it happens, until the client leaves or the server ends.
 */
#include <stdint.h>

#include "base/net/httpd.h"
#include "mockalb/gateway/journal.h"

void follow_journal(struct exchange *x, struct journal *j, const struct journal_filter *filter,
                    uint64_t since);

#endif
