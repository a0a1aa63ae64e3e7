#include "base/json.h"
#include "base/limits.h"
#include "base/utf8.h"
#include "mockalb/control/endpoint.h"

#include "base/banned.h"

/* False: it is too large, and that was answered. */
static bool print_state(struct control *c, struct exchange *x, struct buf *ret)
{
    cJSON *tree = arena_json(c->arena, state_document(&c->world.state));

    *ret = BUF_LIMIT((size_t)2 * LIMIT_STATE_BYTES);
    json_print_canonical(ret, tree);
    if (buf_ok(ret))
        return true;
    buf_done(ret);
    control_refuse(x, 500, "the state is too large to be written as one document");
    return false;
}

void get_state(struct control *c, struct exchange *x)
{
    struct buf body;

    if (print_state(c, x, &body))
        exchange_reply(x, 200, "application/json", blob_of_buf(&body));
}

static void restore(struct control *c, struct exchange *x, const cJSON *document)
{
    struct err err;

    if (!state_restore(&c->world.state, c->arena, document, &err)) {
        control_refuse(x, 400, err.text);
        return;
    }
    gateway_reset(c->world.gateway);
    control_reply_done(x);
}

void put_state(struct control *c, struct exchange *x)
{
    const cJSON *document = control_body(c, x);

    if (document)
        restore(c, x, document);
}

void get_snapshots(struct control *c, struct exchange *x)
{
    cJSON *tree = cJSON_CreateObject();

    json_add(tree, "snapshots", snapshots_list(c->snapshots));
    control_reply(x, 200, tree);
}

static const char *snapshot_name(struct control *c, struct exchange *x)
{
    return arena_strz(c->arena, str_skip(exchange_path(x), strlen(PREFIX SNAPSHOTS)));
}

/* The document of that name; absent when there is none, and that was answered. */
static struct str find_snapshot(struct control *c, struct exchange *x, const char *name)
{
    struct str document = snapshots_get(c->snapshots, name);

    if (!document.at)
        control_refuse(x, 404,
                       arena_printf(c->arena,
                                    "there is no snapshot '%s'; GET " PREFIX
                                    "snapshots names those that there are",
                                    utf8_show(c->arena, str_of(name))));
    return document;
}

void put_snapshot(struct control *c, struct exchange *x)
{
    struct buf document;
    struct err err;

    if (!print_state(c, x, &document))
        return;
    if (snapshots_put(c->snapshots, snapshot_name(c, x), buf_str(&document), &err))
        control_reply_done(x);
    else
        control_refuse(x, 400, err.text);
    buf_done(&document);
}

void get_snapshot(struct control *c, struct exchange *x)
{
    struct str document = find_snapshot(c, x, snapshot_name(c, x));

    if (document.at)
        exchange_reply_text(x, 200, "application/json", document);
}

void post_snapshot(struct control *c, struct exchange *x)
{
    struct str document = find_snapshot(c, x, snapshot_name(c, x));

    if (document.at)
        restore(c, x, arena_json(c->arena, json_parse(document, NULL)));
}

void delete_snapshot(struct control *c, struct exchange *x)
{
    const char *name = snapshot_name(c, x);

    if (find_snapshot(c, x, name).at && snapshots_drop(c->snapshots, name))
        control_reply_done(x);
}

/* ?from=NAME&to=NAME; without to: what there is now. */
void get_diff(struct control *c, struct exchange *x)
{
    const char *from = control_query(c, x, "from"), *to = control_query(c, x, "to");
    struct str before, after;
    cJSON *now;

    if (!from) {
        control_refuse(x, 400, "from must name a snapshot, as in ?from=before&to=after");
        return;
    }
    before = find_snapshot(c, x, from);
    if (!before.at)
        return;
    if (to) {
        after = find_snapshot(c, x, to);
        if (!after.at)
            return;
        now = json_parse(after, NULL);
    } else {
        now = state_document(&c->world.state);
    }
    control_reply(x, 200,
                  snapshots_diff(c->arena, arena_json(c->arena, json_parse(before, NULL)),
                                 arena_json(c->arena, now)));
}
