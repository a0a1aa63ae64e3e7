#include "runner/kube/request.h"

#include <string.h>

#include "base/buf.h"

#include "base/banned.h"

#define WARNING_BYTES 4096 /* of all that is told */
#define PARAMS        64   /* more than any client sends; what comes after is not looked at */

void request_add_param(struct request *r, struct str name, struct str value)
{
    struct param **at = &r->params;
    int count = 0;

    for (; *at; at = &(*at)->next) {
        if (++count >= PARAMS)
            return;
    }
    *at = arena_new_of(r->arena, struct param);
    (*at)->name = name;
    (*at)->value = value;
}

struct str request_param(const struct request *r, const char *name)
{
    for (const struct param *p = r->params; p; p = p->next) {
        if (str_is(p->name, name))
            return p->value;
    }
    return STR_NONE;
}

bool request_flag(const struct request *r, const char *name)
{
    struct str value = request_param(r, name);

    return value.at && !str_is(value, "0") && !str_eq_nocase(value, str_of("false"));
}

void reply_head(struct reply *reply, struct arena *a, const char *name, const char *value)
{
    struct heading *h = arena_new_of(a, struct heading);

    *h = (struct heading){ name, value, reply->headings };
    reply->headings = h;
}

void reply_warn(struct reply *reply, struct arena *a, const char *text)
{
    struct warning **at = &reply->warnings;
    size_t bytes = strlen(text);

    for (; *at; at = &(*at)->next) {
        bytes += strlen((*at)->text);
        if (!strcmp((*at)->text, text))
            return;
    }
    if (bytes > WARNING_BYTES)
        return;
    *at = arena_new_of(a, struct warning);
    (*at)->text = arena_strz(a, str_of(text));
}

static bool is_control(char c)
{
    return (unsigned char)c < ' ' || c == 127;
}

/* 299 - "text": a quoted string of RFC 9110, of which what is no plain text becomes a blank. */
const char *warning_header(struct arena *a, const struct warning *w)
{
    struct buf text = BUF_LIMIT(2 * WARNING_BYTES + 16);
    const char *header;

    buf_add_text(&text, "299 - \"");
    for (const char *c = w->text; *c; c++) {
        if (*c == '"' || *c == '\\')
            buf_add_char(&text, '\\');
        if (is_control(*c))
            buf_add_char(&text, ' ');
        else
            buf_add_char(&text, *c);
    }
    buf_add_char(&text, '"');
    header = arena_strz(a, buf_str(&text));
    buf_done(&text);
    return header;
}
