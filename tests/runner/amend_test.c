#include "runner/amend.h"

#include "tests/runner/suite/folder.h"
#include "tests/test.h"

#include "base/banned.h"

#define TODAY "2026-11-28"

static struct arena *arena;
static struct folder folder;
static struct library library;

static void setup(void)
{
    static const struct spec_case cases[] = { { .area = "a", .name = "x" },
                                              { .area = "a", .name = "xx" } };
    static const struct spec_case *at[] = { &cases[0], &cases[1] };
    struct err err = { "" };

    arena = arena_new();
    folder_init(&folder);
    folder_write("requirements/r.yaml",
                 "A-06: { sentence: One., source: SEED, severity: MUST, confidence: doc }\n"
                 "A-07: { sentence: Two., source: SEED, severity: MUST, confidence: doc }\n");
    library = (struct library){ .cases = { at, 2 } };
    library.requirements = requirements_load(arena, "requirements", &err);
    ck_assert_msg(library.requirements, "%s", err.text);
}

static void teardown(void)
{
    folder_done(&folder);
    arena_free(arena);
}

static const char *read_amend(const char *skip, const char *baseline, struct amend **ret)
{
    struct option_list skips = { { skip }, skip != NULL };
    struct err err = { "" };

    if (baseline)
        folder_write("b.yaml", baseline);
    return amend_read(arena, &library, &skips, baseline ? "b.yaml" : NULL, ret, &err)
               ? ""
               : arena_printf(arena, "%s", err.text);
}

#define UNTIL(date) "{ owner: us, reason: why, expires: " date " }\n"

static const struct {
    const char *skip, *baseline, *fault;
} refusals[] = {
    /* clang-format off */
    { "A-06", NULL, "--skip: 'A-06' gives no reason; write A-06=why" },
    { "A-06=", NULL, "--skip: 'A-06=' gives no reason; write A-06=why" },
    { "A-05=x", NULL, "--skip: there is no requirement 'A-05', did you mean 'A-06'?" },
    { "a/y=x", NULL, "--skip: there is no case 'a/y', did you mean 'a/x'?" },
    { "a/x A-99=y", NULL, "--skip: there is no requirement 'A-99', did you mean 'A-06'?" },
    { NULL, "[]\n", "b.yaml:1: a baseline is a map of requirements" },
    { NULL, "A-06: {}\n", "b.yaml:1: an entry has owner, reason and expires: 2027-01-31" },
    { NULL, "A-06: x\n", "b.yaml:1: an entry has owner, reason and expires: 2027-01-31" },
    { NULL, "\nA-06: " UNTIL("soon"), "b.yaml:2: an entry has owner, reason and expires: 2027-01-31" },
    { NULL, "A-06: " UNTIL("2027-1-311"), "b.yaml:1: an entry has owner, reason and expires: 2027-01-31" },
    { NULL, "A-06: " UNTIL("20270-1-31"), "b.yaml:1: an entry has owner, reason and expires: 2027-01-31" },
    { NULL, "A-06: " UNTIL("2027-01-311"), "b.yaml:1: an entry has owner, reason and expires: 2027-01-31" },
    { NULL, "A-06: { reason: r, expires: 2027-01-31 }\n",
      "b.yaml:1: an entry has owner, reason and expires: 2027-01-31" },
    { NULL, "A-06: { owner: o, expires: 2027-01-31 }\n",
      "b.yaml:1: an entry has owner, reason and expires: 2027-01-31" },
    { NULL, "A-06: { owner: o, reason: r, expires: 2027-01-31, reson: r }\n",
      "b.yaml:1: there is no key 'reson', did you mean 'reason'?" },
    { NULL, "A-08: " UNTIL("2027-01-31"), "b.yaml:1: there is no requirement 'A-08', did you mean 'A-06'?" },
    { NULL, "a/z A-06: " UNTIL("2027-01-31"), "b.yaml:1: there is no case 'a/z', did you mean 'a/x'?" },
    /* clang-format on */
};

START_TEST(refuses_what_names_nothing_or_says_too_little)
{
    struct amend *m;

    const char *fault = read_amend(refusals[_i].skip, refusals[_i].baseline, &m);

    ck_assert_str_eq(fault, refusals[_i].fault);
}
END_TEST

static enum verdict verdict_by(char letter)
{
    switch (letter) {
    case 'F':
        return VERDICT_fail;
    case 'N':
        return VERDICT_note;
    case 'S':
        return VERDICT_skip;
    default:
        return VERDICT_pass;
    }
}

/* Two cases, a/x and a/xx, of which each has checks A-06 and "A-07 A-08", as verdicts by letters. */
static void fill_run(const char *letters, struct run_result *run)
{
    struct case_result *cases = arena_alloc(arena, 2 * sizeof(*cases));

    for (size_t i = 0; i < 2; i++) {
        struct check_result *checks = arena_alloc(arena, 2 * sizeof(*checks));
        checks[0] = (struct check_result){ .id = "A-06", .verdict = verdict_by(letters[2 * i]) };
        checks[1] =
            (struct check_result){ .id = "A-07 A-08", .verdict = verdict_by(letters[2 * i + 1]) };
        cases[i] = (struct case_result){
            .area = "a", .name = i ? "xx" : "x", .checks = checks, .count = 2
        };
    }
    *run = (struct run_result){ .cases = cases, .count = 2 };
}

static const char *told(const struct run_result *run)
{
    const char *all = "";

    for (size_t i = 0; i < run->count; i++) {
        const struct case_result *c = &run->cases[i];
        all = arena_printf(arena, "%s%s%s %s of %s %s", all, i ? ", " : "",
                           verdict_name(c->verdict), c->name, verdict_name(c->checks[0].verdict),
                           verdict_name(c->checks[1].verdict));
    }
    return all;
}

static const struct {
    const char *skip, *baseline, *before, *after, *why;
} rows[] = {
    /* clang-format off */
    { NULL, NULL, "PFNS", "PASS x of PASS FAIL, PASS xx of NOTE SKIP", "nothing was decided, and nothing changes" },
    { "A-07=r", NULL, "PFPF", "PASS x of PASS SKIP, PASS xx of PASS SKIP", "one of a check's ids is enough" },
    { "a/x A-07=r", NULL, "PFPF", "PASS x of PASS SKIP, FAIL xx of PASS FAIL", "in one case only" },
    { "a/x=r", NULL, "FFPP", "SKIP x of SKIP SKIP, PASS xx of PASS PASS", "a case as a whole" },
    { NULL, "A-06: " UNTIL("2027-01-31"), "FPPP", "PASS x of XFAIL PASS, PASS xx of PASS PASS",
      "it fails in one of its cases, so it isn't stale" },
    { NULL, "A-06: " UNTIL("2027-01-31"), "NPPP", "PASS x of XFAIL PASS, PASS xx of PASS PASS",
      "a NOTE is a failure too" },
    { NULL, "A-06: " UNTIL("2027-01-31"), "PPPP", "PASS x of XPASS PASS, PASS xx of XPASS PASS",
      "it passes everywhere: it is stale" },
    { NULL, "A-06: " UNTIL("2027-01-31"), "SPSP", "PASS x of SKIP PASS, PASS xx of SKIP PASS",
      "it did not run, so nobody knows" },
    { NULL, "A-06: " UNTIL("2026-11-27"), "FPFP", "FAIL x of FAIL PASS, FAIL xx of FAIL PASS", "it is over" },
    { NULL, "A-06: " UNTIL(TODAY), "FPFP", "PASS x of XFAIL PASS, PASS xx of XFAIL PASS", "on its last day" },
    { NULL, "a/x A-06: " UNTIL("2027-01-31"), "FPFP", "PASS x of XFAIL PASS, FAIL xx of FAIL PASS",
      "in one case only, whose name begins another's" },
    { NULL, "a/xx: " UNTIL("2027-01-31"), "PPFF", "PASS x of PASS PASS, PASS xx of XFAIL XFAIL", "all of a case" },
    { "A-06=r", "A-06: " UNTIL("2027-01-31"), "FPPP", "PASS x of SKIP PASS, PASS xx of SKIP PASS",
      "what is left out is not judged" },
    /* clang-format on */
};

START_TEST(changes_the_verdicts_that_people_have_decided_about)
{
    struct run_result run;
    struct amend *m;
    fill_run(rows[_i].before, &run);
    ck_assert_str_eq(read_amend(rows[_i].skip, rows[_i].baseline, &m), "");

    amend_results(m, arena, TODAY, &run);

    ck_assert_msg(str_is(str_of(told(&run)), rows[_i].after), "%s: %s, and not %s", rows[_i].why,
                  told(&run), rows[_i].after);
}
END_TEST

START_TEST(spares_a_case_only_if_all_of_it_is_left_out)
{
    static const struct spec_case x = { .area = "a", .name = "x" },
                                  xx = { .area = "a", .name = "xx" };
    struct amend *m;

    ck_assert_str_eq(read_amend("a/x=not here", NULL, &m), "");
    ck_assert_str_eq(amend_skips_case(m, &x), "not here");
    ck_assert_ptr_null(amend_skips_case(m, &xx));

    ck_assert_str_eq(read_amend("a/x A-06=not here", NULL, &m), "");
    ck_assert_ptr_null(amend_skips_case(m, &x));
}
END_TEST

static const struct {
    const char *baseline, *before, *reason;
} reasons[] = {
    { "A-06: " UNTIL("2027-01-31"), "FPPP", "why (us, until 2027-01-31)" },
    { "A-06: " UNTIL("2026-01-01"), "FPPP", "b.yaml:1: the entry of us expired on 2026-01-01" },
    { "A-06: " UNTIL("2027-01-31"), "PPPP", "b.yaml:1 is stale: take it out" },
};

START_TEST(tells_whose_entry_it_is_and_where)
{
    struct run_result run;
    struct amend *m;
    fill_run(reasons[_i].before, &run);
    read_amend(NULL, reasons[_i].baseline, &m);

    amend_results(m, arena, TODAY, &run);

    ck_assert_str_eq(run.cases[0].checks[0].reason, reasons[_i].reason);
}
END_TEST

static Suite *suite(void)
{
    Suite *s = suite_create("amend");
    TCase *t = tcase_create("amend");

    tcase_add_checked_fixture(t, setup, teardown);
    tcase_add_loop_test(t, refuses_what_names_nothing_or_says_too_little, 0,
                        sizeof(refusals) / sizeof(refusals[0]));
    tcase_add_loop_test(t, changes_the_verdicts_that_people_have_decided_about, 0,
                        sizeof(rows) / sizeof(rows[0]));
    tcase_add_test(t, spares_a_case_only_if_all_of_it_is_left_out);
    tcase_add_loop_test(t, tells_whose_entry_it_is_and_where, 0,
                        sizeof(reasons) / sizeof(reasons[0]));
    suite_add_tcase(s, t);
    return s;
}

TEST_MAIN(suite)
