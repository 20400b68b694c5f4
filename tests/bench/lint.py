#!/usr/bin/env python3
"""What linting costs: with all rules on, by size, and where every instance has a finding.

In:  weir, the measuring program, a folder for generated projects. The instances are those of generate.py, of 15 values on average, with tests and metadata so that next to nothing is found.
Out: two tables. The first grows: time over the time of the row above by instances over instances, 1 is linear. The second holds each kind of finding against the clean project of the same size:
     the ratio of CPU time is taken of runs that take turns, so that what else the machine does meets both. --judge: fails where 3,000 instances take a second, 100,000 take 30, or a ratio is over 2.
"""
import argparse
import json
import os
import pathlib
import shutil
import statistics
import subprocess
import sys

import generate

SEED = 1
GROUPS = ("breadth", "tests", "metadata", "meaning")


def tidy(criterion):
    """Without what a rule would find: a drive at the start, an expression with case."""
    field, operator, values, witness = criterion
    if field == "CurrentDirectory":
        return field, "contains", [value[2:] for value in values], witness
    return (field, operator, ["(?i)" + value.replace("(?i)", "") for value in values], witness) if operator == "matches" else criterion


def clean(made):
    """The instance's text in pieces: what stands before the condition, its parts, what stands behind."""
    criteria = [tidy(criterion) for criterion in made["criteria"]]
    head = ["instance %s : ProcessCreation {" % made["name"], "    id %d" % made["id"], "    title %s" % generate.quoted(made["title"]), "    severity %s" % made["severity"], "    action detect",
            "    status stable", "    author 'Detection team'", "    date 2026-11-22", "    description 'What the number %d of many is about'" % made["id"], "    references 'https://example.org/%d'" % made["id"],
            "    tags attack.execution, attack.t1059.001", "    false_positives 'None are known'"]
    tests = ["    test 'all of it' matches { %s }" % generate.weir_event(criteria), "    test 'less' misses { %s }" % generate.weir_event(criteria[1:])]
    return head, [generate.weir_criterion(c) for c in criteria], tests


def first_value(made):
    """A criterion with one value that its first one takes."""
    field, operator, values, _ = made["criteria"][0]
    return {"endswith": "%s endswith %s" % (field, generate.quoted("Q" + values[0])), "contains": "%s contains %s" % (field, generate.quoted(values[0] + "q"))}.get(operator, "%s exists" % field)


# name -> what is done to the pieces of an instance; `before` are those of the one before it
def no_test(n, made, pieces, before):
    return pieces[0], pieces[1], []


def short_literal(n, made, pieces, before):
    return pieces[0], pieces[1] + ["CommandLine contains ('zq', '-long%d')" % n], pieces[2]


def same_title(n, made, pieces, before):
    return [line if "title" not in line else "    title 'The same'" for line in pieces[0]], *pieces[1:]


def idle_criterion(n, made, pieces, before):
    return pieces[0], pieces[1] + ["%s exists" % made["criteria"][0][0]], pieces[2]


def idle_exclusion(n, made, pieces, before):
    field = made["criteria"][0][0]
    return pieces[0], pieces[1] + ["not %s" % ("TerminalSessionId == 4000000000" if field == "TerminalSessionId" else "%s == 'nobody says this %d'" % (field, n))], pieces[2]


def never(n, made, pieces, before):
    return pieces[0], pieces[1] + ["ProcessId < 5 and ProcessId > %d" % (n + 5)], pieces[2][1:]


def contained_value(n, made, pieces, before):
    return pieces[0], pieces[1] + ["Description contains ('word%d', 'a word%dx')" % (n, n)], pieces[2][1:]


def inside(n, made, pieces, before):
    """Pairs: the second one lies in the first."""
    return (pieces[0], before[1] + ["ProcessId == %d" % n], before[2][1:]) if before else pieces


def same_meaning(n, made, pieces, before):
    """Pairs: the second one is the first, its criteria turned round."""
    return (pieces[0], before[1][::-1], before[2]) if before else pieces


def nested(n, made, pieces, before):
    """Every one lies in all that come after it, and one event matches them all."""
    return pieces[0], ["ProcessId < %d" % (n + 2)], ["    test 'low' matches { ProcessId: %d }" % (n + 1), "    test 'high' misses { ProcessId: %d }" % (n + 2)]


def much(n, made, pieces, before):
    for change in (short_literal, idle_criterion, idle_exclusion, contained_value):
        pieces = change(n, made, pieces, before)
    return pieces


MUCH = "seven an instance" # told, not judged
FINDINGS = {"none": None, "missing-test": no_test, "short-literal": short_literal, "duplicate-title": same_title, "idle-criterion": idle_criterion, "idle-exclusion": idle_exclusion,
            "never-matches": never, "contained-value": contained_value, "contained-instance (pairs)": inside, "identical-instance (pairs)": same_meaning, "contained-instance (all nested)": nested,
            MUCH: much}
PAIRS = (inside, same_meaning)


def project(work, size, finding):
    folder = work / ("lint-%d-%s" % (size, "".join(c if c.isalnum() else "-" for c in finding)))
    if (folder / "weir.json").exists():
        return folder
    shutil.rmtree(folder, ignore_errors=True)
    maker, change = generate.Maker(SEED), FINDINGS[finding]
    texts, before = [], None
    for n in range(size):
        made = generate.make_instance(maker, n)
        pieces = clean(made)
        if change:
            changed = change(n, made, pieces, before if n % 2 else None)
            before = pieces
            pieces = changed
        texts.append("\n".join([*pieces[0], "    match " + "\n      and ".join(pieces[1]), *pieces[2], "}"]) + "\n")
    generate.write_project(folder, [], True)
    for first in range(0, size, generate.INSTANCES_A_FILE):
        (folder / "rules" / ("%04d.weir" % (first // generate.INSTANCES_A_FILE))).write_text("use 'windows/process_creation'\n\n" + "\n".join(texts[first:first + generate.INSTANCES_A_FILE]))
    settings = {"name": "bench", "sources": ["rules"], "sensors": ["sensors/*.json"], "lint": {"levels": {group: "note" for group in GROUPS}}}
    (folder / "weir.json").write_text(json.dumps(settings))
    return folder


def cpu(options, folder):
    done = subprocess.run([options.measure, options.weir, "lint", "--format", "json"], cwd=folder, stdout=subprocess.PIPE, stderr=subprocess.PIPE, check=True)
    one = json.loads(done.stdout)
    if one["status"] not in (0, 1):
        raise SystemExit(f"bench: weir lint in {folder}: status {one['status']}\n{done.stderr.decode(errors='replace')[-1000:]}")
    return one["user"] + one["system"], one["peak"]


def found(options, folder):
    """How many instances have a finding; how many findings there are; how many questions were undecided."""
    done = subprocess.run([options.weir, "lint", "--format", "json"], cwd=folder, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL)
    rows = [json.loads(line) for line in done.stdout.splitlines() if line.startswith(b'{"code"')]
    return len(rows), sum(row["slug"] == "undecided" for row in rows)


def table(title, header, rows):
    print(f"\n{title}\n")
    widths = [max(len(str(row[i])) for row in [header, *rows]) for i in range(len(header))]
    for row in [header, ["-" * w for w in widths], *rows]:
        print("| " + " | ".join(str(cell).rjust(w) for cell, w in zip(row, widths)) + " |", flush=True)


def growth(options):
    rows, failures, before = [], [], None
    for size in options.sizes:
        folder = project(options.work, size, "none")
        runs = [cpu(options, folder) for _ in range(options.runs if size <= 30000 else max(1, options.runs - 2))]
        seconds, peak = statistics.median(one[0] for one in runs), max(one[1] for one in runs)
        text = "" if before is None else "%.2f" % (seconds / before[1] / (size / before[0]))
        rows.append(["{:,}".format(size), "%.3f s" % seconds, text, "%.0f us" % (seconds / size * 1e6), "%.0f MB" % (peak / 1e6)])
        before = (size, seconds)
        if (size == 3000 and seconds >= 1) or (size == 100000 and seconds >= 30):
            failures.append(f"{size} instances take {seconds:.1f} s")
    table("weir lint with all rules on", ["instances", "CPU", "growth", "an instance", "peak memory"], rows)
    return failures


def findings(options):
    rows, failures = [], []
    base = project(options.work, options.findings_size, "none")
    for name in FINDINGS:
        folder = project(options.work, options.findings_size, name)
        pairs = [(cpu(options, base)[0], cpu(options, folder)[0]) for _ in range(options.runs)]
        ratio = statistics.median(b / a for a, b in pairs)
        count, undecided = found(options, folder)
        rows.append([name, "{:,}".format(count), undecided, "%.3f s" % statistics.median(b for _, b in pairs), "%.2f" % ratio])
        if ratio > 2 and name != MUCH:
            failures.append(f"{name}: {ratio:.2f} times the clean project")
    table("{:,} instances, each with a finding (ratio: to none, in turns)".format(options.findings_size), ["finding", "diagnostics", "undecided", "CPU", "ratio"], rows)
    return failures


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--weir", required=True, type=os.path.abspath)
    parser.add_argument("--measure", required=True, type=os.path.abspath)
    parser.add_argument("--work", required=True, type=pathlib.Path)
    parser.add_argument("--sizes", type=lambda text: [int(n) for n in text.split(",") if n != "-"], default=[1000, 3000, 10000, 30000, 100000])
    parser.add_argument("--findings-size", type=int, default=3000)
    parser.add_argument("--runs", type=int, default=5)
    parser.add_argument("--judge", action="store_true")
    options = parser.parse_args()
    options.work = options.work.resolve()
    options.work.mkdir(parents=True, exist_ok=True)
    failures = growth(options) + (findings(options) if options.findings_size else [])
    for failure in failures:
        print("over the promise:", failure)
    return 1 if failures and options.judge else 0


if __name__ == "__main__":
    sys.exit(main())
