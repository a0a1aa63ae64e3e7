#include "mockalb/catalog/sources.h"

#include "tests/test.h"

#include "base/banned.h"

#define HEAD "ACTION(alb, Do)\n{\n"

static const struct {
    const char *source, *names, *why;
} found[] = {
    { HEAD "json_text(call->params, \"Name\"); }", "Name", "a parameter that is read" },
    { HEAD "}", "", "nothing is read" },
    { HEAD "json_text_or(call->params, \"Scope\", \"Vpc\"); }", "Scope",
      "what stands for an absent one is no name" },
    { HEAD "param_object(call, \"VpcId\", &kind_vpc); }", "VpcId",
      "a function of ours that is given a name" },
    { HEAD "json_text(o->body, \"Name\"); json_get(call->reply, \"Id\"); }", "",
      "what is stored and what is answered are no parameters" },
    { HEAD "json_set(x, \"Name\", json_get(call->params, \"Given\")); }", "Given",
      "what is written is not read" },
    { HEAD "return refuse(call, ERR_x, \"Name\"); }", "", "what is said is not read" },
    { HEAD "json_text(call->params, \"A.B\"); }", "A B", "each part of a path" },
    { HEAD "/* json_text(call->params, \"Name\"); */ }", "", "a comment" },
    { "#define NAMED(x) json_text(x, \\\n\"Name\")\n" HEAD "}", "", "the preprocessor's lines" },
    { HEAD "json_text(call->params, \"Na\" \"me\"); }", "Name", "a text of two pieces" },
    { HEAD "json_copy(json_get(call->params, \"Config\")); }", "=Config", "what is copied whole" },
    { HEAD "json_add(b, \"X\", json_copy(json_get(call->params, \"Config\"))); }", "=Config",
      "… into another tree" },
    { HEAD "json_copy(body); json_text(call->params, \"Name\"); }", "Name",
      "a copy of what is stored copies no parameter" },
    { "static const char *const names[] = { \"A\", \"B\", NULL };\n" HEAD
      "json_text(call->params, names[i]); }",
      "A B", "the names of a table" },
    { "static const struct { const char *name; int x; } rows[] = { { \"A\", 1 }, { \"B\", 2 } "
      "};\n" HEAD "use(rows); }",
      "A B", "… whose rows are structs" },
    { "static const char *const names[] = { \"A\", NULL };\n" HEAD
      "json_set(to, names[i], json_copy(given)); }",
      "=A", "the names of a table, each copied whole" },
    { "static const char *const names[] = { \"A\", NULL };\n" HEAD
      "json_set(to, names[i], json_copy(json_get(from, names[i]))); }",
      "=A", "… and looked up in one go" },
    { "static void check(void)\n{ json_text(call->params, \"Deep\"); }\n" HEAD "check(); }", "Deep",
      "a function that the handler uses" },
    { "static void put(x, const char *name)\n{ json_copy(given); }\n" HEAD
      "put(json_get(call->params, \"A\")); put(x, \"B\"); }",
      "=B A", "a function that copies what it is given the name of" },
    { "static void change(x)\n{ json_set(to, member->string, json_copy(member)); }\n" HEAD
      "cJSON_ArrayForEach(item, json_get(call->params, \"List\")) change(item); }",
      "=List", "a function that copies each member of what it is given" },
    { "static void idle(void)\n{ json_text(call->params, \"Name\"); }\n" HEAD "}", "",
      "a function that nobody uses" },
};

START_TEST(finds_what_a_handler_reads)
{
    struct arena *a = arena_new();
    struct sources *s = sources_new(a);
    struct buf code = BUF_LIMIT(1u << 20), names = BUF_LIMIT(1u << 16);

    sources_add(s, "one.c", str_of(found[_i].source));
    sources_write(s, &code);

    struct str rest = buf_str(&code), line;
    while (rest.at) {
        line = str_cut(&rest, '\n');
        if (str_starts(line, STR("    \"")))
            buf_printf(&names, "%s%.*s", names.len ? " " : "", (int)line.len - 7, line.at + 5);
    }
    ck_assert_msg(str_is(buf_str(&names), found[_i].names), "%s: %s, not %s", found[_i].why,
                  buf_str(&names).at ? buf_str(&names).at : "nothing", found[_i].names);
    buf_done(&names);
    buf_done(&code);
    arena_free(a);
}
END_TEST

START_TEST(looks_for_a_static_function_in_its_own_file)
{
    struct arena *a = arena_new();
    struct sources *s = sources_new(a);
    struct buf code = BUF_LIMIT(1u << 20);

    sources_add(s, "other.c",
                STR("static void check(void) { json_text(p, \"Wrong\"); }\n"
                    "void shared(void) { json_text(p, \"Shared\"); }\n"));
    sources_add(s, "one.c",
                STR("static void check(void) { json_text(p, \"Right\"); }\n"
                    "ACTION(vpc, Do) { check(); shared(); }\n"));
    sources_write(s, &code);

    ck_assert_ptr_nonnull(strstr(code.at, "{ \"vpc\", \"Do\", names_1 }"));
    ck_assert_ptr_nonnull(strstr(code.at, "\"Right\""));
    ck_assert_ptr_nonnull(strstr(code.at, "\"Shared\""));
    ck_assert_ptr_null(strstr(code.at, "\"Wrong\""));
    buf_done(&code);
    arena_free(a);
}
END_TEST

static Suite *suite(void)
{
    Suite *s = suite_create("sources");
    TCase *t = tcase_create("sources");

    tcase_add_loop_test(t, finds_what_a_handler_reads, 0, sizeof(found) / sizeof(found[0]));
    tcase_add_test(t, looks_for_a_static_function_in_its_own_file);
    suite_add_tcase(s, t);
    return s;
}

TEST_MAIN(suite)
