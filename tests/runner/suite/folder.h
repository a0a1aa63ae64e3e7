#ifndef TESTS_RUNNER_SUITE_FOLDER_H
#define TESTS_RUNNER_SUITE_FOLDER_H

/*
 * A folder of its own for a test, as its working directory, so that messages
 * name files in the same way on every machine. Gone with folder_done().
 */
#include <check.h>
#include <stdlib.h>
#include <unistd.h>

#include "base/file.h"

struct folder {
    char path[64];
    char before[4096];
};

static inline void folder_init(struct folder *f)
{
    *f = (struct folder){ .path = "/tmp/albspec-test-XXXXXX" };
    ck_assert_ptr_nonnull(getcwd(f->before, sizeof(f->before)));
    ck_assert_ptr_nonnull(mkdtemp(f->path));
    ck_assert_int_eq(chdir(f->path), 0);
}

/* Makes its folders too. */
static inline void folder_write(const char *path, const char *text)
{
    struct err err = { "" };
    char dir[256] = "";
    const char *slash = strrchr(path, '/');

    if (slash) {
        memcpy(dir, path, (size_t)(slash - path));
        ck_assert_msg(file_make_dirs(dir, &err), "%s", err.text);
    }
    ck_assert_msg(file_write(path, str_of(text), &err), "%s", err.text);
}

static inline void folder_done(struct folder *f)
{
    ck_assert_int_eq(chdir(f->before), 0);
    ck_assert(file_remove_tree(f->path, NULL));
}

#endif
