#!/usr/bin/env python3
"""Reads the index of what is known of ALB's control plane, and looks whether each proof that it names is there.

usage: semantics.py [PROJECT_FOLDER]

The index is semantics.txt beside this file; how its lines are read stands in it.
"""
import glob
import json
import os
import re
import sys

HERE = os.path.dirname(os.path.abspath(__file__))
ALIAS = {"differs": ("silent", "disagree")}


class Project:
    """What proofs refer to, read when first asked for."""

    def __init__(self, root):
        self.root, self.texts = root, {}
        self.limits = self.table("mockalb/resources/limits.def", r'LIMIT\((\w+), (\d+), (\d+), (\d+),\s*\w+,\s*"alb_')
        states = self.table("mockalb/resources/lifecycle.def", r'STATE\((\w+), "(\w+)", (?:"(\w+)"|NULL)')
        self.states = [(kind, state, next_state or "-") for kind, state, next_state in states]
        self.kinds = dict(self.table("mockalb/kinds/kinds.def", r'KIND\((\w+), "([a-z]+)/'))
        self.actions = {}
        for name in glob.glob(os.path.join(root, "mockalb/catalog/alb/*.json")):
            if os.path.basename(name) != "product.json":
                with open(name, encoding="utf-8") as f:
                    self.actions.update(json.load(f))

    def text(self, name):
        if name not in self.texts:
            path = os.path.join(self.root, name)
            self.texts[name] = ""
            if os.path.exists(path):
                with open(path, encoding="utf-8") as f:
                    self.texts[name] = f.read()
        return self.texts[name]

    def table(self, name, pattern):
        return re.findall(pattern, self.text(name))

    def literals(self, name):
        """The text of a source with its escapes undone and strings that are written in pieces joined."""
        return re.sub(r'"\s*\n?\s*"', "", self.text(name)).replace('\\"', '"')

    def parameter(self, action, path):
        """The node at Rules[].Priority; None when there is none."""
        fields, node = self.actions.get(action, {}).get("params", []), None
        for part in path.split("."):
            name, items = re.fullmatch(r"([^\[]*)((?:\[\])*)", part).groups()
            node = next((f for f in fields if f["name"] == name), None)
            for _ in range(len(items) // 2):
                node = node.get("items") if node else None
            if node is None:
                return None
            fields = node.get("fields", [])
        return node


def has_test(project, words):
    name = "tests/mockalb/" + words[0]
    what = words[1] if len(words) > 1 else ""
    if what.startswith('"') and what.endswith('"') and len(what) > 2:
        return what[1:-1] in project.literals(name)
    return re.search(rf"(START_TEST\({re.escape(what)}\)|def {re.escape(what)}\()", project.text(name)) is not None


def has_bound(project, words):
    if len(words) < 2 or len(words[1].split(" ", 3)) != 4:
        return False
    action, path, fact, value = words[1].split(" ", 3)
    node = project.parameter(action, path)
    own = node.get(fact) if node else None
    if isinstance(own, list):
        return value in [str(one) for one in own]
    return str(own) == value or json.dumps(own) == value


def has_errors(project, words):
    return re.search(rf"^{re.escape(words[1])}$", project.text("tests/mockalb/resources/errors_by_action.txt"), re.M) is not None


def has_error(project, words):
    status, code, text = words[1].split(" ", 2)
    return re.search(rf'^ERROR\(\w+, {status}, "{re.escape(code)}", "{re.escape(text)}"', project.text("mockalb/gateway/errors.def"),
                     re.M) is not None


def holds(project, reasons, proof):
    words = proof.split(" ", 1)
    rest = words[1].split(" ") if len(words) > 1 else []
    if words[0] == "bound":
        return has_bound(project, words)
    if words[0] == "limit":
        return tuple(rest) in project.limits
    if words[0] == "state":
        return tuple(rest) in project.states
    if words[0] == "errors":
        return has_errors(project, words)
    if words[0] == "error":
        return has_error(project, words)
    if words[0] == "none":
        return len(rest) == 1 and rest[0] in reasons
    if words[0] == "differs":
        return len(rest) == 1 and rest[0] in ALIAS["differs"]
    return has_test(project, words)


def read_index(name):
    facts, sources, reasons, defects = [], {}, {}, []
    with open(name, encoding="utf-8") as f:
        for number, line in enumerate(f, 1):
            line = line.rstrip("\n")
            head = re.match(r"(source|because) (\w+): (.+)", line)
            parts = [part.strip() for part in line.split(" | ", 3)] if " | " in line else []
            if head:
                (sources if head.group(1) == "source" else reasons)[head.group(2)] = head.group(3)
            elif len(parts) == 4 and re.fullmatch(r"[\w.]+", parts[0]):
                facts.append((number, parts[0], parts[1].split(), parts[3].split("; ")))
            elif line and not line.startswith("#"):
                defects.append(f"{number}: is no line of the index: {line}")
    return facts, sources, reasons, defects


def unproved(project, proofs):
    """What must be in some proof, and is in none."""
    for row in project.limits:
        if "limit " + " ".join(row) not in proofs:
            yield f"no fact is about the limit {row[0]}, as limits.def has it"
    for row in project.states:
        if project.kinds.get(row[0]) == "alb" and "state " + " ".join(row) not in proofs:
            yield f"no fact is about the state {' '.join(row)}"
    for action in sorted(project.actions):
        if "errors " + action not in proofs:
            yield f"no fact is about the errors of {action}"


def main():
    root = sys.argv[1] if len(sys.argv) > 1 else os.path.join(HERE, "..", "..")
    project = Project(root)
    facts, sources, reasons, defects = read_index(os.path.join(HERE, "semantics.txt"))
    ids, proofs = set(), set()
    for number, fact, of, own in facts:
        if fact in ids:
            defects.append(f"{number}: {fact} is there twice")
        ids.add(fact)
        proofs.update(own)
        defects += [f"{number}: {fact}: there is no source {source}" for source in of if source not in sources]
        defects += [f"{number}: {fact}: does not hold: {proof}" for proof in own if not holds(project, reasons, proof)]
        if all(proof.startswith("differs ") for proof in own) and "ours" not in of and len(of) < 2:
            defects.append(f"{number}: {fact}: nothing proves it")
    defects += unproved(project, proofs)
    for defect in defects:
        print(f"semantics.txt:{defect}")
    none = sum(own[0].startswith("none ") for _, _, _, own in facts)
    print(f"semantics: {len(facts)} facts, {len(facts) - none} proved by {len(proofs)} proofs, {none} with none to have; {len(defects)} defects")
    return 1 if defects or not facts else 0


if __name__ == "__main__":
    sys.exit(main())
