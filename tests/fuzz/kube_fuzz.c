#include <stddef.h>
#include <stdint.h>

#include "base/json.h"
#include "base/must.h"
#include "base/utf8.h"
#include "runner/kube/cluster.h"
#include "runner/kube/route.h"
#include "runner/kube/watching.h"
#include "tests/fuzz/fuzz.h"

#include "base/banned.h"

/*
 * The bytes are requests to one cluster, each a line "METHOD TARGET TYPE" and a body, divided by
 * lines "--". Whatever they are: each is answered, by JSON where there is a body; what they leave
 * behind is consistent, and the cluster's own work comes to an end.
 */
static void check_frame(void *arg, struct blob *frame)
{
    cJSON *tree = json_parse(str_trim(blob_str(frame)), NULL);

    (void)arg;
    must(json_text(tree, "type") && json_get(tree, "object"));
    cJSON_Delete(tree);
}

static void ignore_end(void *arg)
{
    (void)arg;
}

static bool is_text(struct str path)
{
    return str_ends(path, STR("z")) || str_starts(path, STR("/openapi"));
}

/* A 500 is for an apply with members that the kind has not, or was asked for. */
static bool is_meant(const struct reply *reply)
{
    cJSON *tree = reply->status == 500 ? json_parse(blob_str(reply->body), NULL) : NULL;
    struct str message = str_of(json_text_or(tree, "message", ""));
    bool known = str_starts(message, STR("failed to create typed patch object")) ||
                 str_starts(message, STR("trouble on request"));

    cJSON_Delete(tree);
    return known || (reply->status >= 200 && reply->status < 600 && reply->status != 500);
}

static void check_reply(struct cluster *c, const struct request *q, struct reply *reply)
{
    const struct sink sink = { check_frame, ignore_end, NULL };
    cJSON *tree;

    must(!store_in_transaction(c->store));
    if (reply->watch) {
        watching_start(reply->watch, &sink);
        return;
    }
    must(is_meant(reply));
    tree = json_parse(blob_str(reply->body), NULL);
    must(tree || is_text(q->path));
    must(utf8_is_valid(blob_str(reply->body)) || is_text(q->path));
    cJSON_Delete(tree);
    blob_unref(reply->body);
}

static void read_params(struct request *q, struct str query)
{
    while (query.len) {
        struct str value = str_cut(&query, '&'), name = str_cut(&value, '=');
        request_add_param(q, name, value.at ? value : STR(""));
    }
}

static void send_one(struct cluster *c, struct str text)
{
    struct str line = str_cut(&text, '\n');
    struct request q = { .arena = arena_new(), .authority = STR("h"), .accept = STR("*/*") };
    struct reply reply;

    q.method = arena_str(q.arena, str_cut(&line, ' '));
    struct str target = arena_str(q.arena, str_cut(&line, ' '));
    q.content_type = line;
    if (str_starts(line, STR("table")))
        q.accept = STR("application/json;as=Table;v=v1;g=meta.k8s.io");
    if (str_starts(line, STR("table")))
        q.content_type = STR("");
    q.path = str_cut(&target, '?');
    read_params(&q, target);
    q.body = text.at ? arena_str(q.arena, text) : STR("");
    route_answer(c, &q, &reply);
    check_reply(c, &q, &reply);
    arena_free(q.arena);
    for (int i = 0; i < 20 && cluster_has_work(c); i++)
        cluster_work(c);
    must(!cluster_has_work(c));
}

/* Up to the next line "--". */
static struct str cut_request(struct str *rest)
{
    struct str all = *rest;

    for (size_t i = 0; i + 4 <= all.len; i++) {
        if (!memcmp(all.at + i, "\n--\n", 4)) {
            *rest = str_skip(all, i + 4);
            return (struct str){ all.at, i };
        }
    }
    *rest = STR_NONE;
    return all;
}

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size)
{
    struct clock *clock = clock_new(true);
    const struct cluster_options options = { .seed = 1, .derive_endpoints = true };
    struct cluster *c = cluster_new(clock, &options);
    struct str rest = { (const char *)bytes, size };

    for (int i = 0; i < 16 && rest.len; i++)
        send_one(c, cut_request(&rest));
    clock_advance(clock, 100000);
    cluster_free(c);
    clock_free(clock);
    return 0;
}
