/*
 * The files of replay/ are what real controllers were seen to do, told in the
 * names of cloud.yaml: a list of calls, each with what must be in the answer.
 * ${name} is what an earlier call kept; what no call kept stays as it is.
 */
#include "tests/test.h"

#include <stdio.h>
#include <string.h>

#include "base/json.h"
#include "base/yaml.h"
#include "harness.h"

#include "base/banned.h"

static const char *const files[] = { "actions-controller", "canary-controller" };

/* The texts that calls kept are put in their places, all over a tree. */
static void fill_in(struct world *w, cJSON *item, const cJSON *kept)
{
    cJSON *child;

    cJSON_ArrayForEach(child, item)
    {
        const char *text = cJSON_IsString(child) ? child->valuestring : "";
        size_t length = strlen(text);
        if (length > 3 && strncmp(text, "${", 2) == 0 && text[length - 1] == '}') {
            struct str name = { text + 2, length - 3 };
            const char *value = json_text(kept, arena_strz(w->arena, name));
            if (value)
                cJSON_SetValuestring(child, value);
        }
        fill_in(w, child, kept);
    }
}

static void check_answer(const struct world *w, const cJSON *step, const char *what)
{
    const cJSON *item;

    ck_assert_msg(strcmp(w->code, json_text_or(step, "code", "")) == 0, "%s: %s (%s)", what,
                  w->code, w->message);
    cJSON_ArrayForEach(item, json_get(step, "counts"))
    {
        ck_assert_msg(reply_count(w, item->string) == item->valueint, "%s: %d of %s", what,
                      reply_count(w, item->string), item->string);
    }
    cJSON_ArrayForEach(item, json_get(step, "texts"))
    {
        ck_assert_msg(strcmp(reply_text(w, item->string), item->valuestring) == 0,
                      "%s: %s is '%s', not '%s'", what, item->string, reply_text(w, item->string),
                      item->valuestring);
    }
}

static void keep(const struct world *w, cJSON *kept, const cJSON *step)
{
    const cJSON *item;

    cJSON_ArrayForEach(item, json_get(step, "keep"))
    {
        const char *text =
            strcmp(item->valuestring, "JobId") == 0 ? w->job : reply_text(w, item->valuestring);
        json_set(kept, item->string, cJSON_CreateString(text));
    }
}

START_TEST(is_served_to_its_end)
{
    struct world *w = world_new();
    struct err err = { "" };
    const char *path = arena_printf(w->arena, "%s/%s.yaml", REPLAYS, files[_i]);
    const struct node *document = yaml_load(w->arena, path, &err);
    ck_assert_msg(document, "%s", err.text);
    cJSON *steps = arena_json(w->arena, node_json(document)), *step;
    cJSON *kept = arena_json(w->arena, cJSON_CreateObject());
    const struct node *node = document->head;

    cJSON_ArrayForEach(step, steps)
    {
        const char *what =
            arena_printf(w->arena, "%s:%d: %s", path, node->line, json_text(step, "call"));
        fill_in(w, step, kept);
        answer_tree(w, json_text(step, "call"), json_copy(json_get(step, "with")));
        check_answer(w, step, what);
        keep(w, kept, step);
        node = node->next;
    }
    world_free(w);
}
END_TEST

static Suite *suite(void)
{
    Suite *s = suite_create("replay");
    TCase *controller = tcase_create("what a controller does");

    tcase_add_loop_test(controller, is_served_to_its_end, 0,
                        (int)(sizeof(files) / sizeof(files[0])));
    suite_add_tcase(s, controller);
    return s;
}

TEST_MAIN(suite)
