#ifndef RUNNER_KUBE_STATUS_H
#define RUNNER_KUBE_STATUS_H

/*
 * A refusal is a Status object, as clients know them: functions that may refuse
 * return one, or NULL when all is well. Texts are those of the real API, since
 * clients match on them.
 *
 * Faults collect what is wrong with an object's fields; status_invalid() makes
 * one 422 of them. All trees belong to the arena.
 */
#include <cjson/cJSON.h>

#include "base/arena.h"
#include "runner/kube/kinds.h"

enum status_id {
#define STATUS(symbol, code, reason) STATUS_##symbol,
#include "runner/kube/statuses.def"
#undef STATUS
};

cJSON *status_refuse(struct arena *a, enum status_id id, const char *fmt, ...)
    __attribute__((format(printf, 3, 4)));
/* With details that name the object. */
cJSON *status_refuse_object(struct arena *a, enum status_id id, const struct resource *r,
                            const char *name, const char *message);
/* A body that cannot be read as its kind. */
cJSON *status_unreadable(struct arena *a, const struct resource *r, const char *why);
cJSON *status_not_found(struct arena *a, const struct resource *r, const char *name);
cJSON *status_exists(struct arena *a, const struct resource *r, const char *name);
cJSON *status_conflict(struct arena *a, const struct resource *r, const char *name,
                       const char *why);
cJSON *status_stale(struct arena *a, const struct resource *r, const char *name);
cJSON *status_forbidden(struct arena *a, const struct resource *r, const char *name,
                        const char *why);
cJSON *status_no_route(struct arena *a);
cJSON *status_success(struct arena *a, const struct resource *r, const char *name, const char *uid);

/* Adds a member of details.causes; field may be NULL. */
void status_add_cause(cJSON *status, const char *reason, const char *message, const char *field);

/* Which refusal has that code; of several, the most general. */
bool status_has(int64_t code, int *ret_id);
int status_code(const cJSON *status);
const char *status_message(const cJSON *status);

struct faults {
    struct arena *arena;
    cJSON *causes; /* all zero but the arena at first */
};

void fault_required(struct faults *f, const char *field, const char *detail); /* detail: or "" */
void fault_invalid(struct faults *f, const char *field, const char *value, const char *detail);
void fault_invalid_json(struct faults *f, const char *field, const cJSON *value,
                        const char *detail);
/* got: the type of what came; of a format, the text that does not have it. */
void fault_type(struct faults *f, const char *field, const char *got, const char *wanted);
void fault_unsupported(struct faults *f, const char *field, const char *value,
                       const char *supported); /* "\"A\", \"B\"" */
void fault_duplicate(struct faults *f, const char *field, const char *value);
void fault_duplicate_json(struct faults *f, const char *field, const cJSON *value);
void fault_forbidden(struct faults *f, const char *field, const char *detail);
void fault_too_long(struct faults *f, const char *field, int bytes);
void fault_too_many(struct faults *f, const char *field, int count, int most);

/* NULL when there are no faults. */
cJSON *status_invalid(const struct faults *f, const struct resource *r, const char *name);

#endif
