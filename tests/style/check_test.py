#!/usr/bin/env python3
"""Makes one defect for each rule of check.py in a scratch tree and wants it found."""
import os
import shutil
import subprocess
import sys
import tempfile

HERE = os.path.dirname(os.path.abspath(__file__))
GOOD = '#include <stdio.h>\n\n#include "base/banned.h"\n'
DEFECTS = [
    ("layers", "base/low.c", GOOD.replace('"base/', '"runner/kube/api.h"\n#include "base/', 1), "base may not see runner/kube/api.h"),
    ("layers", "mockalb/resources/rule.c", '#include "base/net/httpd.h"\n' + GOOD, "may not see base/net/httpd.h"),
    ("layers", "mockalb/main.c", "#include <microhttpd.h>\n" + GOOD, "is known by base/net/httpd*.c alone"),
    ("layers", "attic/x.c", GOOD, "is in no room"),
    ("banned", "base/x.c", GOOD + "void *f(void)\n{\n    return malloc(3);\n}\n", "use an arena"),
    ("banned", "base/x.c", GOOD + "void f(void)\n{\n    sleep(1);\n}\n", "use a timer"),
    ("banned", "base/x.c", '#include "base/banned.h"\n#include <stdio.h>\n', "its last include"),
    ("banned", "base/x.c", GOOD + "int a; // NOLINT\n", "NOLINT needs its reason"),
    ("banned", "base/x.c", GOOD + "/* TO" + "DO later */\n", "finish it or leave it out"),
    ("banned", "base/x.c", GOOD + "typedef struct a b;\n", "no typedefs"),
    ("sizes", "base/x.c", "\n" * 501, "has 501 lines"),
    ("sizes", "base/x.c", "int f(void)\n{\n" + "    ;\n" * 61 + "}\n", "a function of 61 lines"),
    ("guards", "base/x.h", "#ifndef X_H\n#define X_H\n/* idea */\n#endif\n", "must be BASE_X_H"),
    ("guards", "base/x.h", "#ifndef BASE_X_H\n#define BASE_X_H\n#endif\n", "opens with its idea"),
    ("headers", "base/x.h", "#ifndef BASE_X_H\n#define BASE_X_H\n/* */\nstruct a { size_t b; };\n#endif\n", "does not compile alone"),
    ("format", "base/x.c", "int  a ;\n", "code should be clang-formatted"),
    ("words", "docs/x.md", "see /ro" + "ot/x\n", "names a place of one machine"),
]


def found(check, name, text):
    with tempfile.TemporaryDirectory() as top:
        for copied in ("tests/style/layers.txt", "tests/style/check.py", ".clang-format"):
            os.makedirs(os.path.join(top, os.path.dirname(copied)), exist_ok=True)
            shutil.copy(os.path.join(HERE, "../..", copied), os.path.join(top, copied))
        os.makedirs(os.path.join(top, os.path.dirname(name)), exist_ok=True)
        subprocess.run(["git", "init", "-q", top], check=True)
        check_py = [sys.executable, "tests/style/check.py", check]
        clean = subprocess.run(check_py, cwd=top, capture_output=True, text=True)
        with open(os.path.join(top, name), "w", encoding="utf-8") as f:
            f.write(text)
        dirty = subprocess.run(check_py, cwd=top, capture_output=True, text=True)
        return clean.returncode, dirty.returncode, dirty.stdout


missed = 0
for check, name, text, want in DEFECTS:
    clean, dirty, out = found(check, name, text)
    if clean != 0 or dirty != 1 or want not in out:
        missed += 1
        print(f"{check}: {name}: wanted '{want}', got {clean}, {dirty}: {out.strip()}")
print(f"{len(DEFECTS) - missed} passed, {missed} failed")
sys.exit(1 if missed else 0)
