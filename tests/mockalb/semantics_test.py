#!/usr/bin/env python3
"""The two programs that hold tables of facts against the mock find what does not hold."""
import os
import sys
import tempfile
import unittest

HERE = os.path.dirname(os.path.abspath(__file__))
sys.path[:0] = [HERE, os.path.join(HERE, "resources")]

import errors_by_action  # noqa: E402
import semantics  # noqa: E402

TABLE = """because failure: it never happens

any_action
400 IllegalParam.%s | The param of %s is illegal.

CreateThing
404 ResourceNotFound.Thing | The specified resource %s is not found.
no 403 Forbidden.Thing : failure
ours 400 Odd.Thing | It is odd. : nobody says
"""
ANSWERED = ("404 ResourceNotFound.Thing The specified resource x is not found.", "400 Odd.Thing It is odd.",
            "400 IllegalParam.Name The param of Name is illegal.")


class Index(unittest.TestCase):
    def setUp(self):
        self.project = semantics.Project(os.path.join(HERE, "..", ".."))
        self.facts, _, self.reasons, _ = semantics.read_index(os.path.join(HERE, "semantics.txt"))

    def test_no_proof_holds_when_its_end_is_another(self):
        for _, fact, _, proofs in self.facts:
            for proof in proofs:
                other = proof[:-1] + '~"' if proof.endswith('"') else proof + "~"
                self.assertFalse(semantics.holds(self.project, self.reasons, other), f"{fact}: {other}")

    def test_names_each_limit_state_and_action_that_nothing_proves(self):
        named = list(semantics.unproved(self.project, set()))

        self.assertIn("no fact is about the limit rules, as limits.def has it", named)
        self.assertIn("no fact is about the state rule Deleting -", named)
        self.assertIn("no fact is about the errors of CreateRules", named)


class Errors(unittest.TestCase):
    def defects(self, answered, table=TABLE):
        with tempfile.NamedTemporaryFile("w") as f:
            f.write(table)
            f.flush()
            rows, reasons, _, defects = errors_by_action.read_table(f.name)
        answers = [("a test", "CreateThing", *answer.split(" ", 2)) for answer in answered]
        return defects + list(errors_by_action.hold(rows, answers)) + list(errors_by_action.lacking("t", rows, reasons))

    def test_finds_nothing_where_all_is_answered(self):
        self.assertEqual(self.defects(ANSWERED), [])

    def test_misses_what_was_not_answered(self):
        for i in range(len(ANSWERED)):
            self.assertEqual(len(self.defects(ANSWERED[:i] + ANSWERED[i + 1:])), 1)

    def test_finds_another_status_text_or_code(self):
        for more in ("400 ResourceNotFound.Thing The specified resource x is not found.",
                     "404 ResourceNotFound.Thing The resource x is not found.",
                     "404 ResourceNotFound.Thing The specified resource  is not found.",
                     "403 Forbidden.Thing You may not.", "400 New.Thing It is new."):
            self.assertEqual(len(self.defects((*ANSWERED, more))), 1, more)

    def test_wants_reasons_that_are_there(self):
        self.assertEqual(len(self.defects(ANSWERED, TABLE.replace(" : failure", " : another"))), 1)
        self.assertEqual(len(self.defects(ANSWERED, TABLE.replace(" : nobody says", ""))), 1)


if __name__ == "__main__":
    unittest.main()
