#!/usr/bin/env python3
"""Sends every recorded request of real clients to the embedded API, and compares the answers.

What differs has to be in replay_differences.json, with a reason and, if it is of few recordings, their names; what
stands there and does not differ any more is a failure too, and so is a part of it between | that is never met. uids, versions, times and hashes of documents are each server's own: of a recorded one that comes back in
a request, ours is sent.

usage: replay.py [--show] ALBSPEC FOLDER DIFFERENCES
"""
import base64
import collections
import json
import os
import re
import sys

from raw_client import Server, Watch

OWN = {"uid", "resourceVersion", "creationTimestamp", "deletionTimestamp", "selfLink", "managedFields", "time",
       "lastTransitionTime", "renewTime", "acquireTime", "continue", "remainingItemCount"}


def varint(data, at):
    value = shift = 0
    while True:
        value |= (data[at] & 127) << shift
        shift, at = shift + 7, at + 1
        if data[at - 1] < 128:
            return value, at


def as_varint(value):
    out = b""
    while value > 127:
        out, value = out + bytes([value & 127 | 128]), value >> 7
    return out + bytes([value])


def edit(data, path, change):
    """The message with the text at a path of field numbers changed."""
    out, at = b"", 0
    while at < len(data):
        start = at
        tag, at = varint(data, at)
        if tag & 7 == 0:
            at = varint(data, at)[1]
        elif tag & 7 == 2:
            size, at = varint(data, at)
            part, at = data[at:at + size], at + size
            if tag >> 3 == path[0]:
                part = edit(part, path[1:], change) if path[1:] else change(part)
                out += as_varint(tag) + as_varint(len(part)) + part
                continue
        else:
            at += 8 if tag & 7 == 1 else 4
        out += data[start:at]
    return out


class Replay:
    def __init__(self, name, rows, server):
        self.name, self.rows, self.server = name, rows, server
        self.uids, self.versions, self.watches, self.differences = {}, {}, {}, collections.Counter()
        self.documents = {}
        self.exchanges = self.frames = 0

    def differ(self, where, what):
        self.differences[f"{where}: {what}"] += 1

    def version(self, text):
        """Ours for a recorded one: of the newest that is not newer."""
        if text in self.versions or not text.isdigit():
            return self.versions.get(text, text)
        older = [int(v) for v in self.versions if v.isdigit() and int(v) <= int(text)]
        return self.versions[str(max(older))] if older else text

    def learn(self, recorded, ours, is_metadata=False):
        if isinstance(recorded, dict) and isinstance(ours, dict):
            for key, value in recorded.items():
                known = {"uid": self.uids, "resourceVersion": self.versions}.get(key) if is_metadata else None
                if known is not None and isinstance(value, str) and isinstance(ours.get(key), str):
                    known[value] = ours[key]
                elif key in ours:
                    self.learn(value, ours[key], key == "metadata")
        elif isinstance(recorded, list) and isinstance(ours, list):
            names = {name_of(item): item for item in ours}
            for item in recorded:
                self.learn(item, names.get(name_of(item)))

    def outgoing(self, row):
        target = row["u"].replace("ABS", f"http://127.0.0.1:{self.server.port}")
        target = re.sub(r"resourceVersion=(\d+)", lambda m: "resourceVersion=" + (
            self.version(m.group(1)) if m.group(1) != "0" else "0"), target)
        target = re.sub(r"/openapi/v3/([^?]+)\?hash=\w+", lambda m: self.documents.get(m.group(1), m.group(0)), target)
        body = row.get("b", "").encode()
        for recorded, ours in self.uids.items():
            body = body.replace(recorded.encode(), ours.encode())
        body = re.sub(rb'"resourceVersion":\s*"(\d+)"', lambda m: b'"resourceVersion":"' +
                      self.version(m.group(1).decode()).encode() + b'"', body)
        if "p" in row:
            body = base64.b64decode(row["p"])
            for recorded, ours in self.uids.items():
                body = body.replace(recorded.encode(), ours.encode())
            if row["m"] == "PUT":
                body = body[:4] + edit(body[4:], [2, 1, 6], lambda v: self.version(v.decode()).encode())
        return target, body

    def compare(self, where, recorded, ours, path=""):
        if isinstance(recorded, dict) and isinstance(ours, dict):
            for key in sorted(set(recorded) | set(ours)):
                if key in OWN:
                    continue
                inner = f"{path}.{key}" if re.fullmatch(r"[\w]+", key) else f"{path}[{key}]"
                if key not in ours:
                    self.differ(where, f"{inner} is only recorded")
                elif key not in recorded:
                    self.differ(where, f"{inner} is only ours")
                else:
                    self.compare(where, recorded[key], ours[key], inner)
        elif isinstance(recorded, list) and isinstance(ours, list):
            mine = {name_of(item): item for item in ours}
            theirs = {name_of(item): item for item in recorded}
            named = all(isinstance(item, dict) and name_of(item) for item in recorded + ours)
            if named:
                for key in sorted(set(mine) | set(theirs)):
                    if key not in mine or key not in theirs:
                        self.differ(where, f"{path}[{key}] is only {'recorded' if key in theirs else 'ours'}")
                    else:
                        self.compare(where, theirs[key], mine[key], path + "[]")
            elif len(recorded) != len(ours):
                self.differ(where, f"{path} has another length")
            else:
                for one, other in zip(recorded, ours):
                    self.compare(where, one, other, path + "[]")
        elif recorded != ours:
            self.differ(where, f"{path} differs")

    def exchange(self, row, index):
        target, body = self.outgoing(row)
        where = f"{row['m']} {place_of(row['u'])}"
        if row.get("watch"):
            self.watches[row["n"]] = Watch(self.server, target, row.get("a", ""))
            self.watches[row["n"]].where = where
            return
        status, answer = self.server.call(row["m"], target, row.get("a", ""), row.get("t", ""), body)
        recorded = self.rows[row["same"]].get("r") if "same" in row else row.get("r")
        if status != row["s"]:
            if os.environ.get("REPLAY_SHOW"):
                print(self.name, index, row["m"], row["u"], row["s"], status, body[:300], answer[:300])
            self.differ(where, f"{row['s']} is recorded, ours is {status}")
            return
        try:
            ours = json.loads(answer)
        except ValueError:
            ours = None
        if recorded is None or ours is None:
            text = answer.decode("latin-1")
            if (recorded is None) != (ours is None) or row.get("x", "") not in (text, base64.b64encode(answer).decode()):
                self.differ(where, "the text goes on" if text.startswith(row.get("x", "\0")) else "the text differs")
            return
        if place_of(row["u"]) == "/openapi/v3":
            self.documents = {name: at["serverRelativeURL"] for name, at in ours["paths"].items()}
        self.learn(recorded, ours)
        self.compare(where, recorded, ours)

    def settle(self, watch):
        watch.pump(len(watch.expected), 1.0)
        watch.pump(None, 0.1)
        where = watch.where.replace("GET", "WATCH", 1)
        if watch.status not in (None, 200):
            self.differ(where, f"200 is recorded, ours is {watch.status}")
            return
        sequence = lambda frames: [(f["type"], name_of(f["object"])) for f in frames if f["type"] != "BOOKMARK"]
        recorded, ours = sequence(watch.expected), sequence(watch.frames)
        ended = recorded[-1:] == [("ERROR", "")] and watch.expected[-1]["object"].get("code") == 410
        if ended and recorded[:-1] == ours[:len(recorded) - 1]:
            self.differ(where, "410 ended it, ours goes on")
        elif recorded != ours[:len(recorded)]:
            self.differ(where, "the events differ")
        elif not watch.closed and len(ours) > len(recorded):
            self.differ(where, "there are more events")
        if recorded == ours:
            for one, other in zip(watch.expected, [f for f in watch.frames if f["type"] != "BOOKMARK"]):
                self.learn(one, other)
                self.compare(where, one, other)

    def run(self):
        for index, row in enumerate(self.rows):
            if "frame" in row:
                self.frames += 1
                watch = self.watches.get(row["of"])
                if watch and isinstance(row["frame"], dict) and row["frame"]["type"] != "BOOKMARK":
                    watch.expected.append(row["frame"])
                    watch.pump(len(watch.expected), 0.3)
                    for one, other in zip(watch.expected, watch.frames):
                        if name_of(one["object"]) == name_of(other["object"]):
                            self.learn(one, other)
            elif "closed" in row:
                watch = self.watches.pop(row["of"], None)
                if watch:
                    watch.closed = row["closed"]
                    self.settle(watch)
                    watch.socket.close()
            else:
                self.exchanges += 1
                self.exchange(row, index)
        for watch in self.watches.values():
            self.settle(watch)
            watch.socket.close()


def name_of(item):
    if not isinstance(item, dict):
        return ""
    meta = item.get("metadata") or item.get("object", {}).get("metadata", {}) if isinstance(item.get("object", {}), dict) else {}
    if isinstance(meta, dict) and meta.get("name"):
        return f"{meta.get('namespace', '')}/{meta['name']}"
    name = item.get("name") or item.get("groupVersion") or item.get("ip") or item.get("serverAddress") or ""
    return str(name)


def place_of(url):
    path = url.replace("ABS", "").split("?")[0]
    parts = [p for p in path.split("/") if p]
    i = 2 if parts[:1] == ["api"] else 3 if parts[:1] == ["apis"] else len(parts)
    if parts[i:i + 1] == ["namespaces"] and len(parts) > i + 2:
        i += 2
    if len(parts) > i:
        rest = parts[i:]
        return rest[0] + ("/NAME" if rest[1:] else "") + "".join("/" + p for p in rest[2:])
    return path


class Rule:
    """One row of the differences: a pattern for what differs, one for the recordings, and what of it was met."""

    def __init__(self, row):
        self.what, self.of = row["what"], row.get("of", ".*")
        self.alternatives = [g.split("|") for g in re.findall(r"(?<!\\)\((.*?)(?<!\\)\)", self.what)]
        self.met, self.groups = False, [set() for _ in self.alternatives]

    def excuses(self, text, name):
        found = re.fullmatch(self.what, text)
        if not found or not re.fullmatch(self.of, name.removesuffix(".jsonl")):
            return False
        self.met = True
        for seen, value in zip(self.groups, found.groups()):
            seen.add(value)
        return True

    def unused(self):
        if not self.met:
            return [self.what]
        return [f"{one} in {self.what}" for group, seen in zip(self.alternatives, self.groups) for one in group
                if not any(value is not None and re.fullmatch(one, value) for value in seen)]


def main():
    show = sys.argv[1] == "--show"
    program, folder, file = sys.argv[1 + show:]
    with open(file) as f:
        known = [Rule(row) for row in json.load(f)]
    unknown = collections.Counter()
    exchanges = frames = 0
    for name in sorted(os.listdir(folder)):
        with open(f"{folder}/{name}") as f:
            rows = [json.loads(line) for line in f]
        flags = [] if name.startswith("lbc-") else ["--namespaced-albconfig"]
        server = Server(program, *flags)
        crd = "/apis/apiextensions.k8s.io/v1/customresourcedefinitions/albconfigs.alibabacloud.com"
        if any(r.get("m") == "POST" and "customresourcedefinitions" in r["u"] and r["s"] == 201 for r in rows):
            server.call("DELETE", crd)
            while server.call("GET", crd)[0] != 404:
                pass
        replay = Replay(name, rows, server)
        replay.run()
        server.end()
        exchanges, frames = exchanges + replay.exchanges, frames + replay.frames
        for text, count in replay.differences.items():
            if not any(rule.excuses(text, name) for rule in known):
                unknown[f"{text}   [{name}]" if show else text] += count
    for text, count in sorted(unknown.items()):
        print(f"{count:5} {text}")
    stale = [what for rule in known for what in rule.unused()]
    for what in stale:
        print(f"never differs: {what}")
    print(f"{exchanges} exchanges and {frames} frames replayed, {len(unknown)} unexplained differences")
    sys.exit(bool(unknown or stale or not exchanges))


if __name__ == "__main__":
    main()
