#!/usr/bin/env python3
"""Runs the suite against each defect of tests/e2e/mutants.txt and compares the checks that fail with the
ones the table names: all of them, and no others. The reference controller itself must fail none.

usage: kill_matrix.py BIN_DIR [MUTANT…]
"""
import concurrent.futures
import json
import os
import re
import subprocess
import sys

HERE = os.path.dirname(os.path.abspath(__file__))
BIN = os.path.abspath(sys.argv[1])
COMMAND = "{bin}/{program} --kubeconfig ${{kubeconfig}} --endpoint ${{endpoint}} --resync 150ms"


def table():
    """Rows of: mutant | cases, separated by blanks | checks that must fail, as case:check."""
    for number, line in enumerate(open(os.path.join(HERE, "mutants.txt"), encoding="utf-8"), 1):
        if line.strip() and not line.startswith("#"):
            cells = [c.strip() for c in line.split("|")]
            if len(cells) != 3:
                sys.exit(f"mutants.txt:{number}: wants three cells, has {len(cells)}")
            yield cells[0], cells[1].split(), set(cells[2].split())


def failures(name, cases):
    command = [f"{BIN}/albspec", "run", "--format", "json", "--jobs", "2", "--settle", os.environ.get("SETTLE", "1s"),
               "--controller-cmd", COMMAND.format(bin=BIN, program="albref" if name == "none" else f"albref-mutant --mutant {name}"), *cases]
    done = subprocess.run(command, capture_output=True, text=True)
    if done.returncode not in (0, 1) or not done.stdout:
        return None, f"exit code {done.returncode}: {done.stderr[-2000:]}"
    failed, ran = set(), set()
    for case in json.loads(done.stdout)["cases"]:
        ran.add(case["name"])
        for check in case["checks"]:
            if check["verdict"] == "ERROR":
                return None, f"{case['name']}: ERROR: {check['reason']}"
            for one in (check["id"] or f"line-{check['line']}").split():
                if check["verdict"] == "FAIL":
                    failed.add(f"{case['name']}:{one}")
    missing = set(cases) - ran - {"core", "lifecycle", "errors"}
    return (None, f"did not run: {missing}") if missing else (failed, None)


def judge(row):
    name, cases, wanted = row
    if cases == ["-"]:
        return name, None
    failed, broke = failures(name, cases)
    if broke:
        return name, [broke]
    return name, ([f"is not caught by {c}" for c in sorted(wanted - failed)]
                  + [f"fails {c}, which the table does not name" for c in sorted(failed - wanted)])


def main():
    rows = [r for r in table() if not sys.argv[2:] or r[0] in sys.argv[2:]]
    listed = subprocess.run([f"{BIN}/albref-mutant", "--mutant", "list"], capture_output=True, text=True, check=True).stdout
    names = set(re.findall(r"^(\S+)", listed, re.M))
    wrong = []
    if not sys.argv[2:]:
        wrong += [f"{n}: is a defect without a row in mutants.txt" for n in sorted(names - {r[0] for r in rows})]
        wrong += [f"{r[0]}: has a row, but is no defect" for r in rows if r[0] not in names and r[0] != "none"]
    passed = skipped = 0
    with concurrent.futures.ThreadPoolExecutor(max_workers=int(os.environ.get("JOBS", "2"))) as pool:
        for name, problems in pool.map(judge, rows):
            print(f"{'--  ' if problems is None else 'BAD ' if problems else 'ok  '} {name}", flush=True)
            passed += problems == []
            skipped += problems is None
            wrong += [f"{name}: {p}" for p in problems or []]
    print("\n".join(wrong))
    print(f"{passed} passed, {len(wrong)} failed, {skipped} skipped")
    sys.exit(1 if wrong or not passed else 0)


main()
