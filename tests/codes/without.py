#!/usr/bin/env python3
"""Does a test fail where a rule of the linter is gone, and is each held back by a near miss?

In:  --without, the program of without.c; the examples of tests/codes/.
For each row of lint/lint.def:
  - with the rule's function taken out of the program, some bad example of it does not give its code any more, so that `make check-codes` fails;
  - with its level `off` in weir.json, no bad example gives it;
  - some good example is a near miss: at most MOST_TOKENS tokens of it are other ones than in a bad one, or than in the release that it is compared with (last.weir). That it stays silent is
    what check-codes sees.
Out: a line for each failure, and "N passed, N failed".
"""
import argparse
import difflib
import json
import os
import re
import subprocess
import sys
import tempfile
from concurrent.futures import ThreadPoolExecutor

import run

HERE = os.path.dirname(os.path.abspath(__file__))
LINT = os.path.join(HERE, "..", "..", "lint", "lint.def")
MOST_TOKENS = 12
TOKEN = re.compile(r"'(?:[^'\\]|\\.)*'|\"[^\"]*\"|[A-Za-z_]\w*|\d+|\S")


def codes_given(weir, folder, word, without=None, off=None):
    """The slugs that an example gives: with a rule's function taken out, or its level off."""
    with tempfile.TemporaryDirectory() as work:
        run.prepare(folder, word, work)
        if off:
            path = os.path.join(work, "weir.json")
            with open(path, encoding="utf-8") as file:
                project = json.load(file)
            project.setdefault("lint", {}).setdefault("levels", {})[off] = "off"
            with open(path, "w", encoding="utf-8") as file:
                json.dump(project, file)
        command = "weir lint --format json"
        if os.path.exists(os.path.join(folder, "cmd")):
            with open(os.path.join(folder, "cmd"), encoding="utf-8") as file:
                command = file.read()
        tools = os.path.join(work, "bin")
        os.mkdir(tools)
        os.symlink(weir, os.path.join(tools, "weir"))
        environment = dict(os.environ, PATH=tools + os.pathsep + os.environ["PATH"])
        environment.pop("WEIR_WITHOUT_RULE", None)
        if without:
            environment["WEIR_WITHOUT_RULE"] = without
        done = subprocess.run(["sh", "-c", command, "sh", word], cwd=work, env=environment, stdin=subprocess.DEVNULL, capture_output=True, timeout=run.SECONDS)
        if done.returncode not in (0, 1):
            return None
        return {json.loads(line)["slug"] for line in done.stdout.decode().splitlines() if line.startswith('{"code"')}


def tokens(folder, word):
    found = []
    for name in sorted(os.listdir(folder)):
        if name.split(".")[0] == word and name.endswith((".weir", ".weir.json")): # a sensor's manifest only follows the source
            with open(os.path.join(folder, name), encoding="utf-8") as file:
                found += ["example" if token.strip('"') in (word + ".weir",) else token for token in TOKEN.findall(re.sub(r"//[^\n]*", "", file.read()))]
    return found


def distance(a, b):
    return sum(max(o[2] - o[1], o[4] - o[3]) for o in difflib.SequenceMatcher(None, a, b, autojunk=False).get_opcodes() if o[0] != "equal")


def check_rule(weir, name):
    slug = name.replace("_", "-")
    folder = os.path.join(HERE, slug)
    words = run.words_in(folder) if os.path.isdir(folder) else []
    bad, good = [w for w in words if w.startswith("bad")], [w for w in words if w.startswith("good")]
    given = {word: codes_given(weir, folder, word) for word in bad}
    seen = [word for word in bad if given[word] is not None and slug in given[word]]
    if not seen:
        return [f"{slug}: no example gives it"]
    failures = []
    without = [codes_given(weir, folder, word, without=name) for word in seen]
    if not any(codes is not None and slug not in codes for codes in without):
        failures.append(f"{slug}: no example fails without the rule's function")
    for word in seen:
        rest = codes_given(weir, folder, word, off=slug)
        if rest is None or slug in rest:
            failures.append(f"{slug}/{word}: the level 'off' does not silence it")
    distances = [distance(tokens(folder, b), tokens(folder, g)) for b in bad + ["last"] for g in good if tokens(folder, b)]
    nearest = min((tokens_apart for tokens_apart in distances if tokens_apart), default=None)
    if nearest is None or nearest > MOST_TOKENS:
        failures.append(f"{slug}: no good example is a near miss of a bad one; the nearest differs in {nearest} tokens")
    return failures


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--without", required=True)
    parser.add_argument("filters", nargs="*")
    options = parser.parse_args()
    with open(LINT, encoding="utf-8") as file:
        rules = [name for name in re.findall(r"^(?:RULE|LATER)\((\w+),", file.read(), re.M) if not options.filters or name in options.filters]
    with ThreadPoolExecutor(max_workers=2) as pool:
        results = list(pool.map(lambda name: check_rule(os.path.abspath(options.without), name), rules))
    failures = [failure for result in results for failure in result]
    for failure in failures:
        print("FAILED:", failure)
    print(f"{sum(not result for result in results)} passed, {sum(bool(result) for result in results)} failed")
    return 1 if failures or not rules else 0


if __name__ == "__main__":
    sys.exit(main())
