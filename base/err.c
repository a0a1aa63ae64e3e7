#include "base/err.h"

#include <errno.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include "base/banned.h"

bool err_set(struct err *err, const char *fmt, ...)
{
    va_list args;

    if (!err)
        return false;
    va_start(args, fmt);
    /* NOLINTNEXTLINE(clang-analyzer-valist.Uninitialized): started in the line before */
    vsnprintf(err->text, sizeof(err->text), fmt, args);
    va_end(args);
    return false;
}

bool err_errno(struct err *err, const char *doing, const char *what)
{
    return err_set(err, "%s %s: %s", doing, what, strerror(errno));
}
