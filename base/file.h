#ifndef BASE_FILE_H
#define BASE_FILE_H

/*
 * Whole files and paths. What is written is written beside its place and moved
 * there, so that a reader never sees half a file.
 */
#include <stdbool.h>
#include <stddef.h>

#include "base/arena.h"
#include "base/err.h"
#include "base/str.h"

bool file_read(struct arena *a, const char *path, size_t limit, struct str *ret_text,
               struct err *err);
bool file_write(const char *path, struct str text, struct err *err);
bool file_exists(const char *path);
bool file_make_dirs(const char *path, struct err *err); /* like mkdir -p */
bool file_remove_tree(const char *path, struct err *err);

/* Names in a directory, sorted, without those that begin with a dot; ends with NULL. */
const char *const *file_list(struct arena *a, const char *dir, struct err *err);

/* The directory in which the running program's own file is. */
const char *file_program_dir(struct arena *a);

#endif
