#!/usr/bin/env python3
"""The ids of requirements are for ever: trace --check refuses whatever gives one away.

usage: ids_are_kept.py ALBSPEC DATA_DIR
"""
import pathlib
import re
import shutil
import subprocess
import sys
import tempfile

ALBSPEC, DATA = pathlib.Path(sys.argv[1]).resolve(), pathlib.Path(sys.argv[2]).resolve()
ID = "A-06"


def edit(requirements, pattern, text):
    """Changes one place of the one file that has it."""
    for file in requirements.glob("*.yaml"):
        new, count = re.subn(pattern, text, file.read_text(), count=1, flags=re.M)
        if count:
            file.write_text(new)
            return
    raise AssertionError(f"{pattern} stands nowhere")


def edit_lock(requirements, pattern, text):
    lock = requirements / "lock.txt"
    new, count = re.subn(pattern, text, lock.read_text(), count=1, flags=re.M)
    assert count, pattern
    lock.write_text(new)


# What is done to the requirements, and what is said of it; None: nothing is wrong.
ROWS = (
    ("nothing", lambda r: None, None),
    ("the id means something else", lambda r: edit(r, "weights 80 and 20", "weights 70 and 30"),
     f"{ID} has another sentence"),
    ("the id went, and its name to another", lambda r: edit(r, rf"^{ID}:", "A-999:"), f"'{ID}'"),
    ("the id is given to nobody", lambda r: edit_lock(r, rf"^{ID} ", "A-999 "), "A-999 is gone"),
    ("an id is not locked", lambda r: edit_lock(r, rf"^{ID} .*\n", ""), f"{ID} is not locked"),
    ("the digest is another", lambda r: edit_lock(r, rf"^{ID} .", f"{ID} z"), f"{ID} has another sentence"),
    ("the lock is gone", lambda r: (r / "lock.txt").unlink(), f"{ID} is not locked"),
)


def check(change, want):
    with tempfile.TemporaryDirectory() as folder:
        data = pathlib.Path(folder)
        for part in ("suites", "fixtures"):
            shutil.copytree(DATA / part, data / part)
        change(data / "suites/requirements")
        done = subprocess.run([ALBSPEC, "trace", "--check", "--data", data], capture_output=True, text=True,
                              check=False)
    said = done.stdout + done.stderr
    right = done.returncode == 0 if want is None else done.returncode != 0 and want in said
    return "" if right else f"code {done.returncode}, wanted {want or 'nothing'} to be named:\n{said[-600:]}"


wrong = 0
for what, change, want in ROWS:
    if said := check(change, want):
        wrong += 1
        print(f"{what}: {said}")
print(f"{len(ROWS) - wrong} passed, {wrong} failed, 0 skipped")
sys.exit(1 if wrong else 0)
