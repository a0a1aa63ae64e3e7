#!/usr/bin/env python3
"""What real ingress controllers asked of the cloud, asked of a mockalb: call by call, in the order of then.

recorded/SET.json has the distinct requests and answers of one set, and for each step the pairs of both that were
seen. The answers were given by another, simpler fake that these controllers were content with. Ours may differ from them in
ids, request ids and times; any other difference must be in differences.json, with its reason. A reason that explains
nothing any more fails too.

usage: replay.py MOCKALB [SET…]
"""
import glob
import http.client
import json
import os
import re
import subprocess
import sys
import urllib.parse

HERE = os.path.dirname(os.path.abspath(__file__))
ID = re.compile(r"(alb|sgp|lsn|rule|acl)-[a-z0-9]{18}|[0-9a-fA-F]{8}(-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}")
TIME = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d(:\d\d)?Z")
# Members whose numbers are times, in milliseconds.
TIMES = ("CreateTime", "ModifyTime")


def read(name):
    with open(os.path.join(HERE, name), encoding="utf-8") as f:
        return json.load(f)


class Mock:
    """A mockalb of its own, with what was there before the controller came."""

    def __init__(self, program, cloud):
        self.process = subprocess.Popen(
            [program, "serve", "--port", "0", "--seed", "1", "--signature", "off", "--cloud", cloud],
            stdout=subprocess.PIPE, text=True)
        found = re.search(r"http://([\d.]+:\d+)", self.process.stdout.readline())
        if not found:
            sys.exit("replay: mockalb did not start")
        self.connection = http.client.HTTPConnection(found.group(1), timeout=30)

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.connection.close()
        self.process.terminate()
        self.process.wait()

    def call(self, params):
        self.connection.request("POST", "/", urllib.parse.urlencode(params),
                                {"Content-Type": "application/x-www-form-urlencoded"})
        answer = json.loads(self.connection.getresponse().read())
        answer.pop("RequestId")
        return answer


class Names:
    """Which id of ours stands for which of then."""

    def __init__(self):
        self.ours = {}

    def known(self, text):
        return ID.sub(lambda found: self.ours.get(found.group(), found.group()), text)

    def same(self, theirs, ours):
        """Whether the texts are equal but for ids and times; learns the ids that are new."""
        if TIME.fullmatch(theirs) and TIME.fullmatch(ours):
            return True
        left, right = list(ID.finditer(theirs)), list(ID.finditer(ours))
        if len(left) != len(right) or ID.sub("", theirs) != ID.sub("", ours):
            return False
        return all(self.ours.setdefault(l.group(), r.group()) == r.group() for l, r in zip(left, right))


def differences(names, theirs, ours, path=""):
    """(path, kind, text) of each; indexes are left out of paths."""
    name = path.rpartition(".")[2]
    if isinstance(theirs, dict) and isinstance(ours, dict):
        for key in list(theirs) + [k for k in ours if k not in theirs]:
            below = f"{path}.{key}" if path else key
            if key not in ours:
                yield below, "absent", json.dumps(theirs[key])
            elif key not in theirs:
                yield below, "added", json.dumps(ours[key])
            else:
                yield from differences(names, theirs[key], ours[key], below)
    elif isinstance(theirs, list) and isinstance(ours, list):
        if len(theirs) != len(ours):
            yield path, "count", f"{len(ours)}, not {len(theirs)}: {json.dumps(ours)[:300]}"
        for left, right in zip(theirs, ours):
            yield from differences(names, left, right, path)
    elif isinstance(theirs, str) and isinstance(ours, str):
        if not names.same(theirs, ours):
            yield path, "other", f"{ours!r}, not {theirs!r}"
    elif type(theirs) is not type(ours) or (theirs != ours and name not in TIMES):
        yield path, "other", f"{json.dumps(ours)}, not {json.dumps(theirs)}"


class Reasons:
    """The rows of differences.json: actions and paths are regular expressions."""

    def __init__(self):
        self.rows = [(re.compile(r["actions"]), r["kind"], re.compile(r["path"]), r) for r in read("differences.json")]
        self.used = set()

    def explains(self, action, kind, path):
        for i, (actions, kinds, paths, _) in enumerate(self.rows):
            if actions.fullmatch(action) and kinds == kind and paths.fullmatch(path):
                self.used.add(i)
                return True
        return False


def replay(program, name, reasons):
    """Calls made, and what is not explained, each once."""
    data = read(f"recorded/{name}.json")
    names, found, count = Names(), {}, 0
    with Mock(program, os.path.join(HERE, "cloud.yaml")) as mock:
        for step in data["steps"]:
            for request, answer in step["calls"]:
                params = {k: names.known(v) for k, v in data["requests"][request].items()}
                action = params["Action"]
                count += 1
                for path, kind, text in differences(names, data["answers"][answer], mock.call(params)):
                    if not reasons.explains(action, kind, path):
                        found.setdefault((action, kind, path), f"{name}, {step['step']}: {action}: {path}: {kind}: {text}")
    return count, list(found.values())


def main():
    program, *wanted = sys.argv[1:]
    sets = sorted(os.path.basename(f)[:-5] for f in glob.glob(os.path.join(HERE, "recorded/*.json")))
    reasons, bad, total = Reasons(), [], 0
    for name in wanted or sets:
        count, found = replay(program, name, reasons)
        total += count
        bad += found
        print(f"{name}: {count} calls")
    if not wanted:
        bad += [f"differences.json: explains nothing any more: {json.dumps(row[3])}"
                for i, row in enumerate(reasons.rows) if i not in reasons.used]
    if bad:
        print("\n".join(bad), file=sys.stderr)
        print("mend the mock, or give the reason in differences.json", file=sys.stderr)
    print(f"{len(wanted or sets)} sets, {total} calls, {len(reasons.rows)} differences with a reason, {len(bad)} without")
    sys.exit(1 if bad else 0)


if __name__ == "__main__":
    main()
