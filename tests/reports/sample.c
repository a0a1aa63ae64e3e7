#include "tests/reports/sample.h"

#include "base/banned.h"

static const struct check_result scenario_checks[] = {
    { .id = "A-01",
      .title = "published on listener HTTP:80 and on no other",
      .sentence = "An Ingress without TLS must be published on listener HTTP:80.",
      .source = "SEED",
      .severity = SEVERITY_must,
      .verdict = VERDICT_pass,
      .took_ms = 31,
      .line = 14 },
    { .id = "A-06 A-11",
      .sentence = "The rule's tuples must be the two groups that the controller owns, with exactly "
                  "the weights 80 and 20 that the annotation gives them.",
      .source = "SEED",
      .severity = SEVERITY_must,
      .verdict = VERDICT_fail,
      .took_ms = 402,
      .line = 21,
      .reason = "no rule has these actions",
      .expected = "RuleActions:\n- Type: ForwardGroup\n  ServerGroupTuples:\n  - ServerGroupId: "
                  "tea-svc:80\n    Weight: 80\n  - ServerGroupId: coffee-svc:80\n    Weight: 20\n",
      .found = "RuleActions:\n- Type: ForwardGroup\n  ServerGroupTuples:\n  - ServerGroupId: "
               "tea-svc:80\n    Weight: 20\n  - ServerGroupId: coffee-svc:80\n    Weight: 80\n",
      .call = "call 14 at 12:00:01.123, CreateRules: Priority 1, ListenerId lsn-0123456789abcdefgh",
      .object = "ingresses/default/tea-ingress" },
    { .id = "A-24",
      .title = "an annotation without a backend is warned of",
      .sentence = "An annotation whose name matches no backend should be warned of.",
      .severity = SEVERITY_should,
      .verdict = VERDICT_note,
      .took_ms = 1403,
      .line = 30,
      .reason = "no Warning event names it" },
    { .id = "A-02 A-03 A-04 A-05",
      .title = "one rule, with the host and the path, and nothing else in it at all",
      .verdict = VERDICT_pass,
      .took_ms = 65000,
      .line = 40 },
};

static const struct check_result skipped_checks[] = {
    { .id = "A-18",
      .title = "the split follows the weights",
      .verdict = VERDICT_skip,
      .line = 9,
      .reason = "the mock has no data plane" },
};

static const struct case_result cases[] = {
    { .file = "suites/scenarios/scenario-1.yaml",
      .name = "scenario-1",
      .title = "two Services share one path, 80 to 20",
      .area = "scenarios",
      .verdict = VERDICT_fail,
      .took_ms = 470,
      .calls = "12 CreateServerGroup ServerGroupName=tea\n14 CreateRules Priority=1\n",
      .logs = "controller: reconciled\n",
      .rerun = "albspec run scenario-1 --seed 7",
      .calls_read = 9,
      .calls_write = 7,
      .profiles = "core scenario-1",
      .checks = scenario_checks,
      .count = 4 },
    { .file = "suites/scenarios/traffic.yaml",
      .name = "traffic",
      .title = "requests are split by weight",
      .area = "scenarios",
      .verdict = VERDICT_skip,
      .reason = "needs dataplane",
      .profiles = "core",
      .checks = skipped_checks,
      .count = 1 },
    { .file = "suites/notes/precedence.yaml",
      .name = "precedence",
      .title = "ServerGroupID wins over ServiceName",
      .area = "notes",
      .verdict = VERDICT_error,
      .took_ms = 20,
      .reason = "the controller did not start: exit code 3",
      .logs = "controller: cannot read kubeconfig\ncontroller: giving up\n",
      .rerun = "albspec run precedence --seed 7" },
};

static const struct feature_result features[] = {
    { "tls", "It publishes hosts on HTTPS.", true, "seen", "a listener HTTPS:443" },
    { "server-group-id", "It takes groups by their id.", false, "not seen",
      "no rule has the group" },
};

static const struct profile_result profiles[] = {
    { "core", "the four scenarios", 2 },
    { "scenario-1", "the first scenario", 1 },
    { "lifecycle", "changes and deletions", 60 },
};

const struct run_result *sample_run(void)
{
    static const struct run_result run = { .subject = "albref",
                                           .version = "0.1.0",
                                           .started_ms = INT64_C(1767225600000),
                                           .took_ms = 1234,
                                           .seed = UINT64_C(18446744073709551615),
                                           .cases = cases,
                                           .count = 3,
                                           .features = features,
                                           .feature_count = 2,
                                           .profiles = profiles,
                                           .profile_count = 3 };
    return &run;
}

/* What must come out harmless: markup, control characters, bytes that are no UTF-8, long lines. */
static const struct check_result hostile_checks[] = {
    { .id = "",
      .title = "a <title> & \"quotes\" | `bars` 你好 \xff\xfe \xed\xa0\x80 \xef\xbf\xbf",
      .sentence = "]]> \033[2J\001 &amp;",
      .verdict = VERDICT_fail,
      .line = 1,
      .reason = "first\nsecond\tthird \033[31mred",
      .expected = "",
      .found =
          "a line that is far longer than its side of the table can be, äöü and then 漢字 too\n"
          "</failure><system-out>\n\n\nend" },
};

static const struct case_result hostile_cases[] = {
    { .file = "suites/x/y.yaml",
      .name = "y",
      .title = "what a controller wrote stays what it wrote",
      .area = "x",
      .verdict = VERDICT_fail,
      .calls = "<call>\n",
      .logs = "\033]0;title\007\n",
      .rerun = "albspec run y --seed 7 --settle 2s --check-timeout 90s --controller-cmd "
               "'./a --b c --kubeconfig ${kubeconfig}' --strict",
      .checks = hostile_checks,
      .count = 1 },
};

const struct run_result *sample_hostile(void)
{
    static const struct run_result run = {
        .subject = "evil <&>", .version = "0.1.0", .cases = hostile_cases, .count = 1
    };
    return &run;
}
