#!/usr/bin/env python3
"""Every defect and variant that albref-mutant knows has rows in suites/mutants.yaml, and every row is of such a one.

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
print("\n".join(wrong))
print(f"{len(built & rows)} passed, {len(wrong)} failed, 0 skipped")
sys.exit(1 if wrong or not built else 0)
