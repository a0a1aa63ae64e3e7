#!/usr/bin/env python3
"""Runs every command block of Markdown files, and compares what the files say is printed.

  ```sh        the block is one bash script; it must end with exit code 0
  ```console   lines that begin with "$ " are commands, the lines below each are what it prints;
               "…" stands for anything within a line, a line that is only "…" for any lines

Commands run in the project's folder, with the programs of the given build in PATH. Blocks of one file
share a scratch folder, $PWD/build/docs, and the variables that they export do not carry over.
usage: run_blocks.py BIN_DIR FILE…
"""
import os
import re
import subprocess
import sys

# The test command can't run itself: inside of a test it lists what it would run.
INSTEAD = {"tools/test": "tools/test -N"}
TIMEOUT = 900


def blocks(name):
    text = open(name, encoding="utf-8").read().split("\n")
    start, kind = None, None
    for number, line in enumerate(text, 1):
        m = re.match(r"^\s*```(\w*)\s*$", line)
        if not m:
            continue
        if start is None:
            start, kind = number, m.group(1)
        else:
            if kind in ("sh", "console"):
                yield start, kind, text[start:number - 1]
            elif kind == "":
                yield start, "none", text[start:number - 1]
            start = None


def run(script, bin_dir):
    env = dict(os.environ, PATH=f"{bin_dir}:{os.environ['PATH']}", NO_COLOR="1", COLUMNS="80")
    done = subprocess.run(["bash", "-c", script], env=env, text=True, stdin=subprocess.DEVNULL,
                          stdout=subprocess.PIPE, stderr=subprocess.STDOUT, timeout=TIMEOUT)
    return done.returncode, done.stdout


def commands(lines):
    """Pairs of a command (with its \\ continuations) and the lines it should print."""
    result = []
    for line in lines:
        if line.startswith("$ "):
            result.append((line[2:], []))
        elif result and result[-1][0].endswith("\\") and not result[-1][1]:
            result[-1] = (result[-1][0] + "\n" + line, [])
        elif result:
            result[-1][1].append(line)
    return result


def pattern(lines):
    parts = []
    for line in lines:
        if line.strip() == "…":
            parts.append(r"(?:[^\n]*\n)*?")
        else:
            parts.append(".*?".join(re.escape(p.rstrip() if p == line else p) for p in line.split("…")) + r"[ ]*\n")
    return "^" + "".join(parts) + "$"


def check(name, start, kind, lines, bin_dir):
    if kind == "none":
        return [f"{name}:{start}: say what this block is: sh, console, or another language"]
    if kind == "sh":
        script = "\n".join(INSTEAD.get(l.strip(), l) for l in lines)
        code, out = run("set -euo pipefail\n" + script, bin_dir)
        return [f"{name}:{start}: exit code {code}:\n{out[-3000:]}"] if code else []
    found = []
    for command, wanted in commands(lines):
        _, out = run(INSTEAD.get(command.strip(), command), bin_dir)
        if out and not out.endswith("\n"):
            out += "\n"
        if not re.match(pattern(wanted), out):
            found.append(f"{name}:{start}: $ {command}\n--- says\n" + "\n".join(wanted) + f"\n--- prints\n{out[-6000:]}")
    return found


def main():
    bin_dir, names = os.path.abspath(sys.argv[1]), sys.argv[2:]
    passed, found = 0, []
    for name in names:
        for start, kind, lines in blocks(name):
            wrong = check(name, start, kind, lines, bin_dir)
            passed += not wrong
            found += wrong
    print("\n".join(found))
    print(f"{passed} passed, {len(found)} failed")
    sys.exit(1 if found or not passed else 0)


main()
