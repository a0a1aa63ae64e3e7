#include "runner/run_options.h"

#include <stddef.h>

#include "runner/rows.h"

#include "base/banned.h"

#define COMMON(member) offsetof(struct run_settings, common.member)
#define OWN(member)    offsetof(struct run_settings, member)

static const struct option options[] = {
    { .name = "controller-cmd",
      .type = OPTION_text,
      .offset = COMMON(controller_cmd),
      .metavar = "COMMAND",
      .about = "The controller under test, as a shell would read it, but without a shell; "
               "${kubeconfig}, ${endpoint}, ${cloud}, ${ca}, ${region}, ${access_key_id}, "
               "${access_key_secret}, ${vpc}, ${vswitches}, ${port}, ${programs} and ${dir} are "
               "replaced (docs/targets.md). albspec target check tells whether it finds its way. "
               "Without it the reference controller is tested." },
    { .name = "target",
      .type = OPTION_text,
      .offset = COMMON(target),
      .metavar = "FILE|NAME",
      .about = "The controller under test, described by a target file (docs/targets.md), or one of "
               "albref, cloud-provider-alibaba-cloud, alibaba-load-balancer-controller." },
    { .name = "share-controller",
      .type = OPTION_flag,
      .offset = COMMON(share),
      .about = "One controller process for all cases that stand on the same cloud, each with its "
               "own namespaces, IngressClass, AlbConfig and load balancer (docs/sharing.md). Cases "
               "that cannot share have one of their own; it is said which, and why." },
    { .name = "kubeconfig",
      .type = OPTION_text,
      .offset = COMMON(kubeconfig),
      .metavar = "FILE",
      .about = "Runs the cases in this cluster instead of the embedded API: one after the other or "
               "some at once, as with --share-controller. All that is made there is removed." },
    { .name = "context",
      .type = OPTION_text,
      .offset = COMMON(context),
      .metavar = "NAME",
      .about = "Of that kubeconfig; the current one unless told otherwise." },
    { .name = "cloud",
      .type = OPTION_text,
      .offset = COMMON(cloud),
      .metavar = "URL",
      .about = "With --kubeconfig: a mockalb that runs already; one is started unless told "
               "otherwise." },
    { .name = "controller-runs",
      .type = OPTION_flag,
      .offset = COMMON(runs),
      .about = "With --kubeconfig and --cloud: the controller runs already and calls that cloud; "
               "none is started." },
    { .name = "report",
      .letter = 'r',
      .type = OPTION_list,
      .offset = OWN(reports),
      .metavar = "FORMAT=PATH",
      .about = "Writes a report: text, json, junit, markdown or html; the path - is stdout." },
    { .name = "format",
      .letter = 'f',
      .type = OPTION_choice,
      .offset = OWN(format),
      .metavar = "text|json|junit|markdown|html",
      .about = "What stdout gets, text unless told otherwise." },
    ROW_JOBS(OWN(jobs), "Cases at once; unless told otherwise four for each processor, two for a "
                        "controller of your own."),
    ROW_SEED(COMMON(seed)),
    ROW_SETTLE(
        COMMON(settle_ms),
        "The silence after which a controller counts as done: 400ms for the reference "
        "controller, 10s with --controller-cmd, and what the target says, unless told otherwise."),
    { .name = "check-timeout",
      .type = OPTION_duration,
      .offset = COMMON(check_timeout_ms),
      .metavar = "DURATION",
      .min = 1,
      .max = 3600000,
      .about = "How long a check may wait for what it wants to see: 20s for the reference "
               "controller, 90s for any other unless told otherwise." },
    ROW_TIMEOUT(OWN(timeout_ms), "How long the whole run may take; then it ends with code 4."),
    { .name = "strict",
      .type = OPTION_flag,
      .offset = COMMON(strict),
      .about = "Also what only should be fails the run." },
    { .name = "fail-fast",
      .type = OPTION_flag,
      .offset = OWN(fail_fast),
      .about = "Begins no more cases after the first that failed." },
    { .name = "isolate",
      .type = OPTION_flag,
      .offset = COMMON(isolate),
      .about = "Each case in a network of its own, in which hosts of the cloud are found by their "
               "names, on ports 80 and 443, the instance metadata at 100.100.100.200, and no way "
               "leads out. No proxy is set. For a client that reads none; does not go with "
               "--share-controller or --kubeconfig. It needs namespaces, but no root." },
    { .name = "keep",
      .type = OPTION_flag,
      .offset = COMMON(keep),
      .about = "Keeps each case's logs, kubeconfig, calls, cloud and objects in albspec-out/." },
    { .name = "repeat",
      .type = OPTION_int,
      .offset = OWN(rounds.repeat),
      .metavar = "N",
      .fallback = "1",
      .min = 1,
      .max = 100000,
      .about = "Runs all cases so often; one that does not always come out the same is FLAKY." },
    { .name = "until-fail",
      .type = OPTION_flag,
      .offset = OWN(rounds.until_fail),
      .about = "Runs all cases again and again, until one fails." },
    { .name = "retries",
      .type = OPTION_int,
      .offset = OWN(rounds.retries),
      .metavar = "N",
      .fallback = "0",
      .max = 100,
      .about = "Runs cases that failed so often again; one that passes then is FLAKY, not PASS." },
    { .name = "shard",
      .type = OPTION_text,
      .offset = OWN(shard),
      .metavar = "I/N",
      .about = "Every N-th case only, from the I-th on; unless told otherwise as "
               "JOB_COMPLETION_INDEX and JOB_COMPLETIONS say. albspec merge joins the reports." },
    { .name = "features",
      .type = OPTION_text,
      .offset = COMMON(features),
      .metavar = "auto|all|none|NAME,...",
      .about = "What the controller has of suites/features.yaml (albspec explain features): what "
               "needs another is NOT-SUPPORTED, and its profile not passed. auto finds it out; "
               "all,-NAME is all but one. Unless told otherwise as the target says, else all." },
    { .name = "profile",
      .type = OPTION_list,
      .offset = OWN(profiles),
      .metavar = "NAME",
      .about = "The cases of a profile (albspec explain profiles); the code is 1 if it is not "
               "passed." },
    { .name = "skip",
      .type = OPTION_list,
      .offset = OWN(skips),
      .metavar = "ID=REASON",
      .about = "Leaves out the checks of a requirement, a case (area/name), or one of it "
               "(\"area/name A-06\")." },
    { .name = "baseline",
      .type = OPTION_text,
      .offset = OWN(baseline),
      .metavar = "FILE",
      .about = "Checks that are known to fail, with owner, reason and expires: they are XFAIL. "
               "An entry that is stale fails the run." },
    { .name = "options",
      .type = OPTION_text,
      .offset = OWN(options),
      .metavar = "FILE",
      .about = "More options, as YAML with the flags' names; those given here go first." },
    { .name = "print-config",
      .type = OPTION_flag,
      .offset = OWN(print_config),
      .about = "Shows what all of that comes to, as a file for --options, and runs nothing." },
    { .name = "color",
      .type = OPTION_choice,
      .offset = OWN(color),
      .metavar = "auto|always|never",
      .fallback = "auto",
      .about = "Colors in text on stdout; auto: on a terminal." },
    ROW_DATA(COMMON(data), "suites/ and fixtures/"),
    { .name = "mutant", .type = OPTION_text, .offset = COMMON(mutant), .metavar = "NAME" },
    { .name = NULL },
};

const struct option_set run_options = {
    .program = "albspec run",
    .synopsis = "[options] [case | area | tag | requirement | file] ...",
    .about =
        "Runs cases against a controller and judges what it programs. Without a selection: all "
        "that are tagged core, which are the four scenarios and the usage notes. Exit code 0: "
        "nothing failed; 1: a check failed; 2: a wrong word; 3: the run broke off, or the "
        "controller did not start; 4: time was up; 77: all was skipped.",
    .env_prefix = "ALBSPEC",
    .options = options,
    .examples =
        "  albspec run\n"
        "  albspec run scenario-2 --keep\n"
        "  albspec run A-06 limits --report junit=report.xml\n"
        "  albspec run --controller-cmd './my-controller --kubeconfig ${kubeconfig} "
        "--endpoint ${endpoint}'\n"
        "  albspec run --target my-controller.yaml --features auto --share-controller\n"
        "  albspec run scenario-1 --kubeconfig ~/.kube/config --target my-controller.yaml\n",
};
