#!/usr/bin/env python3
"""--affected looks at less and says the same: what it tells of the files that it is asked about is what a run over the whole project tells of them.

In:  --weir. Out: a line for each failure, "N passed, N failed".
Over the example project and a project with mistakes of its own, for each of their files: the findings of `weir lint --affected FILE` in FILE and in what depends on it are those of `weir lint`
there, and it shows no other; `weir test --affected FILE` gives each instance of FILE the verdicts that `weir test` gives it; and `weir compile --check --affected FILE` ends as `weir compile` does.
What is not promised: that an instance elsewhere lies inside of one of FILE (L2xx at a place elsewhere): only `weir lint` asks that.
"""
import argparse
import json
import os
import re
import shutil
import subprocess
import sys
import tempfile

ROOT = os.path.dirname(os.path.dirname(os.path.dirname(os.path.abspath(__file__))))

MIXED = {
    "weir.json": '{ "name": "mixed", "sources": ["rules"], "sensors": ["sensors/*.json"], "output": "out", "known_good": {"events": ["events/good.jsonl"]} }\n',
    "events/good.jsonl": '{"EventID": 17, "PipeName": "\\\\ordinary", "Image": "C:\\\\a.exe"}\n',
    "lists/tools.txt": "\\tool_a\n\\tool_b\n",
    "rules/common.weir": "list browsers = ('\\chrome.exe', '\\firefox.exe')\n\npredicate browser(image) = image endswith browsers\n",
    "rules/a.weir": "use 'windows/named_pipe'\nuse 'rules/common'\n\nlist tools from 'lists/tools.txt'\n\n"
                    "instance First : NamedPipe {\n    id          1\n    title       'first'\n    severity    low\n    action      detect\n\n    match PipeName in tools and not browser(Image)\n\n"
                    "    test 'a' matches { PipeName: '\\tool_a', Image: 'C:\\a.exe' }\n    test 'b' misses  { PipeName: '\\other', Image: 'C:\\a.exe' }\n}\n\n"
                    "instance Wide : NamedPipe {\n    id          2\n    title       'wide'\n    severity    low\n    action      detect\n\n    match PipeName startswith ('\\tool', '\\tool_', '\\to')\n\n"
                    "    test 'a' misses { PipeName: '\\tool_a', Image: 'C:\\a.exe' }\n}\n",
    "rules/stress.weir": "use 'windows/named_pipe'\n\ninstance Everything : NamedPipe {\n    id          9\n    title       'everything'\n    severity    low\n    action      observe\n    stress\n\n"
                         "    match PipeName exists or PipeName missing\n\n    test 'any' matches { PipeName: '\\x' }\n}\n",
    "rules/b.weir": "use 'windows/named_pipe'\n\ninstance Twin : NamedPipe {\n    id          3\n    title       'twin'\n    severity    low\n    action      detect\n\n"
                    "    match PipeName startswith ('\\tool', '\\tool_', '\\to')\n}\n\n"
                    "instance Never : NamedPipe {\n    id          4\n    title       'never'\n    severity    low\n    action      detect\n\n    match PipeName == '\\x' and PipeName == '\\yy' or Image contains 'a'\n\n"
                    "    test 'good' matches { PipeName: 'x', Image: 'C:\\a.exe' }\n}\n",
}


class Bench:
    def __init__(self, weir):
        self.weir, self.passed, self.failed = weir, 0, 0

    def run(self, folder, *words):
        return subprocess.run([self.weir, *words], cwd=folder, capture_output=True, text=True, timeout=300, env={**os.environ, "SOURCE_DATE_EPOCH": "1795300000"})

    def check(self, name, good, said=""):
        self.passed += bool(good)
        self.failed += not good
        if not good:
            print(f"FAILED: {name}: {str(said)[:3000]}")


def findings(done):
    """(file, line) -> what is found there, and whether a label names each file."""
    rows = [json.loads(line) for line in done.stdout.splitlines() if line.startswith('{"')]
    return [row for row in rows if "code" in row]


def key(row):
    return json.dumps({k: v for k, v in row.items()}, sort_keys=True)


def files_of(row):
    return set(re.findall(r'"path": ?"([^"]+)"', json.dumps(row)))


def users(folder, name):
    """The file and who uses it, directly or by way of others, as the sources say."""
    found, queue = {name}, [name]
    texts = {os.path.relpath(os.path.join(at, f), folder): open(os.path.join(at, f), encoding="utf-8").read() for at, _, names in os.walk(folder) for f in names if f.endswith(".weir")}
    while queue:
        wanted = queue.pop()
        for path, text in texts.items():
            named = {n if n.endswith(".weir") else n + ".weir" for n in re.findall(r"^use\s+'([^']+)'", text, re.M)} | set(re.findall(r"from\s+'([^']+)'", text)) | set(re.findall(r"corpus\s+'([^']+)'", text))
            if wanted in named and path not in found:
                found.add(path)
                queue.append(path)
    return found


def check_project(b, name, folder):
    whole = findings(b.run(folder, "lint", "--format", "json"))
    tested = {}
    for row in (json.loads(line) for line in b.run(folder, "test", "--format", "json").stdout.splitlines() if line.startswith('{"')):
        if "test" in row:
            tested[(row.get("instance"), row["test"])] = row
    compiled = b.run(folder, "compile", "--check", "--quiet").returncode
    names = sorted(os.path.relpath(os.path.join(at, f), folder) for at, _, inner in os.walk(folder) for f in inner if f.endswith((".weir", ".txt")) and "build" not in at)
    seen = told = 0
    for path in names:
        concerned = users(folder, path)
        part = findings(b.run(folder, "lint", "--affected", "--format", "json", path))
        wanted = sorted(key(row) for row in whole if files_of(row) and (row.get("path") in concerned))
        got = sorted(key(row) for row in part if row.get("path") in concerned)
        told += len(got)
        b.check(f"{name}: lint --affected {path}", wanted == got, ("missing", [w for w in wanted if w not in got], "too many", [g for g in got if g not in wanted]))
        b.check(f"{name}: lint --affected {path} shows nothing else", all(files_of(row) & concerned or not row.get("path") for row in part), part)
        b.check(f"{name}: and nothing that the whole run does not", {key(row) for row in part} <= {key(row) for row in whole}, [row for row in part if key(row) not in {key(r) for r in whole}])
        run = b.run(folder, "test", "--affected", "--format", "json", path)
        rows = [json.loads(line) for line in run.stdout.splitlines() if line.startswith('{"') and '"test"' in line]
        b.check(f"{name}: test --affected {path}", all(tested.get((row.get("instance"), row["test"])) == row for row in rows if "test" in row) and run.returncode <= 2, run.stderr)
        seen += len(rows)
        b.check(f"{name}: compile --check --affected {path}", b.run(folder, "compile", "--check", "--quiet", "--affected", path).returncode == compiled)
    b.check(f"{name}: there was something to compare", seen > 0 and told > 0 and len(tested) > 3, (seen, told, len(tested)))


def check_paths(b, folder):
    """The same file, however it is named: from a folder inside, absolutely, by a link; and no other one that is shown with the same text from there."""
    os.makedirs(os.path.join(folder, "rules", "rules"), exist_ok=True)
    with open(os.path.join(folder, "rules", "rules", "a.weir"), "w", encoding="utf-8") as out:
        out.write("list lonely = ('x', 'y')\n")
    os.symlink(os.path.join(folder, "rules", "b.weir"), os.path.join(folder, "link.weir"))
    wanted = {path: b.run(folder, "lint", "--affected", "--format", "json", path).stdout for path in ("rules/a.weir", "rules/b.weir", "rules/rules/a.weir")}
    b.check("paths: they differ", len(set(wanted.values())) == 3, wanted)
    for where, path, real in (("rules", "b.weir", "rules/b.weir"), ("rules", "rules/a.weir", "rules/rules/a.weir"), ("rules", "../rules/a.weir", "rules/a.weir"), (".", "./rules//b.weir", "rules/b.weir"),
                              (".", os.path.join(folder, "rules", "b.weir"), "rules/b.weir"), (".", "link.weir", "rules/b.weir"), ("events", "../rules/rules/../b.weir", "rules/b.weir")):
        done = b.run(os.path.join(folder, where), "lint", "--affected", "--format", "json", path)
        b.check(f"paths: {path} in {where}", done.stdout == wanted[real], (done.stderr, done.stdout[:500]))


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--weir", required=True)
    b = Bench(os.path.abspath(parser.parse_args().weir))
    with tempfile.TemporaryDirectory() as work:
        starter = os.path.join(work, "starter")
        shutil.copytree(os.path.join(ROOT, "examples", "starter"), starter, ignore=shutil.ignore_patterns("build"))
        check_project(b, "the example", starter)
        mixed = os.path.join(work, "mixed")
        for path, text in MIXED.items():
            os.makedirs(os.path.dirname(os.path.join(mixed, path)), exist_ok=True)
            with open(os.path.join(mixed, path), "w", encoding="utf-8") as out:
                out.write(text)
        shutil.copytree(os.path.join(ROOT, "examples", "starter", "sensors"), os.path.join(mixed, "sensors"))
        check_project(b, "mistakes", mixed)
        with open(os.path.join(mixed, "weir.json"), "w", encoding="utf-8") as out:
            out.write(MIXED["weir.json"].replace('"output"', '"budgets": {"file_bytes": 1024}, "output"'))
        for path in ("rules/a.weir", "rules/b.weir"):
            done = b.run(mixed, "compile", "--check", "--affected", path)
            b.check(f"budgets are of whole files: {path}", done.returncode == 2 and "over the budget" in done.stderr and "1,0" not in done.stderr, done.stderr)
        check_paths(b, mixed)
    print(f"{b.passed} passed, {b.failed} failed")
    return 1 if b.failed else 0


if __name__ == "__main__":
    sys.exit(main())
