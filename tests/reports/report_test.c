/*
 * Every format against a golden file. With ALBSPEC_WRITE_GOLDEN set the files are written instead: look
 * at the difference before it is committed.
 */
#include "reports/report.h"

#include <stdio.h>
#include <string.h>

#include "base/arena.h"
#include "reports/case_json.h"
#include "reports/html_style.h"
#include "reports/layout.h"
#include "reports/text.h"
#include "tests/reports/sample.h"
#include "tests/test.h"

#include "base/banned.h"

enum { LIMIT = 1 << 20 };

static const struct {
    const char *format, *file;
    const struct run_result *(*sample)(void);
} goldens[] = {
    { "text", "run.txt", sample_run },          { "json", "run.json", sample_run },
    { "junit", "run.xml", sample_run },         { "markdown", "run.md", sample_run },
    { "text", "hostile.txt", sample_hostile },  { "json", "hostile.json", sample_hostile },
    { "junit", "hostile.xml", sample_hostile }, { "markdown", "hostile.md", sample_hostile },
    { "html", "run.html", sample_run },         { "html", "hostile.html", sample_hostile },
};

static void read_file(const char *path, struct buf *to)
{
    FILE *file = fopen(path, "r");
    char bytes[4096];
    size_t n;

    ck_assert_msg(file != NULL, "%s", path);
    while ((n = fread(bytes, 1, sizeof(bytes), file)) > 0)
        buf_add(to, (struct str){ bytes, n });
    fclose(file);
}

static void write_file(const char *path, struct str text)
{
    FILE *file = fopen(path, "w");

    ck_assert_msg(file != NULL, "%s", path);
    fwrite(text.at, 1, text.len, file);
    fclose(file);
}

/* How a page looks is no part of what it says. */
static void leave_style_out(struct buf *page)
{
    char *style = strstr(page->at, html_style);

    if (!style)
        return;
    size_t len = strlen(html_style), behind = page->len - (size_t)(style - page->at) - len;
    memmove(style, style + len, behind);
    buf_cut(page, page->len - len);
}

START_TEST(writes_what_the_golden_file_says)
{
    const struct run_result *run = goldens[_i].sample();
    struct buf got = BUF_LIMIT(LIMIT), wanted = BUF_LIMIT(LIMIT);
    char path[1024];
    snprintf(path, sizeof(path), GOLDEN_DIR "/%s", goldens[_i].file);

    report_find(goldens[_i].format)->write(run, &got);
    ck_assert(!strstr(goldens[_i].file, ".html") == !strstr(got.at, html_style));
    leave_style_out(&got);

    if (getenv("ALBSPEC_WRITE_GOLDEN"))
        write_file(path, buf_str(&got));
    read_file(path, &wanted);
    ck_assert_msg(str_eq(buf_str(&got), buf_str(&wanted)), "%s:\n%s", goldens[_i].file, got.at);
    buf_done(&got);
    buf_done(&wanted);
}
END_TEST

START_TEST(keeps_to_eighty_columns_and_forty_lines_a_failure)
{
    struct buf text = BUF_LIMIT(LIMIT);
    size_t lines = 0;

    report_find("text")->write(goldens[_i].sample(), &text);

    for (struct str rest = buf_str(&text); rest.len; lines++) {
        struct str line = str_cut(&rest, '\n');
        ck_assert_msg(layout_width(line) <= LAYOUT_WIDTH, "%.*s", STR_ARG(line));
    }
    ck_assert_uint_le(lines, 60);
    buf_done(&text);
}
END_TEST

START_TEST(says_the_same_piece_by_piece)
{
    const struct run_result *run = sample_run();
    const struct text_style plain = { false };
    struct buf whole = BUF_LIMIT(LIMIT), pieces = BUF_LIMIT(LIMIT);

    report_find("text")->write(run, &whole);
    text_begin(&pieces, &plain, run);
    for (size_t i = 0; i < run->count; i++) {
        text_case_begin(&pieces, &plain, &run->cases[i]);
        for (size_t j = 0; j < run->cases[i].count; j++)
            text_check(&pieces, &plain, &run->cases[i], &run->cases[i].checks[j]);
        text_case_end(&pieces, &plain, &run->cases[i]);
    }
    text_end(&pieces, &plain, run);

    ck_assert_str_eq(pieces.at, whole.at);
    buf_done(&whole);
    buf_done(&pieces);
}
END_TEST

START_TEST(colors_only_when_asked_to)
{
    const struct run_result *run = sample_run();
    const struct text_style styles[] = { { false }, { true } };
    struct buf text[2] = { BUF_LIMIT(LIMIT), BUF_LIMIT(LIMIT) };

    for (int i = 0; i < 2; i++)
        text_check(&text[i], &styles[i], &run->cases[0], &run->cases[0].checks[1]);

    ck_assert_ptr_null(strchr(text[0].at, '\033'));
    ck_assert_ptr_nonnull(strstr(text[1].at, "\033[1;31mFAIL\033[0m"));
    buf_done(&text[0]);
    buf_done(&text[1]);
}
END_TEST

START_TEST(counts_checks_and_cases_that_broke_off)
{
    struct report_counts counts = report_count(sample_run());

    ck_assert_uint_eq(counts.of[VERDICT_pass], 2);
    ck_assert_uint_eq(counts.of[VERDICT_fail], 1);
    ck_assert_uint_eq(counts.of[VERDICT_note], 1);
    ck_assert_uint_eq(counts.of[VERDICT_skip], 1);
    ck_assert_uint_eq(counts.of[VERDICT_error], 1);
}
END_TEST

START_TEST(hands_a_case_over_as_json_and_back)
{
    const struct run_result *run = sample_run();
    struct arena *a = arena_new();

    for (size_t i = 0; i < run->count; i++) {
        cJSON *there = case_result_json(&run->cases[i]);

        const struct case_result *again = case_result_of(a, there);

        cJSON *back = case_result_json(again);
        ck_assert_msg(cJSON_Compare(there, back, true), "%s is another one", again->name);
        ck_assert_uint_eq(again->count, run->cases[i].count);
        cJSON_Delete(there);
        cJSON_Delete(back);
    }
    arena_free(a);
}
END_TEST

static Suite *suite(void)
{
    Suite *s = suite_create("reports");
    TCase *t = tcase_create("report");

    tcase_add_loop_test(t, writes_what_the_golden_file_says, 0,
                        sizeof(goldens) / sizeof(goldens[0]));
    tcase_add_loop_test(t, keeps_to_eighty_columns_and_forty_lines_a_failure, 0,
                        sizeof(goldens) / sizeof(goldens[0]));
    tcase_add_test(t, says_the_same_piece_by_piece);
    tcase_add_test(t, colors_only_when_asked_to);
    tcase_add_test(t, counts_checks_and_cases_that_broke_off);
    tcase_add_test(t, hands_a_case_over_as_json_and_back);
    suite_add_tcase(s, t);
    return s;
}

TEST_MAIN(suite)
