#include "runner/steps/scene.h"

#include <inttypes.h>
#include <stdarg.h>
#include <stdio.h>
#include <strings.h>

#include "base/json.h"
#include "runner/suite/fixture.h"
#include "runner/suite/vars.h"
#include "runner/world/mirror.h"
#include "runner/world/objects.h"

#include "base/banned.h"

static bool collect(void *arg, const cJSON *object)
{
    json_push(arg, json_copy(object));
    return true;
}

const cJSON *scene_objects(const struct scene *sc, const char *kind)
{
    cJSON *list = arena_json(sc->arena, cJSON_CreateArray());

    world_each(sc->world, kind, collect, list);
    return list;
}

const struct service *scene_service(const struct scene *sc, const char *label)
{
    for (size_t i = 0; i < sc->services.count; i++)
        if (str_is(str_of(sc->services.at[i].label), label))
            return &sc->services.at[i];
    return NULL;
}

static void read_history(struct scene *sc)
{
    size_t count = mirror_entry_count(sc->world->mock);
    const cJSON **list = arena_alloc(sc->arena, (count + 1) * sizeof(const cJSON *));

    for (size_t i = 0; i < count; i++)
        list[i] = mirror_entry(sc->world->mock, i)->json;
    sc->history = (struct history){ list, count };
}

bool scene_open(struct scene *sc, struct world *w, const struct step *s, struct finding *f)
{
    *sc = (struct scene){ .world = w, .finding = f, .arena = f->arena };
    const cJSON *state = mirror_state(w->mock);
    struct err err;

    sc->args = vars_json(w->vars, sc->arena, s->args, &err);
    if (!sc->args) {
        buf_add(&f->expected, STR("every variable of the step is known\n"));
        buf_printf(&f->found, "%s\n", err.text);
        return false;
    }
    if (!state) {
        buf_add(&f->expected, STR("the cloud answers\n"));
        buf_add(&f->found, STR("nothing was heard of it yet\n"));
        return false;
    }
    sc->value = json_get(sc->args, s->verb);
    sc->settled = w->settled;
    sc->cloud = w->fixture ? w->fixture->cloud : NULL;
    sc->services =
        services_of(sc->arena, scene_objects(sc, "Service"), scene_objects(sc, "Endpoints"));
    struct view_input in = {
        .state = state, .before = w->before, .cloud = sc->cloud, .services = sc->services
    };
    sc->view = view_new(sc->arena, &in);
    read_history(sc);
    return true;
}

enum look scene_judge(const struct scene *sc, const struct comparison *c, bool quiet)
{
    comparison_print(c, &sc->finding->expected, &sc->finding->found);
    if (!comparison_is_same(c))
        return LOOK_not_yet;
    return quiet && !sc->settled ? LOOK_not_yet : LOOK_pass;
}

static const char *word_of(const struct scene *sc, const cJSON *item)
{
    struct buf text = BUF_LIMIT(256);

    if (cJSON_IsString(item))
        return item->valuestring;
    json_print(&text, item);
    const char *word = arena_strz(sc->arena, buf_str(&text));
    buf_done(&text);
    return word;
}

const char *const *scene_words(const struct scene *sc, const char *arg)
{
    const cJSON *given = json_get(sc->args, arg), *item = NULL;

    if (!given || cJSON_IsNull(given))
        return NULL;
    const char **words =
        arena_alloc(sc->arena, ((size_t)cJSON_GetArraySize(given) + 2) * sizeof(*words));
    size_t count = 0;
    if (!cJSON_IsArray(given))
        words[count++] = word_of(sc, given);
    else
        cJSON_ArrayForEach(item, given)
        {
            words[count++] = word_of(sc, item);
        }
    return words;
}

/* The first Ingress with a rule for the host, and that rule. */
static const cJSON *ingress_of(const struct scene *sc, const char *host, const cJSON **ret_rule)
{
    const cJSON *ingress = NULL, *rule = NULL;

    cJSON_ArrayForEach(ingress, scene_objects(sc, "Ingress"))
    {
        cJSON_ArrayForEach(rule, json_at(ingress, "spec.rules"))
        {
            *ret_rule = rule;
            if (str_is(str_of(host), "all") || json_is_text(json_get(rule, "host"), host))
                return ingress;
        }
    }
    return NULL;
}

static const char *name_of(const struct scene *sc, const cJSON *ingress)
{
    return arena_printf(sc->arena, "ingresses/%s/%s",
                        json_text_or(ingress, "metadata.namespace", "default"),
                        json_text_or(ingress, "metadata.name", ""));
}

const char *scene_ingress(const struct scene *sc, const char *host)
{
    const cJSON *rule, *ingress = ingress_of(sc, host, &rule);

    return ingress ? name_of(sc, ingress) : NULL;
}

static bool has_annotation(const cJSON *ingress, const char *name)
{
    return json_get(json_at(ingress, "metadata.annotations"), name) != NULL;
}

/* Of the rule's backends that of the wanted path comes first. */
static const char *annotation_of(const struct scene *sc, const cJSON *ingress, const cJSON *rule,
                                 const char *annotation)
{
    const char *own = arena_printf(sc->arena, "alb.ingress.kubernetes.io/%s", annotation);
    const char *path = json_text(sc->args, "path"), *found = NULL;
    const cJSON *each;

    if (has_annotation(ingress, own))
        return own;
    cJSON_ArrayForEach(each, json_at(rule, "http.paths"))
    {
        const char *name =
            arena_printf(sc->arena, "%s.%s", own, json_text_or(each, "backend.service.name", ""));
        if (has_annotation(ingress, name) &&
            (!found || (path && json_is_text(json_get(each, "path"), path))))
            found = name;
    }
    return found;
}

const char *scene_source(const struct scene *sc, const char *host, const char *annotation)
{
    const cJSON *rule, *ingress = ingress_of(sc, host, &rule);
    const char *name = ingress ? annotation_of(sc, ingress, rule, annotation) : NULL;

    if (!name)
        return ingress ? name_of(sc, ingress) : NULL;
    return arena_printf(sc->arena, "%s, annotation %s", name_of(sc, ingress), name);
}

void scene_learn(const struct scene *sc, const cJSON *from)
{
    const cJSON *learn = NULL;

    cJSON_ArrayForEach(learn, json_get(sc->args, "learn"))
    {
        const cJSON *value = json_at(from, word_of(sc, learn));
        if (value)
            vars_set(sc->world->vars, str_of(learn->string), str_of(word_of(sc, value)));
    }
}

/* ---- counts ---- */

bool count_fits(const cJSON *count, size_t number)
{
    int64_t n = (int64_t)number;

    if (!cJSON_IsObject(count))
        return n == (int64_t)(cJSON_IsNumber(count) ? count->valuedouble : 0);
    return n >= json_int_or(count, "min", 0) && n <= json_int_or(count, "max", INT64_MAX);
}

const char *count_text(struct arena *a, const cJSON *count)
{
    const cJSON *min = json_get(count, "min"), *max = json_get(count, "max");

    if (!cJSON_IsObject(count))
        return arena_printf(a, "%" PRId64,
                            (int64_t)(cJSON_IsNumber(count) ? count->valuedouble : 0));
    if (min && max)
        return arena_printf(a, "%" PRId64 " to %" PRId64, json_int(count, "min"),
                            json_int(count, "max"));
    if (min)
        return arena_printf(a, "at least %" PRId64, json_int(count, "min"));
    return arena_printf(a, "at most %" PRId64, json_int(count, "max"));
}

bool count_wants_none(const cJSON *count)
{
    return count_fits(count, 0);
}

/* ---- references ---- */

bool object_ref_of(struct arena *a, const char *text, struct object_ref *ret)
{
    struct str rest = str_of(text);
    struct str kind = str_cut(&rest, '/'), second = str_cut(&rest, '/');

    if (!kind.len || !second.len || (rest.at && (!rest.len || memchr(rest.at, '/', rest.len))))
        return false;
    ret->kind = arena_strz(a, kind);
    ret->ns = rest.at ? arena_strz(a, second) : NULL;
    ret->name = arena_strz(a, rest.at ? rest : second);
    return true;
}

bool object_ref_in(const struct world *w, struct arena *a, const char *text, struct object_ref *ret)
{
    const struct target *t = w->options->target;

    if (!object_ref_of(a, text, ret))
        return false;
    if (!ret->ns && t && strncasecmp(ret->kind, "albconfig", strlen("albconfig")) == 0) {
        ret->ns = t->albconfig_namespace;
        ret->name = target_albconfig_name(t, ret->name);
    }
    return true;
}

bool check_object_ref(const struct step *s, struct err *err)
{
    struct arena *a = arena_new();
    struct object_ref ref;
    bool ok = s->arg->type == NODE_text && object_ref_of(a, s->arg->text.at, &ref);

    arena_free(a);
    if (!ok)
        return step_refuse(s, err,
                           "'%s' wants an object as ingresses/default/tea-ingress, or "
                           "albconfigs/alb for one without a namespace",
                           s->verb);
    return true;
}

static bool is_weight(const struct node *n)
{
    int64_t weight = 0;

    return n->type == NODE_text && str_int(n->text, &weight) && weight >= 0 && weight <= 100;
}

static bool is_group(const struct node *list_or_map, const struct node *child)
{
    return list_or_map->type == NODE_list ? child->type == NODE_text : is_weight(child);
}

bool check_groups_of(const struct step *s, const struct node *n, struct err *err)
{
    if (!n)
        return true;
    if (n->type == NODE_text)
        return err_set(err, "%s:%d: groups are a list, or a map with their weights", s->file,
                       n->line);
    for (const struct node *child = n->head; child; child = child->next) {
        struct str name = child->key ? child->key->text : STR("a group");
        if (!is_group(n, child))
            return err_set(err, "%s:%d: the weight of '%.*s' is a number from 0 to 100", s->file,
                           child->line, STR_ARG(name));
    }
    return true;
}

bool step_refuse(const struct step *s, struct err *err, const char *fmt, ...)
{
    char text[768];
    va_list args;

    va_start(args, fmt);
    /* NOLINTNEXTLINE(clang-analyzer-valist.Uninitialized): started in the line before */
    vsnprintf(text, sizeof(text), fmt, args);
    va_end(args);
    return err_set(err, "%s:%d: %s", s->file, s->line, text);
}
