#ifndef TESTS_RUNNER_KUBE_DOCUMENTS_H
#define TESTS_RUNNER_KUBE_DOCUMENTS_H

/*
 * The OpenAPI documents of a scene, and a definition to see in them.
 */
#include "tests/runner/kube/scene.h"

#define META "io.k8s.apimachinery.pkg.apis.meta.v1."
#define CRDS "/apis/apiextensions.k8s.io/v1/customresourcedefinitions"

static inline const cJSON *schemas_of(struct scene *s, const char *path)
{
    const cJSON *doc = answer(s, "GET", path, NULL), *v2 = json_get(doc, "definitions");

    ck_assert_msg(s->code == 200, "%s: %d", path, s->code);
    return v2 ? v2 : json_at(doc, "components.schemas");
}

static inline void is_json(struct scene *s, const cJSON *found, const char *wanted,
                           const char *what)
{
    struct buf got = BUF_LIMIT(10000);

    if (found)
        json_print(&got, found);
    ck_assert_msg(found && json_equal(found, tree_of(s, wanted)), "%s:\n%s\n%s", what, wanted,
                  got.at ? got.at : "nothing");
    buf_done(&got);
}

/* What a definition of Pots says of its kind; more: members of its version. */
static inline void define_pots(struct scene *s, const char *schema, const char *more)
{
    made(s, CRDS,
         arena_printf(
             s->arena,
             "{'metadata':{'name':'pots.tea.example'},'spec':{'group':'tea.example','scope':"
             "'Namespaced','names':{'plural':'pots','kind':'Pot'},'versions':[{'name':'v1',"
             "'served':true,'storage':true,'schema':{'openAPIV3Schema':%s}%s}]}}",
             schema, more));
}

#endif
