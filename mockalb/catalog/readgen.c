/*
 * readgen OUT.c SOURCE.c…: what the handlers read of their parameters, at build time.
 */
#include <stdio.h>

#include "base/file.h"
#include "mockalb/catalog/sources.h"

#include "base/banned.h"

#define LIMIT_GENERATED (16u << 20)

int main(int argc, char **argv)
{
    struct arena *a = arena_new();
    struct sources *s = sources_new(a);
    struct buf code = BUF_LIMIT(LIMIT_GENERATED);
    struct err err;
    bool fine = argc > 2;

    if (!fine)
        err_set(&err, "usage: readgen OUT.c SOURCE.c…");
    for (int i = 2; fine && i < argc; i++)
        fine = sources_read(s, argv[i], &err);
    if (fine)
        sources_write(s, &code);
    fine = fine && file_write(argv[1], buf_str(&code), &err);
    if (!fine)
        fprintf(stderr, "readgen: %s\n", err.text);
    buf_done(&code);
    arena_free(a);
    return fine ? 0 : 1;
}
