#!/usr/bin/env python3
"""The rules of the source that a compiler does not check. Usage: check.py CHECK...

Each finding is one line, file:line: what is wrong and what to do; any finding ends with exit code 1.
"""
import fnmatch
import os
import re
import subprocess
import sys

MAX_FILE, MAX_FUNCTION, MAX_LINE = 500, 60, 100
BANNED = {
    r"\b(malloc|calloc|realloc|strdup|strndup)\(": ("use an arena or base/must.h", ["base/must.c"]),
    r"\b(sleep|usleep|nanosleep|poll_sleep)\(": ("use a timer of base/clock.h", []),
    r"\b(strcpy|strcat|strncpy|strncat|sprintf|vsprintf|strtok|atoi|atol|atoll|gets|system|popen)\(":
        ("see base/banned.h", []),
    r"\b(clock_gettime|gettimeofday|time)\(": ("ask base/clock.h", ["base/clock.c"]),
    r"\bpthread_": ("there is one thread", []),
    r"\b(TODO|FIXME|XXX|HACK)\b": ("finish it or leave it out", []),
    r"^\s*typedef\s+(struct|enum|union)\b[^(]*$": ("no typedefs except of functions", []),
    r"#pragma\s+once": ("write a header guard", []),
}


def files(*suffixes):
    out = subprocess.run(["git", "ls-files", "--cached", "--others", "--exclude-standard"],
                         capture_output=True, text=True)
    if out.returncode:
        names = [os.path.join(d, f)[2:] for d, _, fs in os.walk(".") for f in fs if not d.startswith("./build")]
    else:
        names = out.stdout.splitlines()
    return sorted(n for n in set(names) if n.endswith(suffixes) and os.path.exists(n))


def lines(name):
    with open(name, encoding="utf-8") as f:
        return f.read().split("\n")


def code_lines(name):
    """Lines with comments and string contents blanked, so that words in prose do not count."""
    text = open(name, encoding="utf-8").read()
    pattern = r'/\*.*?\*/|//[^\n]*|"(?:\\.|[^"\\\n])*"|\'(?:\\.|[^\'\\\n])*\''
    return re.sub(pattern, lambda m: re.sub(r"[^\n]", " ", m.group(0)), text, flags=re.S).split("\n")


def room_of(name, rooms):
    folder = os.path.dirname(name)
    while folder and folder not in rooms:
        folder = os.path.dirname(folder)
    return folder


def check_layers():
    rooms, libraries = {}, {}
    for line in lines("tests/style/layers.txt"):
        if line.startswith("<"):
            library, *where = line.split()
            libraries[library] = where
        elif line and not line.startswith("#"):
            room, seen = line.split(":")
            rooms[room] = seen.split()
    for name in files(".c", ".h", ".def"):
        room = room_of(name, rooms)
        if not room:
            yield f"{name}:1: is in no room of tests/style/layers.txt"
            continue
        for number, line in enumerate(lines(name), 1):
            m = re.match(r'\s*#\s*include\s+("([^"]+)"|<[^>]+>)', line)
            if not m:
                continue
            for library, where in libraries.items():
                if m.group(1).startswith(library) and not any(fnmatch.fnmatch(name, w) for w in where):
                    yield f"{name}:{number}: {m.group(1)} is known by {' '.join(where)} alone"
            if m.group(2) and "*" not in rooms[room]:
                target = room_of(m.group(2), rooms)
                if "/" not in m.group(2) or (target != room and target not in rooms[room]):
                    yield f"{name}:{number}: {room} may not see {m.group(2)}"


def check_banned():
    for name in files(".c", ".h"):
        for number, line in enumerate(code_lines(name), 1):
            for pattern, (advice, allowed) in BANNED.items():
                m = re.search(pattern, line)
                if m and name not in allowed and not name.endswith("banned.h"):
                    yield f"{name}:{number}: {m.group(0).strip()}: {advice}"
        raw = lines(name)
        for number, line in enumerate(raw, 1):
            if re.search(r"\b(TODO|FIXME|XXX)\b", line):
                yield f"{name}:{number}: finish it or leave it out"
            if "NOLINT" in line and not re.search(r"NOLINT\w*(\([^)]*\))?[:,]?\s+\S", line):
                yield f"{name}:{number}: NOLINT needs its reason beside it"
        includes = [l for l in raw if re.match(r"\s*#\s*include\b", l) and ".def" not in l]
        if name.endswith(".c") and name != "base/must.c" and (not includes or "base/banned.h" not in includes[-1]):
            yield f'{name}:1: its last include must be "base/banned.h"'


def check_sizes():
    for name in files(".c", ".h", ".def", ".py", ".sh", ".mjs"):
        text = lines(name)
        if len(text) - 1 > MAX_FILE:
            yield f"{name}:{MAX_FILE}: has {len(text) - 1} lines; {MAX_FILE} is the most: make two of it"
        if not name.endswith((".c", ".h")):
            continue
        start = None
        for number, line in enumerate(text, 1):
            if line == "{":
                start = number
            elif line == "}" and start:
                if number - start - 1 > MAX_FUNCTION:
                    yield f"{name}:{start}: a function of {number - start - 1} lines; {MAX_FUNCTION} is the most"
                start = None


def check_guards():
    for name in files(".h"):
        guard = re.sub(r"[^A-Z0-9]", "_", name.upper())
        text = lines(name)
        if text[0] != f"#ifndef {guard}" or text[1] != f"#define {guard}":
            yield f"{name}:1: the header guard must be {guard}"
        if not any(l.startswith("/*") for l in text[:6]):
            yield f"{name}:3: a header opens with its idea in a comment"


def check_headers():
    compiler = os.environ.get("CC", "cc")
    flags = subprocess.run(["pkg-config", "--cflags", "libcjson"], capture_output=True, text=True).stdout.split()
    generated = [f"-I{os.environ['ALBKIT_BINARY_DIR']}"] if "ALBKIT_BINARY_DIR" in os.environ else []
    for name in files(".h"):
        source = f'#include "{name}"\nextern int nothing;\n'
        done = subprocess.run([compiler, "-std=c11", "-D_GNU_SOURCE", '-DALBKIT_VERSION="0"', "-Wall", "-Wextra",
                               "-Werror", "-I.", *generated, *flags, "-fsyntax-only", "-xc", "-"], input=source,
                              capture_output=True, text=True)
        if done.returncode:
            yield f"{name}:1: does not compile alone: {done.stderr.strip().splitlines()[-1]}"


def check_format():
    names = files(".c", ".h")
    done = subprocess.run(["clang-format", "--dry-run", "--Werror", *names], capture_output=True, text=True)
    if done.returncode:
        for line in done.stderr.splitlines():
            if ": error:" in line:
                yield line


def check_words():
    """The project speaks of itself alone: no machine's paths, no registry's hosts."""
    paths = re.compile(r"(?<![\w.$}/-])/(work|root|farm|home/\w+)/|\.\./shared")
    hosts = re.compile(r"registry\.npmjs\.org|registry\.npmmirror|deb\.debian\.org|/npm/registry")
    for name in files(".c", ".h", ".def", ".md", ".yaml", ".json", ".txt", ".sh", ".py", ".mjs", ".cmake", "test",
                      "quickstart", "run"):
        if name == "tests/style/check.py":
            continue
        for number, line in enumerate(lines(name), 1):
            if paths.search(line) or hosts.search(line):
                yield f"{name}:{number}: names a place of one machine or a registry's host"


CHECKS = {n[6:]: f for n, f in list(globals().items()) if n.startswith("check_")}


def main():
    wanted = sys.argv[1:] or list(CHECKS)
    unknown = [w for w in wanted if w not in CHECKS]
    if unknown:
        sys.exit(f"check.py: unknown check {unknown[0]}; there are: {' '.join(CHECKS)}")
    found = [f for w in wanted for f in CHECKS[w]()]
    print("\n".join(found) if found else f"{' '.join(wanted)}: {len(files('.c', '.h'))} sources, nothing found")
    sys.exit(1 if found else 0)


if __name__ == "__main__":
    main()
