#include "tests/runner/steps/stage.h"

#include <unistd.h>

#include <check.h>

#include "base/file.h"
#include "base/json.h"
#include "runner/kube/api.h"
#include "runner/suite/fixture.h"
#include "runner/suite/vars.h"
#include "runner/world/acts.h"
#include "runner/world/controller.h"
#include "runner/world/mirror.h"
#include "runner/world/objects.h"
#include "runner/world/silence.h"

#include "base/banned.h"

#define PLACE SOURCE_DIR "/tests/runner/steps/"

struct mirror {
    struct arena *arena;
    cJSON *state; /* its "journal" holds the entries */
    bool settled;
    struct buf done; /* what steps did */
};

/* The same, as steps know them: one object stands for all. */
struct kube {
    struct mirror *stage;
    cJSON *objects;
};

static cJSON *tree_of(struct arena *a, const char *text)
{
    char *json = arena_strz(a, str_of(text));

    for (char *at = json; *at; at++)
        if (*at == '\'')
            *at = '"';
    cJSON *tree = json_parse(str_of(json), NULL);
    ck_assert_msg(tree, "not JSON: %s", json);
    return tree;
}

/* Everything but what the controller made. */
static const cJSON *state_before(struct arena *a, const cJSON *state)
{
    static const char *const own[] = { "sgp-fallback", "sgp-tea", "sgp-coffee", NULL };
    cJSON *before = arena_json(a, json_copy(state)), *objects = json_mutable(before, "objects");

    for (int i = cJSON_GetArraySize(objects) - 1; i >= 0; i--) {
        const char *id = json_text_or(cJSON_GetArrayItem(objects, i), "id", "");
        for (const char *const *o = own; *o; o++)
            if (str_is(str_of(id), *o)) {
                cJSON_DeleteItemFromArray(objects, i);
                break;
            }
    }
    return before;
}

void stage_init(struct stage *st)
{
    struct err err = { "" };
    struct str text = STR_NONE;

    st->arena = arena_new();
    ck_assert(file_read(st->arena, PLACE "scenario-2.json", 1 << 20, &text, &err));
    struct mirror *m = arena_new_of(st->arena, struct mirror);
    *m = (struct mirror){ st->arena, arena_json(st->arena, json_parse(text, &err)), true,
                          BUF_LIMIT(10000) };
    ck_assert_msg(m->state, "%s", err.text);
    struct kube *k = arena_new_of(st->arena, struct kube);
    *k = (struct kube){ m, arena_json(st->arena, cJSON_CreateArray()) };
    struct world_options *o = arena_new_of(st->arena, struct world_options);
    *o = (struct world_options){ .fixtures = SOURCE_DIR "/fixtures" };
    st->world = (struct world){
        .arena = st->arena,
        .kube = k,
        .mock = m,
        .vars = vars_new(st->arena),
        .options = o,
        .settled = true,
        .fixture = fixture_load(st->arena, o->fixtures, "scenario-2", &err),
        .before = state_before(st->arena, m->state),
    };
    ck_assert_msg(st->world.fixture, "%s", err.text);
    fixture_names(st->world.fixture, st->world.vars);
    for (const cJSON *const *object = st->world.fixture->kube; *object; object++)
        json_push(k->objects, json_copy(*object));
    st->seen = (struct finding){ .arena = NULL };
}

static void forget_look(struct stage *st)
{
    buf_done(&st->seen.expected);
    buf_done(&st->seen.found);
    arena_free(st->seen.arena);
    st->seen = (struct finding){ .arena = NULL };
}

void stage_done(struct stage *st)
{
    forget_look(st);
    buf_done(&st->world.mock->done);
    arena_free(st->arena);
}

static cJSON *object_of(struct stage *st, const char *kind, const char *id)
{
    cJSON *object = NULL;

    cJSON_ArrayForEach(object, json_mutable(st->world.mock->state, "objects"))
    {
        if (json_is_text(json_get(object, "kind"), kind) &&
            json_is_text(json_get(object, "id"), id))
            return object;
    }
    ck_abort_msg("there is no %s %s", kind, id);
    return NULL;
}

void stage_set(struct stage *st, const char *kind, const char *id, const char *path,
               const char *json)
{
    cJSON *object = object_of(st, kind, id);

    if (!*path) {
        cJSON_Delete(
            cJSON_DetachItemViaPointer(json_mutable(st->world.mock->state, "objects"), object));
        return;
    }
    const char *dot = strrchr(path, '.'), *last = dot ? dot + 1 : path;
    cJSON *parent = json_mutable(
        object, dot ? arena_printf(st->arena, "body.%.*s", (int)(dot - path), path) : "body");
    int64_t index = 0;
    ck_assert_msg(parent, "%s %s has no %s", kind, id, path);
    if (cJSON_IsObject(parent))
        json_set(parent, last, tree_of(st->arena, json));
    else if (str_int(str_of(last), &index) && index < cJSON_GetArraySize(parent))
        cJSON_ReplaceItemInArray(parent, (int)index, tree_of(st->arena, json));
    else
        json_push(parent, tree_of(st->arena, json));
}

void stage_add(struct stage *st, const char *kind, const char *id, const char *json)
{
    cJSON *object = cJSON_CreateObject();

    json_add_text(object, "kind", kind);
    json_add_text(object, "id", id);
    json_add(object, "body", tree_of(st->arena, json));
    json_push(json_mutable(st->world.mock->state, "objects"), object);
}

void stage_call(struct stage *st, const char *json)
{
    cJSON *journal = json_mutable(st->world.mock->state, "journal");
    cJSON *entry = tree_of(st->arena, json);

    json_set(entry, "seq", cJSON_CreateNumber(cJSON_GetArraySize(journal) + 1));
    json_push(journal, entry);
}

void stage_apply(struct stage *st, const char *json)
{
    json_push(st->world.kube->objects, tree_of(st->arena, json));
}

void stage_settled(struct stage *st, bool settled)
{
    st->world.mock->settled = settled;
    st->world.settled = settled;
}

/* ---- steps ---- */

static const struct step *step_of(struct stage *st, const char *text, struct err *err)
{
    const char *path = arena_printf(st->arena, "/tmp/albspec-step-%d.yaml", (int)getpid());
    struct suite_language language = step_language(NULL, SOURCE_DIR "/fixtures");

    ck_assert(file_write(path,
                         str_of(arena_printf(st->arena,
                                             "case: x\ngiven:\n  - fixture: scenario-2\nthen:\n"
                                             "  - %s\n  - calls: { write: 0 }\n    proves: A-01\n",
                                             text)),
                         NULL));
    const struct spec_case *c = suite_load(st->arena, path, &language, err);
    unlink(path);
    return c ? c->steps->next : NULL;
}

enum look stage_look(struct stage *st, const char *text)
{
    struct err err = { "" };
    const struct step *s = step_of(st, text, &err);

    ck_assert_msg(s, "%s", err.text);
    forget_look(st);
    st->seen.arena = arena_new();
    st->seen.expected = BUF_LIMIT(65536);
    st->seen.found = BUF_LIMIT(65536);
    return s->type->look(&st->world, s, &st->seen);
}

const char *stage_begin(struct stage *st, const char *text)
{
    struct err err = { "" };
    const struct step *s = step_of(st, text, &err);

    ck_assert_msg(s, "%s", err.text);
    buf_reset(&st->world.mock->done);
    if (!s->type->begin(&st->world, s, &err))
        buf_printf(&st->world.mock->done, "%s\n", err.text);
    return arena_strz(st->arena, buf_str(&st->world.mock->done));
}

const char *stage_refusal(struct stage *st, const char *text)
{
    struct err err = { "" };

    if (step_of(st, text, &err))
        return NULL;
    const char *place = strstr(err.text, ".yaml:");
    return arena_strz(st->arena, str_of(place ? place + strlen(".yaml:") : err.text));
}

/* ---- what stands in for the world ---- */

const cJSON *mirror_state(const struct mirror *m)
{
    return m->state;
}

size_t mirror_entry_count(const struct mirror *m)
{
    return (size_t)cJSON_GetArraySize(json_get(m->state, "journal"));
}

const struct entry *mirror_entry(const struct mirror *m, size_t at)
{
    struct entry *e = arena_new_of(m->arena, struct entry);

    e->json = cJSON_GetArrayItem(json_get(m->state, "journal"), (int)at);
    return e;
}

bool mirror_is_idle(const struct mirror *m)
{
    return m->settled;
}

void mirror_seed(struct mirror *m, const cJSON *document)
{
    buf_printf(&m->done, "seed %s\n", json_text_or(document, "metadata.region-id", "?"));
}

void mirror_post(struct mirror *m, const char *path, const cJSON *body)
{
    buf_printf(&m->done, "POST %s ", path);
    json_print(&m->done, body);
    buf_add_char(&m->done, '\n');
}

/* In the state as "reach": {"servers":[…]}, where a row of a test puts it. */
const cJSON *mirror_reach(const struct mirror *m)
{
    const cJSON *object;

    cJSON_ArrayForEach(object, json_get(m->state, "objects"))
    {
        if (json_is_text(json_get(object, "kind"), "reach"))
            return json_get(object, "body");
    }
    return NULL;
}

bool world_end_watches(struct world *w, struct err *err)
{
    (void)err;
    buf_add(&w->mock->done, STR("end watches\n"));
    return true;
}

void kube_hold_back(struct kube *k, const char *plural)
{
    (void)k;
    (void)plural;
}

bool acts_explain(const struct world *w, uint64_t earlier, uint64_t later)
{
    (void)later;
    return w->mark && w->mark <= earlier; /* with a mark: what came after it is explained */
}

bool world_controller_crash(struct world *w, int64_t writes)
{
    (void)w;
    (void)writes;
    return false;
}

void world_stir(struct world *w)
{
    w->changed = true;
}

bool world_controller_start(struct world *w, struct err *err)
{
    (void)err;
    buf_add(&w->mock->done, STR("start\n"));
    return true;
}

void world_controller_stop(struct world *w)
{
    buf_add(&w->mock->done, STR("stop\n"));
}

bool world_controller_runs(const struct world *w)
{
    return w->controller != NULL;
}

bool world_apply(struct world *w, const cJSON *object, struct err *err)
{
    const char *name = json_text_or(object, "metadata.name", "?");

    if (str_is(str_of(name), "refused"))
        return err_set(err, "refused");
    buf_printf(&w->mock->done, "apply %s %s\n", json_text_or(object, "kind", "?"), name);
    return true;
}

void world_nudge(struct world *w)
{
    (void)w;
}

void kube_derive_from_pods(struct kube *k)
{
    buf_printf(&k->stage->done, "derive endpoints\n");
}

bool world_patch(struct world *w, const struct object_place *at, const cJSON *patch,
                 struct err *err)
{
    (void)err;
    buf_printf(&w->mock->done, "patch %s %s %s %s ", at->kind, at->ns ? at->ns : "-", at->name,
               at->subresource ? at->subresource : "-");
    json_print(&w->mock->done, patch);
    buf_add_char(&w->mock->done, '\n');
    return true;
}

bool world_delete(struct world *w, const char *kind, const char *ns, const char *name,
                  struct err *err)
{
    (void)err;
    buf_printf(&w->mock->done, "delete %s %s %s\n", kind, ns ? ns : "-", name);
    return true;
}

/* "ingresses" is the plural of "Ingress", "services" of "Service". */
static bool is_kind(const cJSON *object, const char *kind)
{
    const char *own = json_text_or(object, "kind", "");

    return str_eq_nocase(str_of(own), (struct str){ kind, strlen(own) });
}

const cJSON *world_get(const struct world *w, const char *kind, const char *ns, const char *name)
{
    const cJSON *object = NULL;

    (void)ns;
    cJSON_ArrayForEach(object, w->kube->objects)
    {
        if (is_kind(object, kind) && json_is_text(json_at(object, "metadata.name"), name))
            return object;
    }
    return NULL;
}

void world_each(const struct world *w, const char *kind, bool (*fn)(void *arg, const cJSON *object),
                void *arg)
{
    const cJSON *object = NULL;

    cJSON_ArrayForEach(object, w->kube->objects)
    {
        if (json_is_text(json_get(object, "kind"), kind) && !fn(arg, object))
            return;
    }
}
