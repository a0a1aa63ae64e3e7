#ifndef BASE_MUST_H
#define BASE_MUST_H

/*
 * What can only be false if we made a mistake.
 *
 * must() is never compiled out. It is not for what a client, a file or the
 * network can cause: those are answered, not asserted.
 */
#include <stddef.h>

_Noreturn void must_fail(const char *file, int line, const char *what);

#define must(cond) ((cond) ? (void)0 : must_fail(__FILE__, __LINE__, #cond))

/* Memory that is always there: running out ends the process, here and nowhere else. */
void *must_alloc(size_t size); /* zeroed */
void *must_resize(void *at, size_t size);
char *must_copy(const char *text); /* a heap copy; NULL stays NULL */

#endif
