#ifndef MOCKALB_CONTROL_SNAPSHOTS_H
#define MOCKALB_CONTROL_SNAPSHOTS_H

/*
 * State documents with a name, kept as the bytes that GET /_mock/state gave at
 * that moment; and what differs between two of them.
 */
#include <stdbool.h>

#include <cjson/cJSON.h>

#include "base/arena.h"
#include "base/err.h"
#include "base/str.h"

struct snapshots;

struct snapshots *snapshots_new(void);
void snapshots_free(struct snapshots *s); /* NULL is fine */

/* Keeps a document, in the place of the one with that name. False: a bad name, or too many bytes. */
bool snapshots_put(struct snapshots *s, const char *name, struct str document, struct err *err);
bool snapshots_drop(struct snapshots *s, const char *name); /* false: there is none */
struct str snapshots_get(const struct snapshots *s,
                         const char *name); /* absent when there is none */

/* [{"name", "bytes"}, …] in the order of their names; the caller's. */
cJSON *snapshots_list(const struct snapshots *s);

/*
 * Of two state documents: {"added": [OBJECT…], "removed": [OBJECT…], "changed": [{"kind", "scope", "id",
 * "members": [{"path": "Servers[0].Weight", "from": …, "to": …}]}]}, where an absent member has no from
 * or no to. Ids that were deleted and made again are changed. The caller's.
 */
cJSON *snapshots_diff(struct arena *a, const cJSON *from, const cJSON *to);

#endif
