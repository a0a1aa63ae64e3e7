#include <stdio.h>
#include <stdlib.h>

#include "base/file.h"
#include "tests/fuzz/fuzz.h"

#include "base/banned.h"

/* Usage: replay FOLDER: feeds each file in it to the target that it is linked with. */
int main(int argc, char **argv)
{
    struct arena *a = arena_new();
    struct err err = { "" };
    const char *const *names = argc == 2 ? file_list(a, argv[1], &err) : NULL;
    bool ok = names && *names;

    for (; ok && *names; names++) {
        struct str bytes;

        printf("%s\n", *names);
        fflush(stdout);
        ok = file_read(a, arena_printf(a, "%s/%s", argv[1], *names), 64u << 20, &bytes, &err);
        if (ok)
            LLVMFuzzerTestOneInput((const uint8_t *)bytes.at, bytes.len);
    }
    if (!ok)
        fprintf(stderr, "%s\n", err.text[0] ? err.text : "usage: replay FOLDER (not an empty one)");
    arena_free(a);
    return ok ? EXIT_SUCCESS : EXIT_FAILURE;
}
