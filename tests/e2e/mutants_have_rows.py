#!/usr/bin/env python3
"""Every defect and variant that albref-mutant knows has rows in suites/mutants.yaml, and every row is of such a one.
A defect's rows show all that it is said to break (reference/mutants.def).

usage: mutants_have_rows.py BIN_DIR
"""
import os
import re
import subprocess
import sys

BIN = sys.argv[1]
ROWS = os.path.join(BIN, "../share/albspec/suites/mutants.yaml")
listed = "".join(subprocess.run([f"{BIN}/albref-mutant", "--mutant", words], capture_output=True, text=True,
                                check=True).stdout for words in ("list", "list-variants"))
built = set(re.findall(r"^(\S+)\t", listed, re.M))
rows = set(re.findall(r"^([a-z0-9-]+):$", open(ROWS, encoding="utf-8").read(), re.M))
wrong = [f"{name} has no row in {ROWS}: no check sees it" for name in sorted(built - rows)]
wrong += [f"{name} has a row in {ROWS}, but albref-mutant does not know it" for name in sorted(rows - built)]
# What a defect is said to break is what its rows show, and the first of them shows some of it.
said = dict(line.split("\t")[::2] for line in listed.splitlines() if line.count("\t") == 2)
for name, body in re.findall(r"^([a-z0-9-]+):\n((?:  .*\n)+)", open(ROWS, encoding="utf-8").read(), re.M):
    shown = [set(re.findall(r"[AB]-\d\d", row.split(": ", 1)[1])) for row in body.splitlines()]
    wants = set(said.get(name, "").split())
    if name in said and not wants & shown[0]:
        wrong.append(f"{name}: its first row in {ROWS} shows none of what it breaks ({said[name]})")
    if name in said and wants - set().union(*shown):
        wrong.append(f"{name}: no row in {ROWS} shows {' '.join(sorted(wants - set().union(*shown)))}")
print("\n".join(wrong))
print(f"{len(built & rows)} passed, {len(wrong)} failed, 0 skipped")
sys.exit(1 if wrong or not built else 0)
