#ifndef RUNNER_KUBE_RULE_TREE_H
#define RUNNER_KUBE_RULE_TREE_H

/*
 * The rules of a schema as a tree of the same shape, of which only the branches
 * with rules are there. Made once, walked along with each object.
 */
#include "runner/cel/program.h"
#include "runner/kube/rules.h"

struct rule {
    const cJSON *says;                   /* as it stands in the schema */
    const struct cel_program *condition; /* NULL: it did not compile */
    const struct cel_program *message;   /* messageExpression; NULL: there is none */
    const char *why, *message_why;       /* what is wrong with either; NULL: nothing */
    const char *field;                   /* fieldPath as a path has it; "" when there is none */
    bool field_is_wrong;
    bool transition; /* asks for oldSelf */
    bool optional;   /* … and runs without one too */
};

struct rules {
    const cJSON *schema;
    const struct cel_type *type; /* NULL: rules see nothing of it */
    struct rule *at;
    size_t count;
    const struct rules *items, *others;
    const struct rules **members;
    const char **names; /* of the members */
    size_t member_count;
};

enum { RULE_self, RULE_old_self, RULE_VARIABLES };

#endif
