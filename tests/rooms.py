#!/usr/bin/env python3
"""The rules of the house that a compiler does not check.

  includes   nobody includes against the order of the rooms; the interpreter includes only itself and freestanding headers
  globals    no object of ours has writable data
  libc       the interpreter's objects need nothing from outside (memcpy and memset, which a compiler may call on its own, excepted)
  sizes      no source file over 800 lines
  rows       numbers and names of the .def tables are unique
  mutants    what a seeded mutant changes stands once in its file: one whose line was rewritten tests nothing, and nobody would notice
"""
import argparse
import importlib.util
import os
import re
import subprocess
import sys

ROOT = os.path.dirname(os.path.dirname(os.path.abspath(__file__)))
# Left by right: a room may include itself and what stands before it.
ORDER = ["compiler/base", "compiler/diag", "compiler/pattern", "compiler/project", "compiler/syntax", "compiler/model", "solve", "lint",
         "compiler/emit", "compiler", "exchange", "kit", "cli"]
SIDEWAYS = {("compiler/project", "compiler/pattern")}  # neighbours that must not see each other although the list orders them
FREESTANDING = {"stddef.h", "stdint.h", "stdbool.h", "stdalign.h", "limits.h", "cpuid.h"}
FORMAT = re.compile(r"interpreter/(format\.h|\w+\.def)$")


def sources():
    """Every file of the tree but what was built; git is not needed, so that a bare machine can check itself."""
    for folder, below, files in os.walk(ROOT):
        below[:] = sorted(d for d in below if d not in (".git", "build", "__pycache__"))
        for file in sorted(files):
            yield os.path.relpath(os.path.join(folder, file), ROOT)


def room_of(path):
    if path.startswith("interpreter/"):
        return "interpreter"
    folder = os.path.dirname(path)
    while folder:
        if folder in ORDER:
            return folder
        folder = os.path.dirname(folder)
    return None


def check_includes(names):
    for name in names:
        room = room_of(name)
        if room is None or not name.endswith((".c", ".cpp", ".h", ".def")):
            continue
        for number, line in enumerate(open(os.path.join(ROOT, name), encoding="utf-8"), 1):
            match = re.match(r'\s*#\s*include\s*([<"])([^>"]+)[>"]', line)
            if not match:
                continue
            if match[1] == "<":
                if room == "interpreter" and match[2] not in FREESTANDING:
                    yield f"{name}:{number}: the interpreter includes <{match[2]}>"
                continue
            target = os.path.normpath(os.path.join(os.path.dirname(name), match[2]))
            other = room_of(target)
            if other is None:
                continue
            if room == "interpreter":
                if other != "interpreter":
                    yield f"{name}:{number}: the interpreter includes {target}"
            elif other == "interpreter":
                if room not in ("compiler", "kit", "cli") and not FORMAT.match(target):
                    yield f"{name}:{number}: {room} sees more of the interpreter than its format: {target}"
            elif ORDER.index(other) > ORDER.index(room) or (room, other) in SIDEWAYS:
                yield f"{name}:{number}: {room} must not include {target}"


def check_sizes(names):
    for name in names:
        if name.endswith((".c", ".cpp", ".h", ".re", ".y", ".py", ".sh", ".weir")) and not name.startswith("tests/golden/"):
            lines = sum(1 for _ in open(os.path.join(ROOT, name), "rb"))
            if lines > 800:
                yield f"{name}: {lines} lines"


def objects(build):
    for folder, inner, files in os.walk(build):
        if folder == build:
            inner[:] = [name for name in inner if name not in ("fuzz", "asan", "tiny", "tsan", "kernel")]  # variants: instrumented, or checked on their own
        for file in sorted(files):
            if file.endswith(".o"):
                yield os.path.join(folder, file)


def check_objects(build):
    seen = 0
    interpreter_defines, interpreter_needs = set(), {}
    for path in objects(build):
        seen += 1
        out = subprocess.run(["objdump", "-t", path], capture_output=True, text=True, check=True).stdout
        inside = "/interpreter/" in path
        for line in out.splitlines():
            match = re.match(r"[0-9a-f]+ (.{7}) (\S+)\s+([0-9a-f]+) (?:\.hidden )?(\S+)$", line)
            if not match:
                continue
            flags, section, size, symbol = match.groups()
            # A constant table of pointers is in .data.rel.ro: the loader fills it in and takes the right to write away.
            if flags[6] == "O" and re.match(r"\.(data|bss|tdata|tbss)", section) and not section.startswith(".data.rel.ro") or section == "*COM*":
                yield f"{path}: writable global {symbol}"
            if inside and section == "*UND*":
                interpreter_needs[symbol] = path
            elif inside:
                interpreter_defines.add(symbol)
    for symbol, path in sorted(interpreter_needs.items()):
        if symbol not in interpreter_defines | {"memcpy", "memset", "_GLOBAL_OFFSET_TABLE_"}:
            yield f"{path}: the interpreter needs {symbol} from outside"
    if seen < 20:
        yield f"{build}: only {seen} objects: was it built?"


def check_rows(names):
    for name in names:
        if not name.endswith(".def") or name.endswith(("unicode.def", "fold.def", "commonness.def", "common_grams.def", "corruptions.def")):
            continue
        rows = {}
        for number, line in enumerate(open(os.path.join(ROOT, name), encoding="utf-8"), 1):
            match = re.match(r"([A-Z_]+)\((\w+), *(\"[A-Z]\d+\"|\d+)?", line)
            if not match:
                continue
            for key in ((match[1], match[2]), (match[1], match[3])):
                if key[1] is None:
                    continue
                if key in rows:
                    yield f"{name}:{number}: {key[1]} stands in line {rows[key]} already"
                rows[key] = number


def check_mutants():
    """The proof's mutants are (name, file, functions, old, new), the tests' (name, file, old, new)."""
    for folder, lists in (("tests/mutants", ("SEVERAL", "MUTANTS")), ("tests/prove", ("MUTANTS",))):
        spec = importlib.util.spec_from_file_location(folder.replace("/", "_"), os.path.join(ROOT, folder, "mutants.py"))
        module = importlib.util.module_from_spec(spec)
        spec.loader.exec_module(module)
        for name, path, *_, old, _ in (mutant for each in lists for mutant in getattr(module, each)):
            with open(os.path.join(ROOT, path), encoding="utf-8") as file:
                count = file.read().count(old)
            if count != 1:
                yield f"{folder}/mutants.py: '{name}': what it changes stands {count} times in {path}"


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--build", required=True)
    build = parser.parse_args().build
    names = list(sources())
    checks = {"includes": check_includes(names), "sizes": check_sizes(names), "rows": check_rows(names), "objects": check_objects(build), "mutants": check_mutants()}
    failed = 0
    for what, findings in checks.items():
        for finding in findings:
            failed += 1
            print(f"FAILED: {what}: {finding}")
    print(f"{len(checks) if not failed else 0} passed, {failed} failed")
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
