#include "base/must.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

void must_fail(const char *file, int line, const char *what)
{
    fprintf(stderr, "%s:%d: this must hold, and does not: %s\n", file, line, what);
    fflush(stderr);
    abort();
}

static void *given(void *at)
{
    if (!at) {
        fputs("out of memory\n", stderr);
        _Exit(70);
    }
    return at;
}

void *must_alloc(size_t size)
{
    return given(calloc(1, size ? size : 1));
}

void *must_resize(void *at, size_t size)
{
    return given(realloc(at, size ? size : 1));
}

char *must_copy(const char *text)
{
    return text ? given(strdup(text)) : NULL;
}
