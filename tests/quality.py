#!/usr/bin/env python3
"""Tests of tests, and what a release changes, held to what was promised.

In:  the program; with --data, a folder with Sigma rules (sigma/) and recorded events (events/sysmon.jsonl.xz).
Out: for examples/starter (and 200 imported rules): generated tests pass, cover 100 %, kill over 95 % of the mutants, and a second run finds nothing to add. For two releases of 5,000
     instances with 50 changed: every instance whose verdict random events show to have changed is reported by `weir diff`, those made wider as wider, narrower as narrower, and no other.
     The same for the imported rules, of which some that match were changed, and the recorded events. CPU seconds of each are printed, not judged. "N passed, N failed".
"""
import argparse
import glob
import json
import lzma
import os
import random
import re
import resource
import shutil
import subprocess
import sys
import tempfile

ROOT = os.path.dirname(os.path.dirname(os.path.abspath(__file__)))
INSTANCES, CHANGED, EVENTS = 5000, 50, 100000
failures, passed = [], 0


def check(holds, what):
    global passed
    if holds:
        passed += 1
    else:
        failures.append(what)


def run(weir, folder, *words, stdin=None):
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    done = subprocess.run([weir, *words], cwd=folder, capture_output=True, text=True, stdin=stdin)
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    return done, after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime


def scores(output):
    return {row["score"]: (row["good"], row["all"]) for row in map(json.loads, output.splitlines()) if "score" in row}


def check_generated(weir, folder, name):
    written, first = run(weir, folder, "test", "--generate", "--write", "--quiet")
    check(written.returncode == 0, f"{name}: --generate --write: status {written.returncode}\n{written.stderr[-2000:]}")
    measured, second = run(weir, folder, "test", "--coverage", "--mutate", "--format", "json")
    check(measured.returncode == 0, f"{name}: the generated tests do not pass: status {measured.returncode}\n{measured.stderr[-2000:]}")
    found = scores(measured.stdout)
    (covered, cells), (killed, mutants) = found.get("coverage", (0, 1)), found.get("mutants killed", (0, 1))
    check(cells > 0 and covered == cells, f"{name}: coverage is {covered} of {cells}")
    check(mutants > 0 and killed > 0.95 * mutants, f"{name}: {killed} of {mutants} mutants killed")
    again, _ = run(weir, folder, "test", "--generate", "--quiet")
    check(again.stdout.count("    test ") == 0, f"{name}: a second --generate adds tests")
    print(f"{name}: coverage {covered} of {cells}, {killed} of {mutants} mutants killed; {first:.1f} s + {second:.1f} s of CPU")


def release(folder, changed, rng_changes):
    os.makedirs(os.path.join(folder, "rules"))
    template = ["template Thing {", "    channel 9200", "    version 1", "    platform windows", "    actions observe, detect", "    phase post", "    recorded EventID == 1", "",
                "    1 Path : path", "    2 Line : string", "    3 Port : u32", "}"]
    for i in range(1, INSTANCES + 1):
        low, wide, part = i * 10, 4, f"-{i % 100:02d}-"
        if i in changed:
            low, wide, part = {"wider": (low, 8, part), "narrower": (low, 1, part), "changed": (low + 2, wide, part), "same": (low, wide, part)}[rng_changes[i]]
        both = f"Line contains '{part}' and Port in ({low}..{low + wide})"
        if rng_changes.get(i) == "same" and i in changed:
            both = f"not (not Port in ({low}..{low + wide}) or not Line contains '{part}')"
        template += [f"instance I{i} : Thing {{", f"    id {i}  title 'Number {i}'  severity low  action detect", f"    match {both}", "}"]
    with open(os.path.join(folder, "rules", "a.weir"), "w") as out:
        out.write("\n".join(template) + "\n")
    with open(os.path.join(folder, "s.json"), "w") as out:
        inputs = [{"name": "Path", "type": "path"}, {"name": "Line", "type": "string"}, {"name": "Port", "type": "u32"}]
        json.dump({"sensor": "1", "platform": "windows", "supplies": [{"template": "Thing", "version": 1, "inputs": inputs}]}, out)
    with open(os.path.join(folder, "weir.json"), "w") as out:
        json.dump({"name": "x", "sources": ["rules"], "sensors": ["s.json"], "output": "out"}, out)


def matched(weir, folder, events):
    done, _ = run(weir, folder, "scan", "out", events)
    rows = map(json.loads, done.stdout.splitlines())
    return {(row["event"], row["id"]) for row in rows if "id" in row}


def check_diff(weir, folder, seed):
    rng = random.Random(seed)
    changes = {i: rng.choice(["wider", "narrower", "changed", "same"]) for i in rng.sample(range(1, INSTANCES + 1), CHANGED)}
    sides = [os.path.join(folder, side) for side in ("old", "new")]
    for side, changed in zip(sides, ({}, changes)):
        release(side, changed, changes)
        done, _ = run(weir, side, "compile", "--quiet")
        check(done.returncode == 0, f"diff: does not compile\n{done.stderr[-2000:]}")
    done, seconds = run(weir, folder, "diff", "old/out", "new/out", "--format", "json")
    told = {row["id"]: row["change"] for row in map(json.loads, done.stdout.splitlines()) if "change" in row}
    check(told == changes, f"diff: tells {sorted(set(told.items()) ^ set(changes.items()))[:5]} otherwise than what was changed")
    events = os.path.join(folder, "events.jsonl")
    with open(events, "w") as out:
        for _ in range(EVENTS):
            i = rng.choice(sorted(changes)) if rng.random() < 0.5 else rng.randint(1, INSTANCES)
            out.write(json.dumps({"EventID": 1, "Line": f"a -{i % 100:02d}- b", "Port": i * 10 + rng.randint(-2, 10)}) + "\n")
    before, after = (matched(weir, side, events) for side in sides)
    seen = {instance for _, instance in before ^ after}
    check(len(seen) > CHANGED // 2, f"diff: random events show only {len(seen)} changes, so that they prove nothing")
    check(seen <= {i for i, change in told.items() if change != "same"}, f"diff: does not tell of {sorted(seen - set(told))[:5]}, which random events show")
    check(all(told.get(i) != "wider" for _, i in before - after) and all(told.get(i) != "narrower" for _, i in after - before), "diff: a direction is wrong")
    print(f"diff: {INSTANCES} instances, {len(told)} changes told, {len(seen)} of them seen by {EVENTS} random events; {seconds:.2f} s of CPU")


def change_rules(project, ids, rng):
    """Makes some instances with these ids wider or narrower, by a program that is common; returns what was done by id."""
    done = {}
    for path in sorted(glob.glob(os.path.join(project, "**", "*.weir"), recursive=True)):
        with open(path, encoding="utf-8") as source:
            text = source.read()
        found = re.search(r"^instance \w+ : ProcessCreation \{\n    id +(\d+)\n.*?^    match (.*?)^\}", text, re.S | re.M)
        if not found or int(found[1]) not in ids or rng.random() < 0.3:
            continue
        wider = rng.random() < 0.5
        words = f"(({found[2].rstrip()}\n)) or Image endswith '\\svchost.exe'" if wider else f"({found[2].rstrip()}\n) and not Image contains 'system32'"
        with open(path, "w", encoding="utf-8") as out:
            out.write(text[:found.start(2)] + words + "\n" + text[found.end(2):])
        done[int(found[1])] = "wider" if wider else "narrower"
    return done


def check_recorded(weir, folder, data, seed):
    """Imported rules that match recorded events, some of them changed: what the events show, diff tells."""
    rng = random.Random(seed)
    events = os.path.join(folder, "recorded.jsonl")
    with lzma.open(os.path.join(data, "events", "sysmon.jsonl.xz")) as packed, open(events, "wb") as out:
        shutil.copyfileobj(packed, out)
    sides = [os.path.join(folder, side) for side in ("before", "after")]
    run(weir, folder, "import", "sigma", os.path.join(data, "sigma"), "-o", "before", "--quiet")
    shutil.copytree(*sides)
    run(weir, sides[0], "compile", "--quiet", "-o", "out")
    before = matched(weir, sides[0], events)
    changed = change_rules(sides[1], {instance for _, instance in before}, rng)
    done, _ = run(weir, sides[1], "compile", "--quiet", "-o", "out")
    check(done.returncode == 0, f"recorded: does not compile\n{done.stderr[-2000:]}")
    after = matched(weir, sides[1], events)
    done, seconds = run(weir, folder, "diff", "before/out", "after/out", "--format", "json")
    told = {row["id"]: row["change"] for row in map(json.loads, done.stdout.splitlines()) if "change" in row}
    seen = {instance for _, instance in before ^ after}
    check(len(changed) > 30 and len(seen) > 20, f"recorded: {len(changed)} rules changed, {len(seen)} of them seen: that proves nothing")
    check(seen <= {i for i, change in told.items() if change != "same"}, f"recorded: diff does not tell of {sorted(seen - set(told))[:5]}")
    check(set(told) <= set(changed), f"recorded: diff tells of {sorted(set(told) - set(changed))[:5]}, which nobody changed")
    check(all(told.get(i) != "wider" for _, i in before - after) and all(told.get(i) != "narrower" for _, i in after - before), "recorded: a direction is wrong")
    print(f"recorded: {len(changed)} of {len(told)} imported rules changed and told, {len(seen)} of them seen in the recorded events; {seconds:.2f} s of CPU")


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--weir", required=True)
    parser.add_argument("--data", help="a folder with Sigma rules")
    parser.add_argument("--seed", type=int, default=1)
    arguments = parser.parse_args()
    weir = os.path.abspath(arguments.weir)
    with tempfile.TemporaryDirectory() as folder:
        shutil.copytree(os.path.join(ROOT, "examples", "starter"), os.path.join(folder, "starter"))
        check_generated(weir, os.path.join(folder, "starter"), "examples/starter")
        check_diff(weir, folder, arguments.seed)
        rules = sorted(glob.glob(os.path.join(arguments.data, "sigma", "**", "*.yml"), recursive=True))[:200] if arguments.data else []
        if rules:
            check_recorded(weir, folder, os.path.abspath(arguments.data), arguments.seed)
            run(weir, folder, "import", "sigma", *rules, "-o", "imported")
            check_generated(weir, os.path.join(folder, "imported"), f"{len(rules)} Sigma rules")
        else:
            print("NOT RUN: imported rules: no data")
    for failure in failures:
        print("FAILED:", failure)
    print(f"{passed} passed, {len(failures)} failed")
    return 1 if failures else 0


if __name__ == "__main__":
    sys.exit(main())
