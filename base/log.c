#include "base/log.h"

#include "base/banned.h"

void log_line(const struct log *l, enum log_level level, const char *fmt, ...)
{
    static const char *const names[] = { "error", "warn", "info", "debug" };
    char when[CLOCK_ISO_ROOM];
    va_list args;

    if (!l || !l->to || level > l->level)
        return;
    clock_iso_ms(clock_ms(l->clock), when);
    fprintf(l->to, "%s %-5s ", when, names[level]);
    va_start(args, fmt);
    /* NOLINTNEXTLINE(clang-analyzer-valist.Uninitialized): started in the line before */
    vfprintf(l->to, fmt, args);
    va_end(args);
    fputc('\n', l->to);
    fflush(l->to);
}
