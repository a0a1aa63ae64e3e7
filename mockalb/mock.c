#include "mockalb/mock.h"

#include <stdlib.h>

#include "base/arena.h"
#include "base/file.h"
#include "base/json.h"
#include "base/limits.h"
#include "base/must.h"
#include "base/net/httpd.h"
#include "base/random.h"
#include "base/state/store.h"
#include "base/yaml.h"
#include "mockalb/control/control.h"
#include "mockalb/gateway/gateway.h"
#include "mockalb/gateway/http.h"
#include "mockalb/gateway/journal.h"
#include "mockalb/resources/cloud.h"
#include "mockalb/resources/sts/role.h"

#include "base/banned.h"

#define METADATA "/latest/meta-data/"

#ifdef ALBKIT_DEBUG
#define CHECK_REPLIES true
#else
#define CHECK_REPLIES false
#endif

struct mock {
    uint64_t seed;
    struct store *store;
    struct random random;
    struct cloud *cloud;
    struct journal *journal;
    struct gateway *gateway;
    struct control *control;
    struct httpd *httpd;
    struct state state;
};

static void answer_metadata(struct exchange *x, struct mock *m)
{
    struct arena *a = arena_new();
    struct str path = str_skip(exchange_path(x), strlen(METADATA));
    const char *text = NULL;

    if (str_is(exchange_method(x), "GET"))
        text = cloud_metadata(m->cloud, a, arena_strz(a, path));
    if (text)
        exchange_reply_text(x, 200, "text/plain", str_of(text));
    else
        exchange_reply_text(x, 404, "text/plain", STR("404 - Not Found\n"));
    arena_free(a);
}

static void answer(struct exchange *x, void *self)
{
    struct mock *m = self;
    struct str path = exchange_path(x);

    if (str_is(path, "/"))
        http_answer_call(x, m->gateway);
    else if (str_starts(path, STR("/_mock/")))
        control_answer(x, m->control);
    else if (str_starts(path, STR(METADATA)))
        answer_metadata(x, m);
    else
        http_refuse_path(x);
}

static void make_rooms(struct mock *m, struct clock *clock, const struct mock_options *o)
{
    struct cloud_options cloud = { o->region, o->edition, o->account, o->lifecycle };
    struct gateway_options gateway = {
        .key = { o->key_id, o->key_secret },
        .region = o->region,
        .account = o->account,
        .signature = o->signature,
        .anonymous = o->anonymous,
        .log = o->log,
        .strict = o->strict,
        .check_replies = CHECK_REPLIES,
    };
    struct gateway_world world = { .find_key = sts_find_key, .clock = clock, .random = &m->random };

    random_init(&m->random, o->seed);
    world.store = m->store = store_new(clock);
    world.cloud = m->cloud = cloud_new(m->store, clock, &m->random, &cloud);
    /* What the cloud began with is no entry: the first is a client's. */
    world.journal = m->journal = journal_new(m->store, clock);
    m->gateway = gateway_new(&gateway, &world);
    gateway_seed(m->gateway, o->seed);
    m->state = (struct state){ .store = m->store,
                               .clock = clock,
                               .random = &m->random,
                               .request_ids = gateway_request_ids(m->gateway),
                               .cloud = m->cloud,
                               .seed = &m->seed };
    m->control =
        control_new(&(struct control_world){ m->state, m->gateway, m->journal, o->region });
}

struct mock *mock_new(struct loop *l, const struct mock_options *o, struct err *err)
{
    struct httpd_options http = { .address = o->address, .port = o->port };
    struct mock *m = must_alloc(sizeof(*m));

    m->seed = o->seed;
    make_rooms(m, loop_clock(l), o);
    m->httpd = httpd_new(l, &http, answer, m, err);
    if (!m->httpd) {
        mock_free(m);
        return NULL;
    }
    return m;
}

void mock_free(struct mock *m)
{
    if (!m)
        return;
    httpd_free(m->httpd);
    control_free(m->control);
    gateway_free(m->gateway);
    journal_free(m->journal);
    cloud_free(m->cloud);
    store_free(m->store);
    free(m);
}

int mock_port(const struct mock *m)
{
    return httpd_port(m->httpd);
}

bool mock_seed(struct mock *m, const char *file, struct err *err)
{
    struct arena *a = arena_new();
    const struct node *document = yaml_load(a, file, err);
    struct err why;
    bool fine = document && cloud_seed(m->cloud, arena_json(a, node_json(document)), &why);

    if (document && !fine)
        err_set(err, "%s: %s", file, why.text);
    arena_free(a);
    return fine;
}

bool mock_load(struct mock *m, const char *file, struct err *err)
{
    struct arena *a = arena_new();
    struct str text;
    struct err why;
    bool fine = false;
    cJSON *document;

    if (!file_read(a, file, LIMIT_STATE_BYTES, &text, err))
        goto out;
    document = json_parse(text, &why);
    fine = document && state_restore(&m->state, a, arena_json(a, document), &why);
    if (!fine)
        err_set(err, "%s: %s", file, why.text);
out:
    arena_free(a);
    return fine;
}

bool mock_save(const struct mock *m, const char *file, struct err *err)
{
    struct buf text = BUF_LIMIT(LIMIT_STATE_BYTES);
    cJSON *document = state_document(&m->state);
    bool fine;

    json_print_canonical(&text, document);
    buf_add_char(&text, '\n');
    fine = buf_ok(&text)
               ? file_write(file, buf_str(&text), err)
               : err_set(err, "%s: the state has more than %u bytes", file, LIMIT_STATE_BYTES);
    cJSON_Delete(document);
    buf_done(&text);
    return fine;
}
