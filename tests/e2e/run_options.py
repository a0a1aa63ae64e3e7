#!/usr/bin/env python3
"""albspec run as people use it in CI: again and again, in parts, with exceptions, from a file.

usage: run_options.py BIN_DIR DATA_DIR      DATA_DIR holds suites/ and fixtures/
"""
import concurrent.futures
import json
import os
import pathlib
import shutil
import signal
import subprocess
import sys
import tempfile
import traceback
import xml.etree.ElementTree

BIN = pathlib.Path(sys.argv[1])
DATA = pathlib.Path(sys.argv[2])
CASE = "scenarios/scenario-1"


def albspec(*words, data=DATA, env=None, cwd=None):
    done = subprocess.run([BIN / "albspec", *words, "--data", data], capture_output=True, text=True,
                          env={**os.environ, **(env or {})}, cwd=cwd, check=False)
    return done.returncode, done.stdout, done.stderr


def report(folder, *words, **more):
    file = pathlib.Path(folder) / "report.json"
    code, out, err = albspec("run", *words, "--report", f"json={file}", **more)
    return code, json.loads(file.read_text()), out + err


def verdicts(tree, requirement):
    return {c["verdict"] for case in tree["cases"] for c in case["checks"]
            if requirement in c["id"].split()}


def repeats(tmp):
    code, tree, _ = report(tmp, CASE, "--repeat", "3")
    assert code == 0 and len(tree["cases"]) == 1, tree
    assert tree["cases"][0]["verdict"] == "PASS"


def calls_a_retry_that_passes_flaky(tmp):
    """A controller that is wrong when it is started first."""
    script = tmp / "controller"
    script.write_text(f"""#!/bin/sh
if [ -e {tmp}/begun ]; then exec {BIN}/albref "$@"; fi
touch {tmp}/begun
exec {BIN}/albref-mutant --mutant weights-swapped "$@"
""")
    script.chmod(0o755)
    command = f"{script} --kubeconfig ${{kubeconfig}} --endpoint ${{endpoint}}"
    code, tree, text = report(tmp, CASE, "--retries", "1", "--settle", "400ms",
                              "--controller-cmd", command)
    assert code == 0, text
    assert verdicts(tree, "A-06") == {"FLAKY"}, text
    assert tree["cases"][0]["verdict"] == "FLAKY"


def cuts_a_run_in_parts_and_joins_them(tmp):
    names, parts = [], []
    for i in (1, 2):
        part = tmp / f"part-{i}.json"
        env = {"JOB_COMPLETION_INDEX": str(i - 1), "JOB_COMPLETIONS": "2"}
        words = ["--shard", f"{i}/2"] if i == 1 else []
        code, _, err = albspec("run", "precedence", "limits", *words, "--report", f"json={part}",
                               env={} if words else env)
        assert code == 0, err
        names += [c["name"] for c in json.loads(part.read_text())["cases"]]
        parts.append(part)
    assert len(names) == len(set(names)) > 2, names
    whole = tmp / "whole.json"
    done = subprocess.run([BIN / "albspec", "merge", *parts, "--report", f"json={whole}"],
                          capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    joined = json.loads(whole.read_text())
    assert sorted(c["name"] for c in joined["cases"]) == sorted(names)
    assert joined["started"] == min(json.loads(part.read_text())["started"] for part in parts)
    done = subprocess.run([BIN / "albspec", "merge", parts[0], parts[0]], capture_output=True,
                          text=True, check=False)
    assert done.returncode == 2 and "is in an earlier part too" in done.stderr


def knows_what_is_known_to_fail(tmp):
    file = tmp / "baseline.yaml"
    file.write_text("A-06: { owner: us, reason: next release, expires: 2999-01-01 }\n")
    code, tree, text = report(tmp, CASE, "--mutant", "weights-swapped", "--baseline", file)
    assert code == 0 and verdicts(tree, "A-06") == {"XFAIL"}, text
    code, tree, text = report(tmp, CASE, "--baseline", file)
    assert code == 1 and verdicts(tree, "A-06") == {"XPASS"}, text
    file.write_text("A-06: { owner: us, reason: next release, expires: 2001-01-01 }\n")
    code, tree, text = report(tmp, CASE, "--mutant", "weights-swapped", "--baseline", file)
    assert code == 1 and verdicts(tree, "A-06") == {"FAIL"}, text
    assert "expired on 2001-01-01" in text


def refuses_what_makes_no_sense(tmp):
    for text, words, want in (
            ("A-6: {}\n", ["--baseline"], ":1: an entry has owner, reason and expires"),
            ("A-99: { owner: a, reason: b, expires: 2999-01-01 }\n", ["--baseline"],
             ":1: there is no requirement 'A-99', did you mean"),
            ("strcit: true\n", ["--options"], ":1: there is no option 'strcit', did you mean 'strict'?")):
        file = tmp / "wrong.yaml"
        file.write_text(text)
        code, _, err = albspec("run", CASE, *words, file)
        assert code == 2 and want in err, (code, err)
    for words, want in ((["--skip", "A-06"], "gives no reason"), (["--shard", "3/2"], "no part"),
                        (["--skip", "scenarios/scenari-1=x"], "did you mean 'scenarios/scenario-1'?")):
        code, _, err = albspec("run", CASE, *words)
        assert code == 2 and want in err, (code, err)


def leaves_out_what_it_is_told_to(tmp):
    code, tree, _ = report(tmp, CASE, "--mutant", "weights-swapped", "--skip", "A-06=not ours")
    assert code == 0 and verdicts(tree, "A-06") == {"SKIP"}
    code, tree, _ = report(tmp, CASE, "--skip", f"{CASE}=not here")
    assert code == 77 and tree["cases"][0]["reason"] == "not here"


def reads_options_from_a_file_and_prints_them(tmp):
    file = tmp / "options.yaml"
    file.write_text("strict: true\njobs: 3\nskip: [A-06=not ours]\n")
    code, out, err = albspec("run", "--options", file, "--jobs", "2", "--print-config")
    assert code == 0, err
    assert "strict: true\n" in out and "jobs: 2\n" in out and 'skip: ["A-06=not ours"]\n' in out, out
    (tmp / "again.yaml").write_text(out)
    assert albspec("run", "--options", tmp / "again.yaml", "--print-config")[1] == out


FORMATS = ("json", "junit", "html", "markdown", "text")


def is_whole_xml(file):
    """As a parser has it, and xmllint where there is one."""
    if shutil.which("xmllint"):
        done = subprocess.run(["xmllint", "--noout", file], capture_output=True, text=True, check=False)
        assert done.returncode == 0, done.stderr
    return xml.etree.ElementTree.parse(file).getroot()


def stop_a_run(tmp, signals, *words):
    """Once its first case has begun; what it leaves: code, stdout, folder of reports."""
    reports = [w for f in FORMATS for w in ("--report", f"{f}={tmp}/stopped.{f}")]
    run = subprocess.Popen([BIN / "albspec", "run", "precedence", "limits", "--jobs", "1", "--data", DATA, *words, *reports],
                           stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True, env={**os.environ, "TMPDIR": str(tmp)})
    while not list(tmp.glob("albspec-*/*/controller.log")):
        assert run.poll() is None
        os.sched_yield()
    for signo in signals:
        run.send_signal(signo)
    try:
        out, _ = run.communicate(timeout=60)
    except subprocess.TimeoutExpired:
        run.kill()
        raise AssertionError(f"{signals} {words}: it goes on") from None
    return run.returncode, out


def leaves_whole_reports_when_it_is_stopped(tmp):
    """By either signal, by an impatient second one, with cases that share a world, or that are run again and again."""
    _, listed, _ = albspec("list", "precedence", "limits")
    names = {line.strip() for line in listed.split("\n") if "/" in line.split(" ")[0]}
    for signals, words in (([signal.SIGTERM], []), ([signal.SIGINT], []), ([signal.SIGINT, signal.SIGINT], []),
                           ([signal.SIGTERM], ["--share-controller"]), ([signal.SIGINT], ["--repeat", "50"])):
        code, out = stop_a_run(tmp, signals, *words)
        where = f"{signals} {words}"
        assert code == 3, (where, code)
        tree = json.loads((tmp / "stopped.json").read_text())
        cases = {f"{c['area']}/{c['name']}": c for c in tree["cases"]}
        assert len(cases) == len(tree["cases"]) and len(cases) > 2, where
        skipped = {n for n, c in cases.items() if c["verdict"] == "SKIP" and c["reason"] in (
            "the run was stopped by a signal", "it was under way when the run was stopped")}
        assert len(skipped) >= len(cases) - 2, (where, {n: (c["verdict"], c.get("reason")) for n, c in cases.items()})
        assert all(c["verdict"] in ("PASS", "SKIP", "ERROR") for c in cases.values()), where  # never its fault
        suites = is_whole_xml(tmp / "stopped.junit")
        told = [c for c in suites.iter("testcase") if c.find("skipped") is not None]
        assert len(told) >= len(skipped), (where, len(told), len(skipped))
        assert sum(int(s.get("skipped", 0)) for s in suites.iter("testsuite")) == len(told), where
        is_whole_xml(tmp / "stopped.html")
        text = (tmp / "stopped.text").read_text()
        assert text.split("\n")[-2].endswith(" skipped") and "the run was stopped by a signal" in text, where
        markdown = (tmp / "stopped.markdown").read_text()
        assert markdown.endswith("\n") and all(n in out + text for n in names), where
        assert "stopped by a signal" in markdown, (where, markdown)
        left = list(tmp.glob("albspec-*"))
        assert not left, (where, left)


def tells_when_a_check_was_emptied(tmp):
    """The matrix notices a check that can't fail any more: the defect that it caught survives."""
    for file, full, empty, mutant, survivor in (
            ("scenarios/scenario-1.yaml", "forward: { tea-svc:80: 80, coffee-svc:80: 20 }",
             "forward: [tea-svc:80, coffee-svc:80]", "weights-swapped", "A-06"),
            ("scenarios/scenario-1.yaml", "    listener: HTTP:80\n", "    status: Available\n",
             "rule-on-wrong-listener", "A-01")):
        data = tmp / "data"
        shutil.rmtree(data, ignore_errors=True)
        for folder in ("suites", "fixtures"):
            shutil.copytree(DATA / folder, data / folder)
        case = data / "suites" / file
        text = case.read_text()
        assert full in text, file
        case.write_text(text.replace(full, empty))
        code, out, err = albspec("selftest", mutant, data=data)
        assert code == 1 and f"{mutant} survives {survivor}" in out, out + err


def ends_every_case_with_what_must_always_hold(tmp):
    """Defects that a case's own checks are not about are seen at its end."""
    for case, mutant, requirement in (("usage-notes/five-groups-are-accepted", "cache-emptied", "B-34"),
                                      ("usage-notes/five-groups-are-accepted", "group-left-behind", "B-12"),
                                      ("usage-notes/weight-zero", "rule-left-behind", "B-11")):
        code, tree, text = report(tmp, case, "--mutant", mutant)
        assert code == 1 and verdicts(tree, requirement) == {"FAIL"}, text


TESTS = (repeats, calls_a_retry_that_passes_flaky, cuts_a_run_in_parts_and_joins_them,
         knows_what_is_known_to_fail, refuses_what_makes_no_sense, leaves_out_what_it_is_told_to,
         reads_options_from_a_file_and_prints_them, leaves_whole_reports_when_it_is_stopped,
         tells_when_a_check_was_emptied, ends_every_case_with_what_must_always_hold)


def holds(test):
    """What it has to say, or nothing."""
    with tempfile.TemporaryDirectory() as folder:
        try:
            test(pathlib.Path(folder))
        except AssertionError:
            return f"albspec run {test.__name__.replace('_', ' ')}: does not hold\n{traceback.format_exc()}"
    return ""


# They wait for silence most of the time.
with concurrent.futures.ThreadPoolExecutor(max_workers=4) as pool:
    faults = [fault for fault in pool.map(holds, TESTS) if fault]
print("\n".join(faults + [f"{len(TESTS) - len(faults)} passed, {len(faults)} failed, 0 skipped"]))
sys.exit(1 if faults else 0)
