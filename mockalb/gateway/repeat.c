/*
 * A hash table by token, and a queue through the same entries in the order in
 * which they were made.
 */
#include "mockalb/gateway/repeat.h"

#include <stdlib.h>

#include "base/buf.h"
#include "base/digest.h"
#include "base/json.h"
#include "base/limits.h"
#include "base/map.h"
#include "base/must.h"

#include "base/banned.h"

#define DIGEST_ROOM 65 /* SHA-256 in hex */

struct entry {
    struct entry *next;
    char *key;
    char params[DIGEST_ROOM];
    char *reply;
    size_t bytes;
};

struct repeat {
    struct map *entries;
    struct entry *oldest, **end;
    size_t bytes;
};

struct repeat *repeat_new(void)
{
    struct repeat *r = must_alloc(sizeof(*r));

    r->entries = map_new();
    r->end = &r->oldest;
    return r;
}

static void forget_oldest(struct repeat *r)
{
    struct entry *e = r->oldest;

    r->oldest = e->next;
    if (!r->oldest)
        r->end = &r->oldest;
    r->bytes -= e->bytes;
    map_drop(r->entries, str_of(e->key));
    free(e->key);
    free(e->reply);
    free(e);
}

void repeat_reset(struct repeat *r)
{
    while (r->oldest)
        forget_oldest(r);
}

void repeat_free(struct repeat *r)
{
    if (!r)
        return;
    repeat_reset(r);
    map_free(r->entries);
    free(r);
}

/* NULL when the call has no token. */
static const char *key_of(const struct call *call)
{
    const char *token = json_text(call->params, "ClientToken");

    if (!token || !*token || !(call->action->flags & ACTION_FLAG_idempotent))
        return NULL;
    return arena_printf(call->arena, "%s/%s/%s/%s", call->action->product->name, call->action->name,
                        call->caller, token);
}

static bool is_ascii(const char *text)
{
    while (*text && (unsigned char)*text < 0x80)
        text++;
    return !*text;
}

/* Of everything that the client asked for, and of the region it asked in. */
static const char *digest_of(const struct call *call)
{
    struct buf text = BUF_LIMIT((size_t)8 * LIMIT_BODY_BYTES);
    const char *digest;

    buf_printf(&text, "%s ", call->region);
    json_print_canonical(&text, call->params);
    digest = digest_sha256_hex(call->arena, buf_str(&text));
    buf_done(&text);
    return digest;
}

const struct api_error *repeat_find(struct repeat *r, struct call *call, bool *ret_known)
{
    const char *key = key_of(call);
    const struct entry *e = key ? map_get(r->entries, str_of(key)) : NULL;

    *ret_known = e != NULL;
    if (key && !is_ascii(json_text(call->params, "ClientToken")))
        return refuse(call, ERR_illegal_param, "ClientToken");
    if (!e)
        return NULL;
    if (strcmp(e->params, digest_of(call)) != 0)
        return refuse(call, ERR_token_reused);
    call->reply = arena_json(call->arena, json_parse(str_of(e->reply), NULL));
    must(call->reply);
    return NULL;
}

void repeat_keep(struct repeat *r, const struct call *call)
{
    const char *key = key_of(call);
    struct buf reply = BUF_LIMIT(LIMIT_TOKEN_BYTES / 4);
    struct entry *e;

    if (!key)
        return;
    json_print(&reply, call->reply);
    if (!buf_ok(&reply)) {
        buf_done(&reply);
        return;
    }
    e = must_alloc(sizeof(*e));
    memcpy(e->params, digest_of(call), DIGEST_ROOM);
    e->key = must_copy(key);
    e->bytes = sizeof(*e) + strlen(key) + reply.len;
    e->reply = buf_take(&reply);
    while (r->oldest &&
           (map_count(r->entries) >= LIMIT_TOKENS || r->bytes + e->bytes > LIMIT_TOKEN_BYTES))
        forget_oldest(r);
    must(!map_put(r->entries, str_of(e->key), e));
    *r->end = e;
    r->end = &e->next;
    r->bytes += e->bytes;
}
