#ifndef BASE_ERR_H
#define BASE_ERR_H

/*
 * Why something outside of us failed: a file, a socket, a child, a document.
 *
 * A function that can fail this way returns false and takes a struct err last.
 * The message is whole ("suites/x.yaml:12: unknown step 'aply', did you mean
 * 'apply'?"): callers print it or pass it on, they never add to it.
 */
#include <stdbool.h>

struct err {
    char text[1024];
};

/* Always returns false, so that it can be returned. A NULL err is fine: nobody wants to know. */
bool err_set(struct err *err, const char *fmt, ...) __attribute__((format(printf, 2, 3)));
bool err_errno(struct err *err, const char *doing, const char *what); /* "doing what: strerror" */

#endif
