#!/usr/bin/env python3
"""What users see: runs commands and compares what they print, byte by byte.

In:  tests/golden/<feature>/<case>/ with `cmd`, shell lines that run in a copy of the folder with weir in PATH, and what they must give:
     `stdout`, `stderr` (no such file: nothing), `status` (no such file: 0). Everything else in the folder is the case's input.
     --update writes what they gave instead of comparing; read the difference before committing it.
Out: a difference for each failure, and "N passed, N failed".
"""
import argparse
import difflib
import os
import shutil
import subprocess
import sys
import tempfile
from concurrent.futures import ThreadPoolExecutor

HERE = os.path.dirname(os.path.abspath(__file__))
EXPECTED = ("stdout", "stderr", "status")
SECONDS = 60  # for one case, under sanitizers too


def cases(filters):
    for feature in sorted(os.listdir(HERE)):
        folder = os.path.join(HERE, feature)
        if not os.path.isdir(folder):
            continue
        for case in sorted(os.listdir(folder)):
            name = f"{feature}/{case}"
            if os.path.isfile(os.path.join(folder, case, "cmd")) and (not filters or any(f in name for f in filters)):
                yield name


def run_case(weir, name):
    source = os.path.join(HERE, name)
    with tempfile.TemporaryDirectory() as folder:
        work = os.path.join(folder, "case")
        shutil.copytree(source, work, ignore=lambda at, names: [n for n in names if at == source and n in EXPECTED + ("cmd",)])
        environment = {"PATH": os.path.dirname(weir) + os.pathsep + os.environ["PATH"], "LC_ALL": "C.UTF-8", "HOME": folder, "TERM": "dumb"}
        environment.update({k: v for k, v in os.environ.items() if k.endswith("SAN_OPTIONS")})
        try:
            done = subprocess.run(["sh", os.path.join(source, "cmd")], cwd=work, env=environment, stdin=subprocess.DEVNULL,
                                  capture_output=True, timeout=SECONDS)
        except subprocess.TimeoutExpired:
            return {"stdout": b"", "stderr": b"timed out\n", "status": b"timeout\n"}
        return {"stdout": done.stdout, "stderr": done.stderr, "status": b"%d\n" % done.returncode}


def wanted_of(name, part):
    path = os.path.join(HERE, name, part)
    if os.path.exists(path):
        with open(path, "rb") as file:
            return file.read()
    return b"0\n" if part == "status" else b""


def update(name, got):
    for part in EXPECTED:
        path = os.path.join(HERE, name, part)
        if got[part] == (b"0\n" if part == "status" else b""):
            if os.path.exists(path):
                os.remove(path)
        elif got[part] != wanted_of(name, part):
            with open(path, "wb") as file:
                file.write(got[part])


def differences(name, got):
    for part in EXPECTED:
        wanted = wanted_of(name, part)
        if got[part] != wanted:
            lines = [data.decode("utf-8", "backslashreplace").splitlines(keepends=True) for data in (wanted, got[part])]
            text = "".join(line if line.endswith("\n") else line + "\n" for line in difflib.unified_diff(*lines, f"{name}/{part}, wanted", "got"))
            yield text or f"{name}/{part}: differs in bytes that are not text\n"


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--update", action="store_true")
    parser.add_argument("--weir", default=os.path.join(HERE, "..", "..", "build", "weir"))
    parser.add_argument("filters", nargs="*")
    options = parser.parse_args()
    weir = os.path.abspath(options.weir)
    names = list(cases(options.filters))
    failed = 0
    with ThreadPoolExecutor(max_workers=2) as pool:
        for name, got in zip(names, pool.map(lambda n: run_case(weir, n), names)):
            if options.update:
                update(name, got)
                continue
            found = list(differences(name, got))
            failed += bool(found)
            for text in found:
                sys.stdout.write("FAILED: " + text)
    print(f"{len(names) - failed} passed, {failed} failed")
    return 1 if failed or not names else 0


if __name__ == "__main__":
    sys.exit(main())
