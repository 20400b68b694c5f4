#!/usr/bin/env python3
"""Runs what the documents show, and the example project.

In:  README.md, docs/*.md, examples/*/README.md. Fenced blocks are told apart by their first line:
       ```weir              a whole file: must lint without an error
       ```weir error=E104   must give this error and no other
       ```console           lines that start with "$ " run in a copy of examples/starter, or for docs/NAME.md of examples/NAME if there is one, one after another;
                            the lines below each must be what it prints ("..." stands for any lines, or in a line for any text)
       ```c file=NAME       goes to the end of NAME in that copy; its commands compile and run it, against the library that is installed in --prefix
       ```LANGUAGE from=PATH stands in the project's file word for word; every block of c or make has one of the two
     And examples/starter: lints, passes its tests, compiles and verifies with status 0.
Out: a line for each failure, and "N passed, N failed".
"""
import argparse
import os
import re
import shutil
import subprocess
import sys
import tempfile

ROOT = os.path.dirname(os.path.dirname(os.path.abspath(__file__)))
STARTER = os.path.join(ROOT, "examples", "starter")
LIBRARY = {}  # what the environment says of the installed library


def blocks(path):
    """(line number, info string, text) of each fenced block."""
    info, start, lines = None, 0, []
    for number, line in enumerate(open(path, encoding="utf-8"), 1):
        if line.lstrip().startswith("```"):
            if info is None:
                info, start, lines = line.strip()[3:], number, []
            else:
                yield start, info, "".join(lines)
                info = None
        elif info is not None:
            lines.append(line)


def codes_of(output):
    import json
    found = []
    for line in output.splitlines():
        if line.startswith("{"):
            row = json.loads(line)
            if row.get("level") == "error":
                found.append(row["code"])
    return found


def check_weir(weir, info, text):
    wanted = re.findall(r"error=(\w+)", info)
    with tempfile.TemporaryDirectory() as folder:
        name = os.path.join(folder, "example.weir")
        with open(name, "w", encoding="utf-8") as out:
            out.write(text)
        done = subprocess.run([weir, "lint", "--format", "json", "example.weir"], cwd=folder, capture_output=True, text=True)
        found = sorted(set(codes_of(done.stdout)))
        if found != sorted(wanted):
            return f"errors {found}, wanted {wanted}\n{done.stdout}{done.stderr}"
        if not wanted and done.returncode not in (0, 1):
            return f"status {done.returncode}\n{done.stdout}{done.stderr}"
    return None


def check_from(info, text):
    path = re.search(r"from=(\S+)", info)[1]
    with open(os.path.join(ROOT, path), encoding="utf-8") as file:
        return None if text in file.read() else f"this does not stand in {path} word for word"


def append_to(folder, info, text):
    with open(os.path.join(folder, re.search(r"file=(\S+)", info)[1]), "a", encoding="utf-8") as out:
        out.write(text)


def line_matches(pattern, line):
    parts = pattern.rstrip().split("...")
    return re.fullmatch(".*".join(re.escape(part) for part in parts), line.rstrip()) is not None


def matches(pattern, lines):
    """Do the lines match the pattern's, where a line "..." is any number of lines?"""
    if not pattern:
        return not lines
    if pattern[0].strip() == "...":
        return any(matches(pattern[1:], lines[i:]) for i in range(len(lines) + 1))
    return bool(lines) and line_matches(pattern[0], lines[0]) and matches(pattern[1:], lines[1:])


def check_console(weir, folder, text):
    environment = dict(os.environ, PATH=os.path.dirname(weir) + os.pathsep + os.environ["PATH"], NO_COLOR="1", LC_ALL="C", **LIBRARY)
    for part in re.split(r"^(?=\$ )", text, flags=re.M):
        if not part.startswith("$ "):
            continue
        command, _, shown = part[2:].partition("\n")
        done = subprocess.run(["sh", "-c", command], cwd=folder, env=environment, stdout=subprocess.PIPE,
                              stderr=subprocess.STDOUT, text=True)
        if not matches(shown.rstrip("\n").split("\n") if shown.strip() else [], done.stdout.rstrip("\n").split("\n") if done.stdout else []):
            return f"$ {command}\nprinted:\n{done.stdout}\nthe document says:\n{shown}"
    return None


def documents():
    yield os.path.join(ROOT, "README.md")
    for folder in (os.path.join(ROOT, "docs"), os.path.join(ROOT, "interpreter")):
        for name in sorted(os.listdir(folder)):
            if name.endswith(".md"):
                yield os.path.join(folder, name)


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--weir", required=True)
    parser.add_argument("--prefix", help="where the library is installed; without it documents with C are passed over, and that is said")
    arguments = parser.parse_args()
    weir = os.path.abspath(arguments.weir)
    if arguments.prefix:
        LIBRARY.update(PKG_CONFIG_PATH=os.path.join(os.path.abspath(arguments.prefix), "lib", "pkgconfig"), LD_LIBRARY_PATH=os.path.join(os.path.abspath(arguments.prefix), "lib"))
    passed, failures = 0, []
    for path in documents():
        with tempfile.TemporaryDirectory() as folder:
            work = os.path.join(folder, "starter")
            own = os.path.join(ROOT, "examples", os.path.basename(path)[:-3])
            shutil.copytree(own if os.path.isdir(own) else STARTER, work)
            found = list(blocks(path))
            if not arguments.prefix and any("file=" in info for _, info, _ in found):
                print(f"NOT RUN: {os.path.relpath(path, ROOT)}: no library is installed for this build")
                continue
            for line, info, text in found:
                words = info.split()
                if words[:1] == ["weir"]:
                    problem = check_weir(weir, info, text)
                elif words[:1] == ["console"]:
                    problem = check_console(weir, work, text)
                elif "file=" in info:
                    append_to(work, info, text)
                    continue
                elif "from=" in info:
                    problem = check_from(info, text)
                elif words[:1] in (["c"], ["make"]):
                    problem = "C that no test compiles: give it file= or from="
                else:
                    continue
                if problem:
                    failures.append(f"{os.path.relpath(path, ROOT)}:{line}: {problem}")
                else:
                    passed += 1
    with tempfile.TemporaryDirectory() as folder:
        work = os.path.join(folder, "starter")
        shutil.copytree(STARTER, work)
        for command in ("weir lint", "weir test", "weir compile -o out", "ulimit -n 32 && weir compile -o few && diff -r out few", "weir verify out/*.chn", "weir scan out events/sample.jsonl"):
            done = subprocess.run(["sh", "-c", command], cwd=work, capture_output=True, text=True,
                                  env=dict(os.environ, PATH=os.path.dirname(weir) + os.pathsep + os.environ["PATH"]))
            if done.returncode == 0:
                passed += 1
            else:
                failures.append(f"examples/starter: {command}: status {done.returncode}\n{done.stdout[-2000:]}{done.stderr[-2000:]}")
    for failure in failures:
        print("FAILED:", failure)
    print(f"{passed} passed, {len(failures)} failed")
    return 1 if failures else 0


if __name__ == "__main__":
    sys.exit(main())
