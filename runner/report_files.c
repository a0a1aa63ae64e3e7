#include "runner/report_files.h"

#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/buf.h"
#include "base/file.h"
#include "base/limits.h"

#include "base/banned.h"

static const char *const *format_names(struct arena *a)
{
    size_t count = 0;
    const char **names;

    while (report_types[count])
        count++;
    names = arena_alloc(a, (count + 1) * sizeof(char *));
    for (size_t i = 0; i < count; i++)
        names[i] = report_types[i]->name;
    return names;
}

static const struct report_type *find_format(struct arena *a, const char *name, struct err *err)
{
    const struct report_type *type = report_find(name);
    const char *near;

    if (type)
        return type;
    near = str_nearest(str_of(name), format_names(a));
    err_set(err, "there is no report format '%s'%s%s%s (text, json, junit, markdown and html are)",
            name, near ? "; did you mean '" : "", near ? near : "", near ? "'?" : "");
    return NULL;
}

static bool take_stdout(struct report_files *f, const struct report_type *type, struct err *err)
{
    if (f->on_stdout && f->on_stdout != type)
        return err_set(err, "stdout takes one format, and both %s and %s were asked for",
                       f->on_stdout->name, type->name);
    f->on_stdout = type;
    return true;
}

static bool read_one(struct arena *a, const char *item, struct report_files *f, struct err *err)
{
    struct str path = str_of(item), name = str_cut(&path, '=');
    const struct report_type *type;

    if (!path.len)
        return err_set(err, "--report wants FORMAT=PATH, as in --report junit=report.xml, not '%s'",
                       item);
    type = find_format(a, arena_strz(a, name), err);
    if (!type)
        return false;
    if (str_is(path, "-"))
        return take_stdout(f, type, err);
    f->files[f->count++] = (struct report_file){ type, path.at };
    return true;
}

bool report_files_read(struct arena *a, const char *format, const struct option_list *list,
                       struct report_files *ret, struct err *err)
{
    *ret = (struct report_files){ .count = 0 };
    if (format && !(ret->on_stdout = find_format(a, format, err)))
        return false;
    for (size_t i = 0; i < list->count; i++) {
        if (!read_one(a, list->items[i], ret, err))
            return false;
    }
    if (!ret->on_stdout)
        ret->on_stdout = report_find("text");
    return true;
}

static const char *folder_of(struct arena *a, const char *path)
{
    const char *slash = strrchr(path, '/');

    if (!slash)
        return ".";
    return slash == path ? "/" : arena_strz(a, (struct str){ path, (size_t)(slash - path) });
}

bool report_files_check(struct arena *a, const struct report_files *f, struct err *err)
{
    for (size_t i = 0; i < f->count; i++) {
        const char *path = f->files[i].path, *folder = folder_of(a, path);
        struct stat st;
        if (access(folder, W_OK | X_OK) != 0)
            return err_errno(err, "a report cannot be written to", folder);
        if (stat(path, &st) == 0 && S_ISDIR(st.st_mode))
            return err_set(err, "a report cannot be written to %s: it is a folder", path);
    }
    return true;
}

bool report_files_write(const struct report_files *f, const struct run_result *r, struct err *err)
{
    bool good = true;

    for (size_t i = 0; i < f->count; i++) {
        struct buf text = BUF_LIMIT(LIMIT_STATE_BYTES);
        f->files[i].type->write(r, &text);
        if (!file_write(f->files[i].path, buf_str(&text), good ? err : NULL))
            good = false;
        buf_done(&text);
    }
    return good;
}
