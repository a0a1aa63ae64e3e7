#!/usr/bin/env python3
"""Holds what tests of resources were answered against the table of what each action refuses with.

The tests have written each refusal that they met into a file of the folder: product, action, status, code, message.
The table says how its lines are read.

usage: errors_by_action.py TABLE ANSWERS_FOLDER CATALOG_FOLDER
"""
import glob
import json
import os
import re
import sys

LINE = re.compile(r"(?:(no|see|ours) )?(\d{3}) (\S+)(?: \| (.*?))?(?: : (.*))?$")
ROOT = os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "..", "..")


class Row:
    def __init__(self, number, action, match):
        self.number, self.action = number, action
        self.how, self.status, self.code, self.text, self.why = match.groups()
        self.met = False

    def allows(self, status, message):
        parts = [re.escape(part) for part in (self.text or "").split("%s")]
        return self.status == status and re.fullmatch(".+".join(parts), message) is not None


def read_table(name):
    rows, reasons, actions, defects, action = [], {}, [], [], None
    with open(name, encoding="utf-8") as f:
        for number, line in enumerate(f, 1):
            line = line.rstrip("\n")
            match = LINE.match(line)
            if line.startswith("because "):
                key, reason = line[len("because "):].split(": ", 1)
                reasons[key] = reason
            elif match and action:
                rows.append(Row(number, action, match))
            elif re.fullmatch(r"\w+", line):
                action = line
                actions.append(action)
            elif line and not line.startswith("#"):
                defects.append(f"{name}:{number}: is no line of this table: {line}")
    return rows, reasons, actions, defects


def has_test(why):
    """A test of another file: its name, where it begins."""
    file, _, test = (why or "").partition(" ")
    path = os.path.join(ROOT, file)
    if not os.path.exists(path):
        return False
    with open(path, encoding="utf-8") as f:
        return f"START_TEST({test})" in f.read()


def read_answers(folder):
    for name in sorted(glob.glob(os.path.join(folder, "*"))):
        with open(name, encoding="utf-8") as f:
            for line in f:
                product, action, status, code, message = line.rstrip("\n").split(" ", 4)
                if product == "alb":
                    yield os.path.basename(name), action, status, code, message


def is_general(row, code):
    return re.fullmatch(re.escape(row.code).replace("%s", ".+"), code) is not None


def hold(rows, answers):
    by_call, general, seen = {}, [], set()
    for row in rows:
        if row.action == "any_action":
            general.append(row)
        else:
            by_call.setdefault((row.action, row.code), []).append(row)
    for test, action, status, code, message in answers:
        own = by_call.get((action, code)) or [row for row in general if is_general(row, code)]
        fitting = [row for row in own if row.how != "no" and row.allows(status, message)]
        for row in fitting:
            row.met = True
        if not fitting and (action, code, message) not in seen:
            seen.add((action, code, message))
            yield f"{test}: {action} answered {status} {code}: {message}: no line of the table allows this"


def lacking(table, rows, reasons):
    for row in rows:
        place = f"{table}:{row.number}: {row.action} {row.code}"
        if row.how == "no" and row.why not in reasons:
            yield f"{place}: the reason '{row.why}' is not among those that begin the table"
        elif row.how == "see" and not has_test(row.why):
            yield f"{place}: there is no such test: {row.why}"
        elif row.how in (None, "ours") and not row.met:
            yield f"{place}: no test of resources is answered so"
        elif row.how == "ours" and not row.why:
            yield f"{place}: says not why"


def catalog_actions(folder):
    for name in sorted(glob.glob(os.path.join(folder, "*.json"))):
        if os.path.basename(name) != "product.json":
            with open(name, encoding="utf-8") as f:
                yield from json.load(f)


def main():
    if len(sys.argv) != 4:
        print(__doc__, file=sys.stderr)
        return 2
    table, folder, catalog = sys.argv[1:]
    rows, reasons, actions, defects = read_table(table)
    answers = list(read_answers(folder))
    defects += hold(rows, answers)
    defects += lacking(table, rows, reasons)
    defects += [f"{table}: says nothing of {action}" for action in catalog_actions(catalog) if action not in actions]
    for defect in defects:
        print(defect)
    count = {how: sum(row.how == how and row.action != "any_action" for row in rows) for how in (None, "see", "no", "ours")}
    print(f"errors by action: {count[None] + count['see']} answered as documented, {count['no']} out of a mock's reach, "
          f"{count['ours']} inferred; {len(answers)} refusals met, {len(defects)} defects")
    return 1 if defects else 0


if __name__ == "__main__":
    sys.exit(main())
