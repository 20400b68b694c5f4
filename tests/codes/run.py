#!/usr/bin/env python3
"""Every code of a diagnostic has a folder tests/codes/<slug>/ with examples: the bad ones give that code and no other error, the good ones
neither the code nor any error. The same files are the examples of the code's page.

An example is all files whose names start with the same word up to the first dot: bad, bad2, good, good2 ...
  bad.weir          what is linted
  bad.sensor.json   the sensor manifest that is targeted; none: nothing is, and that is not held against it
  bad.yml           a rule of Sigma, which is imported instead
  bad.weir.json     the project; without one, one is made that names the other two
Files under any other name (lists, other Template Types) are there for all examples of the folder. `sensor.json` is the manifest of the examples without one
of their own. `cmd` holds another command line than `weir lint --format json`; it sees the example's word as $1, and the source as $1.weir.
`make.sh` is run first, in the example's folder with its word as argument, for files that nobody wants to look at.
`full-limits`: a build with small limits never gives this code, and passes over it. `small-limits`: only such a build gives it with an input of a size for tests.

Out: a line for each failure, and "N passed, N failed".
"""
import argparse
import json
import os
import re
import shutil
import subprocess
import sys
import tempfile
from concurrent.futures import ThreadPoolExecutor

HERE = os.path.dirname(os.path.abspath(__file__))
SECONDS = 60


def codes_of(weir):
    out = subprocess.run([weir, "explain"], capture_output=True, text=True, check=True).stdout
    return re.findall(r"^([ELT]\d{3})  (\S+)", out, re.M)


def words_in(folder):
    names = sorted(os.listdir(folder))
    return sorted({n.split(".")[0] for n in names if re.match(r"(bad|good)(\d+|-\w+)?\.", n)} | ({"bad", "good"} if "make.sh" in names else set()))


def prepare(folder, word, work):
    for name in sorted(os.listdir(folder)):
        first = name.split(".")[0]
        if name in ("cmd", "make.sh", "full-limits", "small-limits") or (re.fullmatch(r"(bad|good)(\d+|-\w+)?", first) and first != word):
            continue
        path = os.path.join(folder, name)
        if os.path.isdir(path):
            shutil.copytree(path, os.path.join(work, name))
        else:
            shutil.copy(path, os.path.join(work, "weir.json" if name == word + ".weir.json" else name))
    if os.path.exists(os.path.join(folder, "make.sh")):
        subprocess.run(["sh", os.path.join(folder, "make.sh"), word], cwd=work, check=True)
    if not os.path.exists(os.path.join(work, "weir.json")):
        sensors = [n for n in (word + ".sensor.json", "sensor.json") if os.path.exists(os.path.join(work, n))][:1]
        sources = [word + ".weir"] if os.path.exists(os.path.join(work, word + ".weir")) else ["."]
        with open(os.path.join(work, "weir.json"), "w", encoding="utf-8") as out:
            json.dump({"name": "example", "sources": sources, "sensors": sensors}, out)


def run_example(weir, folder, word):
    """The diagnostics, or a text that says why there are none."""
    with tempfile.TemporaryDirectory() as work:
        prepare(folder, word, work)
        sigma = os.path.exists(os.path.join(work, word + ".yml"))
        command = "weir import sigma $1.yml -o imported --format json" if sigma else "weir lint --format json"
        if os.path.exists(os.path.join(folder, "cmd")):
            command = open(os.path.join(folder, "cmd"), encoding="utf-8").read()
        environment = dict(os.environ, PATH=os.path.dirname(weir) + os.pathsep + os.environ["PATH"])
        try:
            done = subprocess.run(["sh", "-c", command, "sh", word], cwd=work, env=environment, stdin=subprocess.DEVNULL,
                                  capture_output=True, timeout=SECONDS)
        except subprocess.TimeoutExpired:
            return "timed out"
        if done.returncode not in (0, 1, 2, 3, 4):
            return f"status {done.returncode}: {done.stderr.decode('utf-8', 'replace')}"
        rows = [json.loads(line) for line in done.stdout.decode("utf-8").splitlines() if line.startswith('{"code"')]
        return rows if rows or done.returncode == 0 else f"status {done.returncode} without a diagnostic: {done.stderr.decode('utf-8', 'replace')}"


def judge(code, word, rows):
    if isinstance(rows, str):
        return rows
    said = "".join(f"\n    {r['level']}[{r['code']}] {r.get('path')}:{r.get('line')}: {r['message']}" for r in rows)
    found = [r for r in rows if r["code"] == code and not (code == "E208" and r["level"] != "error" and word.startswith("good"))]
    others = [r for r in rows if r["level"] == "error" and r["code"] != code]
    if word.startswith("bad") and not found:
        return "does not give its code" + said
    if word.startswith("good") and found:
        return "gives the code that it shall not give" + said
    if others:
        return "gives another error" + said
    return None


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--weir", default=os.path.join(HERE, "..", "..", "build", "weir"))
    parser.add_argument("filters", nargs="*")
    options = parser.parse_args()
    weir = os.path.abspath(options.weir)
    codes = codes_of(weir)
    tiny = "small limits" in subprocess.run([weir, "--version"], capture_output=True, text=True, check=True).stdout
    work, failures = [], []
    for code, slug in codes:
        if options.filters and not any(f in (code, slug) or f in slug for f in options.filters):
            continue
        folder = os.path.join(HERE, slug)
        if os.path.exists(os.path.join(folder, "full-limits" if tiny else "small-limits")):
            continue
        words = words_in(folder) if os.path.isdir(folder) else []
        for kind in ("bad", "good"):
            if not any(w.startswith(kind) for w in words):
                failures.append(f"{code} {slug}: there is no {kind} example")
        work += [(code, slug, word) for word in words]
    if not options.filters:
        known = {slug for _, slug in codes}
        failures += [f"{name}: there is no such code" for name in sorted(os.listdir(HERE))
                     if os.path.isdir(os.path.join(HERE, name)) and name not in known and name != "__pycache__"]
    passed = 0
    with ThreadPoolExecutor(max_workers=2) as pool:
        for (code, slug, word), rows in zip(work, pool.map(lambda w: run_example(weir, os.path.join(HERE, w[1]), w[2]), work)):
            problem = judge(code, word, rows)
            if problem:
                failures.append(f"{code} {slug}/{word}: {problem}")
            else:
                passed += 1
    for failure in failures:
        print("FAILED:", failure)
    print(f"{passed} passed, {len(failures)} failed")
    return 1 if failures or not passed else 0


if __name__ == "__main__":
    sys.exit(main())
