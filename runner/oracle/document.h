#ifndef RUNNER_ORACLE_DOCUMENT_H
#define RUNNER_ORACLE_DOCUMENT_H

/*
 * Reading a state document of the mock: a list of objects, each with its kind,
 * its id and the body that the API's own answers show.
 */
#include <stddef.h>

#include <cjson/cJSON.h>

/* The next object of a kind after one (NULL: the first); NULL at the end. */
const cJSON *document_next(const cJSON *state, const char *kind, const cJSON *after);
size_t document_count(const cJSON *state, const char *kind);
/* The body of an object; NULL when there is none. */
const cJSON *document_body(const cJSON *state, const char *kind, const char *id);

#endif
