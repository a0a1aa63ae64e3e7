#include "runner/world/outside.h"

#include "base/buf.h"
#include "runner/proc/isolate.h"
#include "runner/world/names.h"

#include "base/banned.h"

enum { TEXT_BYTES = 32 << 10 };

const char *const outside_mock_args[] = {
    "--also", "127.0.0.1:80", "--also", "127.0.0.1:443", "--also", "100.100.100.200:80", NULL,
};

const char *outside_text(const struct world *w, struct arena *a)
{
    struct buf text = BUF_LIMIT(TEXT_BYTES);
    int64_t lost = w->names ? isolate_lost() : 0;
    const char *result;

    for (size_t i = 0; w->names && i < names_unknown_count(w->names); i++)
        buf_printf(&text, "%s%s", text.len ? ", " : "asked for the address of ",
                   names_unknown(w->names, i));
    if (lost)
        buf_printf(&text, "%scalled an address outside %lld time%s", text.len ? "; " : "",
                   (long long)lost, lost == 1 ? "" : "s");
    result = text.len ? arena_strz(a, buf_str(&text)) : NULL;
    buf_done(&text);
    return result;
}
