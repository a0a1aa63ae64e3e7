#include "base/file.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/buf.h"
#include "base/must.h"

#include "base/banned.h"

enum { PIECE = 16 << 10, MAX_DEPTH = 200 };

static bool read_all(int fd, const char *path, struct buf *b, struct err *err)
{
    char piece[PIECE];

    while (buf_ok(b)) {
        ssize_t got = read(fd, piece, sizeof piece);

        if (got < 0 && errno == EINTR)
            continue;
        if (got < 0)
            return err_errno(err, "reading", path);
        if (got == 0)
            return true;
        buf_add(b, (struct str){ piece, (size_t)got });
    }
    return err_set(err, "reading %s: larger than %zu bytes", path, b->limit);
}

bool file_read(struct arena *a, const char *path, size_t limit, struct str *ret_text,
               struct err *err)
{
    struct buf b = BUF_LIMIT(limit);
    int fd = open(path, O_RDONLY | O_CLOEXEC);
    if (fd < 0)
        return err_errno(err, "opening", path);
    bool ok = read_all(fd, path, &b, err);

    close(fd);
    if (ok)
        *ret_text = (struct str){ arena_strz(a, buf_str(&b)), b.len };
    buf_done(&b);
    return ok;
}

static bool write_all(int fd, const char *path, struct str text, struct err *err)
{
    while (text.len) {
        ssize_t done = write(fd, text.at, text.len);

        if (done < 0 && errno == EINTR)
            continue;
        if (done < 0)
            return err_errno(err, "writing", path);
        text = str_skip(text, (size_t)done);
    }
    return true;
}

static bool write_new(const char *path, mode_t mode, bool is_new, struct str text, struct err *err)
{
    int flags = O_WRONLY | O_CLOEXEC | (is_new ? O_CREAT | O_EXCL : O_APPEND);
    int fd = open(path, flags, mode);
    if (fd < 0)
        return err_errno(err, is_new ? "creating" : "opening", path);
    bool ok = write_all(fd, path, text, err);

    if (close(fd) != 0 && ok)
        ok = err_errno(err, "writing", path);
    return ok;
}

/* What is there already keeps its mode; through a link its target is replaced, not the link. */
static bool replace(const char *path, mode_t mode, struct str text, struct err *err)
{
    struct arena *a = arena_new();
    char *beside = arena_printf(a, "%s.%d.new", path, (int)getpid());
    bool ok;

    unlink(beside); /* left by a process of the same number that was killed */
    ok = write_new(beside, mode, true, text, err);
    if (ok && rename(beside, path) != 0)
        ok = err_errno(err, "writing", path);
    if (!ok)
        unlink(beside);
    arena_free(a);
    return ok;
}

bool file_write(const char *path, struct str text, struct err *err)
{
    struct stat st;
    bool exists = stat(path, &st) == 0;
    bool is_device = exists && !S_ISREG(st.st_mode) && !S_ISDIR(st.st_mode);

    /* /dev/stdout is a regular file when it is redirected to one, and must stay that one. */
    if (is_device || strncmp(path, "/dev/", 5) == 0 || strncmp(path, "/proc/", 6) == 0)
        return write_new(path, 0, false, text, err);
    if (!exists)
        return replace(path, 0666, text, err);
    char *target = realpath(path, NULL);
    if (!target)
        return err_errno(err, "writing", path);
    bool ok = replace(target, st.st_mode & 07777, text, err);

    free(target);
    return ok;
}

bool file_exists(const char *path)
{
    struct stat st;

    return stat(path, &st) == 0;
}

static bool make_dir(const char *path, struct err *err)
{
    struct stat st;

    if (mkdir(path, 0777) == 0)
        return true;
    if (errno == EEXIST && stat(path, &st) == 0) {
        if (S_ISDIR(st.st_mode))
            return true;
        errno = ENOTDIR;
    }
    return err_errno(err, "making the directory", path);
}

bool file_make_dirs(const char *path, struct err *err)
{
    char *copy = must_copy(path);
    bool ok = true;

    for (char *c = copy; ok && *c; c++) {
        if (*c != '/' || c == copy)
            continue;
        *c = '\0';
        ok = make_dir(copy, err);
        *c = '/';
    }
    ok = ok && make_dir(copy, err);
    free(copy);
    return ok;
}

static bool is_dot(const char *name)
{
    return strcmp(name, ".") == 0 || strcmp(name, "..") == 0;
}

/* Empties the directory that fd is, and closes fd. path is for messages. */
static bool empty_dir(int fd, const char *path, unsigned depth, struct err *err);

/* Never follows a link: a name that is not a directory itself is unlinked. */
static bool remove_at(int dir, const char *name, const char *path, unsigned depth, struct err *err)
{
    int fd;

    if (unlinkat(dir, name, 0) == 0 || errno == ENOENT)
        return true;
    if (errno != EISDIR && errno != EPERM)
        return err_errno(err, "removing", path);
    fd = openat(dir, name, O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC);
    if (fd < 0)
        return err_errno(err, "removing", path);
    if (!empty_dir(fd, path, depth, err))
        return false;
    if (unlinkat(dir, name, AT_REMOVEDIR) != 0)
        return err_errno(err, "removing", path);
    return true;
}

static bool empty_dir(int fd, const char *path, unsigned depth, struct err *err)
{
    DIR *d = fdopendir(fd);
    bool ok = true;
    if (!d) {
        close(fd);
        return err_errno(err, "listing", path);
    }
    if (depth == MAX_DEPTH)
        ok = err_set(err, "removing %s: more than %d directories deep", path, MAX_DEPTH);

    for (struct dirent *e = ok ? readdir(d) : NULL; ok && e; e = readdir(d)) {
        struct buf below = BUF_LIMIT(1u << 20);

        if (is_dot(e->d_name))
            continue;
        buf_printf(&below, "%s/%s", path, e->d_name);
        ok = remove_at(fd, e->d_name, below.at, depth + 1, err);
        buf_done(&below);
    }
    closedir(d);
    return ok;
}

bool file_remove_tree(const char *path, struct err *err)
{
    struct str bare = str_of(path);
    struct str last;
    bool ok;

    while (bare.len > 1 && bare.at[bare.len - 1] == '/') /* "link/" would be what the link names */
        bare.len--;
    last = bare;
    for (size_t at; str_find(last, '/', &at);)
        last = str_skip(last, at + 1);
    if (!last.len || str_is(last, ".") || str_is(last, ".."))
        return err_set(err, "removing '%s': name a directory by its own name", path);
    char *copy = must_copy(path);

    copy[bare.len] = '\0';
    ok = remove_at(AT_FDCWD, copy, copy, 0, err);
    free(copy);
    return ok;
}

static int by_name(const void *a, const void *b)
{
    return strcmp(*(const char *const *)a, *(const char *const *)b);
}

const char *const *file_list(struct arena *a, const char *dir, struct err *err)
{
    DIR *d = opendir(dir);
    const char **found = NULL, **names;
    size_t count = 0, room = 0;

    if (!d) {
        err_errno(err, "listing", dir);
        return NULL;
    }
    for (struct dirent *e = readdir(d); e; e = readdir(d)) {
        if (e->d_name[0] == '.')
            continue;
        if (count == room) {
            room = room ? room * 2 : 32;
            found = must_resize(found, room * sizeof(char *));
        }
        found[count++] = arena_strz(a, str_of(e->d_name));
    }
    closedir(d);
    names = arena_alloc(a, (count + 1) * sizeof(char *));
    if (count) {
        memcpy(names, found, count * sizeof(char *));
        qsort(names, count, sizeof(char *), by_name);
    }
    free(found);
    return names;
}

const char *file_program_dir(struct arena *a)
{
    char *path = realpath("/proc/self/exe", NULL);
    must(path);
    char *slash = strrchr(path, '/');
    must(slash);
    const char *dir = arena_strz(a, (struct str){ path, (size_t)(slash - path) });

    free(path);
    return dir;
}
