#include "mockalb/gateway/gateway.h"

#include <ctype.h>
#include <stdlib.h>

#include "base/json.h"
#include "base/limits.h"
#include "base/must.h"
#include "base/utf8.h"
#include "mockalb/gateway/faults.h"
#include "mockalb/gateway/hosts.h"
#include "mockalb/gateway/repeat.h"
#include "mockalb/gateway/rpc.h"
#include "mockalb/gateway/shape.h"
#include "mockalb/gateway/validate.h"

#include "base/banned.h"

#define REQUEST_ID_KEY UINT64_C(0x5deece66d) /* tells their numbers from those of other ids */

struct gateway {
    struct gateway_options options;
    struct gateway_world world;
    struct arena *arena;
    struct random request_ids;
    struct repeat *repeat;
    struct patterns *patterns;
    struct nonces *nonces;
    struct faults *faults;
};

/* One call on its way. */
struct passage {
    struct gateway *gateway;
    struct request *request;
    struct call call;
    const struct product *product;
    const char *version, *action; /* as the request names them */
    const char *stage;            /* that refused */
    const struct api_error *error;
    cJSON *params, *unknown;
    bool is_lost;  /* the answer: a fault wants it so */
    bool is_known; /* the ClientToken was answered before */
    char request_id[37];
    struct buf reply; /* as JSON; empty when refused */
};

/* NULL: on to the next stage. */
typedef const struct api_error *stage_fn(struct passage *p);

static const struct api_error *decode(struct passage *p)
{
    return request_check(p->request, &p->call);
}

static const char *param_or_header(struct passage *p, const char *name, struct str header)
{
    const char *text = request_text(p->request, name);

    return text || !header.len ? text : utf8_show(p->call.arena, header);
}

/* Where one version belongs to several products, the one that has the action is meant. */
static const struct product *product_of(const char *version, const char *action)
{
    const struct product *found = NULL;

    for (const struct product *const *each = catalog_products; *each; each++) {
        if (strcmp((*each)->version, version) != 0)
            continue;
        if (catalog_action(*each, action))
            return *each;
        found = *each;
    }
    return found;
}

static const struct api_error *name(struct passage *p)
{
    p->action = param_or_header(p, "Action", p->request->action);
    p->version = param_or_header(p, "Version", p->request->version);
    if (!p->action)
        return refuse(&p->call, ERR_missing_param, "Action");
    if (!p->version)
        return refuse(&p->call, ERR_missing_param, "Version");
    p->product = product_of(p->version, p->action);
    if (p->product)
        return NULL;
    if (host_is_vendors(p->request->host) && !host_has_product(p->request->host))
        return refuse(&p->call, ERR_unknown_product, p->call.host, p->version);
    return refuse(&p->call, ERR_unknown_version);
}

static bool find_key(void *arg, struct arena *a, const char *id, struct access_key *ret_key)
{
    const struct gateway *g = arg;

    if (strcmp(id, g->options.key.id) == 0) {
        *ret_key = g->options.key;
        return true;
    }
    return g->world.find_key && g->world.find_key(g->world.store, a, id, ret_key);
}

static bool is_anonymous(const struct request *r)
{
    return !r->authorization.len && !request_text(r, "AccessKeyId") &&
           !request_text(r, "Signature");
}

static const struct api_error *sign(struct passage *p)
{
    struct gateway *g = p->gateway;
    const struct gateway_options *o = &g->options;
    const struct action *action = catalog_action(p->product, p->action);
    bool may_be_nobody = o->anonymous || (action && (action->flags & ACTION_FLAG_anonymous));
    struct sign_rules rules = { find_key, g, g->nonces, clock_is_manual(g->world.clock) };
    const struct api_error *error;
    const char *hint = NULL;

    p->call.caller = p->request->somebody ? p->request->somebody : sign_caller(p->request);
    if (p->request->somebody)
        return NULL;
    if (o->signature == SIGNATURE_off || (may_be_nobody && is_anonymous(p->request)))
        return NULL;
    error = sign_check(&p->call, p->request, &rules, &hint);
    if (error && (hint || o->signature == SIGNATURE_warn))
        log_line(&o->log, LOG_LEVEL_warn, "%s of %s: %s", p->action, p->call.caller,
                 hint ? hint : error->message);
    return o->signature == SIGNATURE_warn ? NULL : error;
}

static const struct api_error *look_up(struct passage *p)
{
    const char *region = request_text(p->request, "RegionId");

    p->call.action = catalog_action(p->product, p->action);
    if (!p->call.action)
        return refuse(&p->call, ERR_unknown_action);
    if (!p->call.action->run)
        return refuse(&p->call, ERR_not_mocked, p->action, p->product->popular, p->version);
    if (!region)
        region = host_region(p->call.arena, p->product, p->request->host);
    if (region)
        p->call.region = region;
    return NULL;
}

static const struct api_error *authorize(struct passage *p)
{
    const struct gateway_world *w = &p->gateway->world;

    return w->authorize ? w->authorize(&p->call) : NULL;
}

static const struct api_error *unflatten(struct passage *p)
{
    const struct api_error *error = rpc_decode(&p->call, p->request, &p->params, &p->unknown);

    p->call.params = p->params;
    return error;
}

static const struct api_error *validate(struct passage *p)
{
    if (p->gateway->options.strict && p->unknown->child)
        return refuse(&p->call, ERR_unknown_param, p->unknown->child->valuestring, p->action);
    return validate_params(&p->call, p->gateway->patterns, p->params);
}

static const struct api_error *strike(struct passage *p)
{
    p->call.page_most = faults_page_size(p->gateway->faults);
    return faults_strike(p->gateway->faults, &p->call, p->action, &p->is_lost);
}

/* One action takes it as a text. */
static bool is_dry_run(const struct passage *p)
{
    return (p->call.action->flags & (ACTION_FLAG_dry_run | ACTION_FLAG_dry_run_plain)) &&
           (json_bool(p->params, "DryRun") || json_is_text(json_get(p->params, "DryRun"), "true"));
}

static const struct api_error *repeat_answer(struct passage *p)
{
    if (is_dry_run(p))
        return NULL;
    return repeat_find(p->gateway->repeat, &p->call, &p->is_known);
}

static const struct api_error *check_reply(struct passage *p)
{
    const char *defect = NULL;

    if (p->gateway->options.check_replies)
        defect = shape_defect(p->call.arena, p->call.action->reply, p->call.reply);
    return defect ? refuse(&p->call, ERR_reply_shape, p->action, defect) : NULL;
}

/* A dry run does everything that the call would do, so that it finds every fault; and undoes it. */
static const struct api_error *end_dry_run(struct passage *p)
{
    if (p->call.action->flags & ACTION_FLAG_dry_run)
        return refuse(&p->call, ERR_dry_run_passed);
    p->call.reply = arena_json(p->call.arena, cJSON_CreateObject());
    p->call.job_id = NULL;
    return NULL;
}

static const struct api_error *execute(struct passage *p)
{
    struct store *store = p->gateway->world.store;
    bool dry_run = is_dry_run(p);
    const struct api_error *error;

    if (p->is_known)
        return NULL;
    store_begin(store);
    error = p->call.action->run(&p->call);
    if (!error && p->call.job_id)
        json_add_text(p->call.reply, "JobId", p->call.job_id);
    if (!error)
        error = check_reply(p);
    if (!error && dry_run)
        error = end_dry_run(p);
    if (error || dry_run) {
        store_rollback(store);
        return error;
    }
    store_commit(store);
    repeat_keep(p->gateway->repeat, &p->call);
    return NULL;
}

static const struct api_error *finish_reply(struct passage *p)
{
    p->reply.limit = LIMIT_STATE_BYTES;
    if (p->error)
        return NULL;
    json_add_text(p->call.reply, "RequestId", p->call.request_id);
    buf_room(&p->reply, 4000);
    json_print(&p->reply, p->call.reply);
    if (buf_ok(&p->reply))
        return NULL;
    buf_reset(&p->reply);
    return refuse(&p->call, ERR_internal_error);
}

static const struct api_error *journal_passage(struct passage *p)
{
    const struct action *action = p->call.action;
    struct journal_call entry = {
        .caller = p->call.caller,
        .product = p->product ? p->product->name : NULL,
        .version = p->version,
        .action = p->action,
        .region = p->call.region,
        .request_id = p->call.request_id,
        .params = p->params ? p->params : rpc_flat(&p->call, p->request),
        .unknown = p->unknown,
        .status = p->error ? p->error->status : 200,
        .write = action && action_is_write(action),
    };

    if (p->error) {
        entry.stage = p->stage;
        entry.code = p->error->code;
        entry.message = p->error->message;
    } else {
        entry.reply = buf_str(&p->reply);
    }
    journal_end_call(p->gateway->world.journal, &entry);
    return NULL;
}

/* The way of a call. Behind the first refusal only what is always done is still done. */
static const struct {
    const char *name;
    stage_fn *run;
    bool always;
} stages[] = {
    /* clang-format off */
    { "decode",    decode,          false }, /* query and form, merged: unique names, UTF-8, limits */
    { "name",      name,            false }, /* which product, by Version; which Action */
    { "sign",      sign,            false }, /* who calls, and whether it is them */
    { "look up",   look_up,         false }, /* the catalog's entry; the region */
    { "authorize", authorize,       false }, /* what the caller has rights to */
    { "unflatten", unflatten,       false }, /* Rules.1.Priority=… becomes a tree */
    { "validate",  validate,        false }, /* all that the catalog says of parameters */
    { "fault",     strike,          false }, /* an error now, or an answer that gets lost */
    { "repeat",    repeat_answer,   false }, /* the same ClientToken: the same answer */
    { "execute",   execute,         false }, /* begin, handler, commit or roll back */
    { "finish",    finish_reply,    true },  /* the reply whole, and as text */
    { "journal",   journal_passage, true },
    /* clang-format on */
};

/* The error as it goes out, or the reply. The reply of a JSON call is its text already. */
static void render(struct passage *p, struct answer *answer)
{
    struct str format = request_param(p->request, "Format");
    const char *host = utf8_show(p->call.arena, p->request->host);
    cJSON *tree = p->call.reply;
    const char *root = arena_printf(p->call.arena, "%sResponse", p->action ? p->action : "");

    answer->status = p->error ? p->error->status : 200;
    answer->format = str_eq_nocase(format, STR("XML")) ? RENDER_xml : RENDER_json;
    memcpy(answer->request_id, p->request_id, sizeof(answer->request_id));
    if (!p->error && answer->format == RENDER_json) {
        answer->body = p->reply;
        return;
    }
    buf_done(&p->reply);
    if (p->error) {
        root = "Error";
        tree = arena_json(p->call.arena, render_error(p->error, p->request_id, host,
                                                      p->product ? p->product->popular : NULL));
    }
    answer->body = BUF_LIMIT((size_t)2 * LIMIT_STATE_BYTES);
    render_tree(&answer->body, answer->format, root, tree);
}

struct gateway *gateway_new(const struct gateway_options *o, const struct gateway_world *w)
{
    struct gateway *g = must_alloc(sizeof(*g));

    g->options = *o;
    g->world = *w;
    g->arena = arena_new();
    g->repeat = repeat_new();
    g->patterns = patterns_new(o->maxima);
    g->nonces = nonces_new();
    g->faults = faults_new();
    return g;
}

void gateway_free(struct gateway *g)
{
    if (!g)
        return;
    repeat_free(g->repeat);
    patterns_free(g->patterns);
    nonces_free(g->nonces);
    faults_free(g->faults);
    arena_free(g->arena);
    free(g);
}

void gateway_reset(struct gateway *g)
{
    repeat_reset(g->repeat);
    nonces_reset(g->nonces);
    faults_clear(g->faults);
}

struct faults *gateway_faults(struct gateway *g)
{
    return g->faults;
}

struct random *gateway_request_ids(struct gateway *g)
{
    return &g->request_ids;
}

void gateway_seed(struct gateway *g, uint64_t seed)
{
    random_init(&g->request_ids, seed ^ REQUEST_ID_KEY);
}

struct request *gateway_request(struct gateway *g)
{
    struct request *r = arena_new_of(g->arena, struct request);

    r->arena = g->arena;
    return r;
}

static void make_request_id(struct gateway *g, char ret[37])
{
    random_uuid(&g->request_ids, ret);
    for (char *c = ret; *c; c++)
        *c = (char)toupper((unsigned char)*c);
}

void gateway_answer(struct gateway *g, struct request *r, struct answer *ret_answer)
{
    struct passage p = { .gateway = g, .request = r };

    clock_fire(g->world.clock); /* what came due before the call has happened before it */
    make_request_id(g, p.request_id);
    p.call = (struct call){
        .arena = r->arena,
        .region = g->options.region,
        .caller = "",
        .account = g->options.account,
        .request_id = p.request_id,
        .host = utf8_show(r->arena, r->host),
        .store = g->world.store,
        .clock = g->world.clock,
        .random = g->world.random,
        .cloud = g->world.cloud,
        .reply = arena_json(r->arena, cJSON_CreateObject()),
    };
    journal_begin_call(g->world.journal);
    for (size_t i = 0; i < sizeof(stages) / sizeof(stages[0]); i++) {
        const struct api_error *error;
        if (p.error && !stages[i].always)
            continue;
        error = stages[i].run(&p);
        if (error && !p.error) {
            p.error = error;
            p.stage = stages[i].name;
        }
    }
    if (p.is_lost && !p.error)
        p.error = faults_lost(&p.call);
    render(&p, ret_answer);
    arena_reset(r->arena);
}
