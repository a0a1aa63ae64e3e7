/*
 * catgen CATALOG-DIR OUT.c OUT.h: the catalog as C, at build time.
 */
#include <stdio.h>

#include "base/file.h"
#include "mockalb/catalog/generate.h"

#include "base/banned.h"

#define LIMIT_GENERATED (32u << 20)

int main(int argc, char **argv)
{
    struct buf code = BUF_LIMIT(LIMIT_GENERATED), header = BUF_LIMIT(LIMIT_GENERATED);
    struct err err;
    bool fine;

    if (argc != 4) {
        fputs("usage: catgen CATALOG-DIR OUT.c OUT.h\n", stderr);
        return 2;
    }
    fine = generate_catalog(argv[1], &code, &header, &err) &&
           file_write(argv[2], buf_str(&code), &err) && file_write(argv[3], buf_str(&header), &err);
    if (!fine)
        fprintf(stderr, "catgen: %s\n", err.text);
    buf_done(&code);
    buf_done(&header);
    return fine ? 0 : 1;
}
