#!/usr/bin/env python3
"""A check with an empty body does not load: checks of the suite are emptied, one after the other.

usage: empty_checks.py ALBSPEC DATA_DIR [--all]     one for each verb and set of arguments, or all of them
"""
import pathlib
import re
import shutil
import subprocess
import sys
import tempfile

ALBSPEC, DATA = pathlib.Path(sys.argv[1]).resolve(), pathlib.Path(sys.argv[2]).resolve()
COMMON = ("proves", "needs", "severity", "within")


def steps_of(lines):
    """First line, end and verb of each step of 'then'."""
    inside, found = False, []
    for i, line in enumerate(lines):
        if re.match(r"\S", line):
            inside = line.startswith("then:")
        if inside and (step := re.match(r"  - (\w+):", line)):
            found.append([i, len(lines), step[1]])
            if len(found) > 1:
                found[-2][1] = min(found[-2][1], i)
    return found


def emptied(lines, begin, end, verb):
    kept, skip = [f"  - {verb}:"], False
    for line in lines[begin + 1:end]:
        if key := re.match(r"    (\w+):", line):
            skip = key[1] not in COMMON
        if not skip and re.match(r"    ", line) and (key or kept[1:]):
            kept.append(line)
    return lines[:begin] + kept + lines[end:]


def kind_of(lines, begin, end, verb):
    keys = {key[1] for line in lines[begin + 1:end] if (key := re.match(r"    (\w+):", line))}
    return verb, *sorted(keys - set(COMMON))


def refused(data, file, begin):
    done = subprocess.run([ALBSPEC, "list", "--data", data], capture_output=True, text=True, check=False)
    place = f"{file.name}:{begin + 1}"
    return done.returncode == 2 and f"{file.name}:" in done.stderr, place, done.stderr


def main():
    wrong, count, seen = [], 0, set()
    with tempfile.TemporaryDirectory() as folder:
        data = pathlib.Path(folder)
        for part in ("suites", "fixtures"):
            shutil.copytree(DATA / part, data / part)
        for file in sorted((data / "suites").glob("*/*.yaml")):
            whole = file.read_text()
            lines = whole.splitlines()
            for begin, end, verb in steps_of(lines):
                if not any("proves:" in l for l in lines[begin:end]):
                    continue
                if "--all" not in sys.argv and kind_of(lines, begin, end, verb) in seen:
                    continue
                seen.add(kind_of(lines, begin, end, verb))
                file.write_text("\n".join(emptied(lines, begin, end, verb)) + "\n")
                ok, place, err = refused(data, file, begin)
                count += 1
                if not ok:
                    wrong.append(f"{file.parent.name}/{place}: '{verb}' is empty, and nobody says so {err}")
            file.write_text(whole)
    print("\n".join([*wrong, f"{count} checks emptied, {len(wrong)} not noticed"]))
    return 1 if wrong or not count else 0


sys.exit(main())
