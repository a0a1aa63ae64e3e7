#include "runner/workdir.h"

#include <stdlib.h>

#include "base/file.h"

#include "base/banned.h"

static const char *make_new(struct arena *a, const char *name, struct err *err)
{
    const char *tmp = getenv("TMPDIR");
    char *path = arena_printf(a, "%s/%s-XXXXXX", tmp && *tmp ? tmp : "/tmp", name);

    if (mkdtemp(path))
        return path;
    err_errno(err, "making", path);
    return NULL;
}

bool workdir_enter(struct workdir *d, struct arena *a, const char *named, const char *name,
                   struct err *err)
{
    char *whole;

    *d = (struct workdir){ NULL, !named };
    if (!named)
        d->path = make_new(a, name, err);
    else if (file_make_dirs(named, err))
        d->path = named;
    if (!d->path)
        return false;
    whole = realpath(d->path, NULL);
    if (whole)
        d->path = arena_strz(a, str_of(whole));
    free(whole);
    return true;
}

void workdir_leave(struct workdir *d)
{
    if (d->path && d->is_new)
        file_remove_tree(d->path, NULL);
}
