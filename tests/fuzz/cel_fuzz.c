#include <stddef.h>
#include <stdint.h>

#include "base/json.h"
#include "base/must.h"
#include "runner/cel/program.h"
#include "tests/fuzz/fuzz.h"

#include "base/banned.h"

/*
 * The bytes are an expression and, after a line "--", the JSON of its variable x. Whatever they are: there
 * is a value or an error, the same one each time, and the value is of the type that was told beforehand.
 */
static bool is_of(const struct cel_value *v, const struct cel_type *type)
{
    return type->kind <= CEL_dyn || v->kind <= CEL_dyn || v->kind == CEL_null ||
           v->kind == type->kind;
}

static struct str show(struct arena *a, const struct cel_program *p, const cJSON *x)
{
    struct buf b = BUF_LIMIT(1u << 20);
    struct cel_value v;
    struct str shown;
    struct run run;

    run_init(&run, a, 20000);
    v = value_of_json(&run, x, cel_type_plain(CEL_dyn));
    v = cel_run(p, &run, &v);
    must(is_of(&v, cel_program_type(p)));
    must(v.kind != CEL_error || v.text.len);
    if (v.kind == CEL_error)
        buf_add(&b, v.text);
    else
        value_print(&b, &v);
    shown = arena_str(a, buf_str(&b));
    buf_done(&b);
    return shown;
}

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size)
{
    const struct cel_variable x = { "x", cel_type_plain(CEL_dyn) };
    struct str text = { (const char *)bytes, size }, json = STR("null");
    struct arena *a = arena_new();
    const struct cel_program *p;
    const char *why;
    cJSON *tree;

    for (size_t i = 0; i + 4 <= text.len; i++) {
        if (!memcmp(text.at + i, "\n--\n", 4)) {
            json = str_skip(text, i + 4);
            text.len = i;
            break;
        }
    }
    tree = json_parse(json, NULL);
    p = cel_compile(a, text, &x, 1, &why);
    must(p ? !why : why && *why);
    if (p && tree)
        must(str_eq(show(a, p, tree), show(a, p, tree)));
    cJSON_Delete(tree);
    arena_free(a);
    return 0;
}
