#!/usr/bin/env python3
"""Real Sigma rules and real events: what weir imports matches what the rules say.

In:  --data FOLDER with sigma/ (rules), events/sysmon.jsonl.xz (one JSON object a line, with an "id") and expected-matches.json
     ({rule's path below sigma/: [ids of the events that it matches]}). Without it nothing runs, and that is said.
     Imports the rules, lints and compiles them, scans all events, and compares, rule by rule, with what is expected.
Out: the agreement by category; for each difference the rule, the event, and how weir explains its own verdict. "N passed, N failed".
"""
import argparse
import collections
import json
import pathlib
import subprocess
import sys
import tempfile
import time

sys.path.insert(0, str(pathlib.Path(__file__).parent))
from compare import decompress  # noqa: E402

SHOWN = 3  # differing events of a rule


def run(*command, cwd=None, statuses=(0,)):
    done = subprocess.run(command, cwd=cwd, capture_output=True)
    if done.returncode not in statuses:
        sys.exit(f"{' '.join(map(str, command))}: status {done.returncode}\n{done.stdout.decode()[-3000:]}{done.stderr.decode()[-3000:]}")
    return done


def import_rules(weir, rules, folder):
    """The report by the rule's path below the folder of rules; prints how long import, lint and compile took."""
    start = time.monotonic()
    run(weir, "import", "sigma", str(rules), "-o", str(folder / "project"), "--report", str(folder / "report.json"), "--quiet", statuses=(0, 1))
    imported = time.monotonic()
    run(weir, "lint", "--quiet", cwd=folder / "project")
    linted = time.monotonic()
    run(weir, "compile", "-o", str(folder / "channels"), "--quiet", cwd=folder / "project")
    done = time.monotonic()
    report = json.loads((folder / "report.json").read_text(encoding="utf-8"))
    print(f"{report['imported']} of {report['rules']} rules imported in {imported - start:.2f} s, linted in {linted - imported:.2f} s, compiled in {done - linted:.2f} s")
    return {str(pathlib.Path(r["source"]).relative_to(rules)): r for r in report["results"]}


def scan(weir, folder, events):
    """Instance id -> set of event ids, and event id -> line."""
    found, lines = collections.defaultdict(set), {}
    start = time.monotonic()
    done = run(weir, "scan", str(folder / "channels"), str(events), "--key", "id", "--quiet")
    print(f"scanned in {time.monotonic() - start:.2f} s")
    for line in done.stdout.decode("utf-8").splitlines():
        match = json.loads(line)
        found[match["id"]].add(str(match["key"]))
        lines[str(match["key"])] = match["event"]
    return found, lines


def lines_of(events, wanted):
    """Event id -> (line, text) of the events that are to be shown."""
    out = {}
    with open(events, encoding="utf-8") as stream:
        for number, text in enumerate(stream, 1):
            key = str(json.loads(text).get("id"))
            if key in wanted:
                out[key] = number, text.strip()
    return out


def explain(weir, folder, instance, event):
    """Weir's own account, of each channel file that the instance is in: the condition as a tree, each criterion with the event's value."""
    manifest = json.loads((folder / "channels" / "manifest.json").read_text(encoding="utf-8"))
    files = [channel["file"] for channel in manifest["channels"] if any(each["id"] == instance for each in channel["instances"])]
    accounts = []
    for file in files:
        done = subprocess.run([weir, "explain", str(folder / "channels" / file), str(instance), "-"], input=event.encode(), capture_output=True)
        accounts.append((done.stdout or done.stderr).decode("utf-8", "replace").strip())
    return "\n".join(accounts) or "no channel file has the instance"


def show(weir, folder, events, rule, result, wanted, got):
    print(f"  {rule}: {len(wanted - got)} missed, {len(got - wanted)} too many")
    keys = sorted(wanted ^ got)[:SHOWN]
    for key, (line, text) in sorted(lines_of(events, set(keys)).items()):
        print(f"    event {key}, line {line}: expected {'a match' if key in wanted else 'no match'}, weir {'matches' if key in got else 'does not match'}")
        print(f"      {text[:2000]}")
        said = explain(weir, folder, result["id"], text)
        print("      " + said.replace("\n", "\n      "))


def compare(weir, folder, events, expected, results, found):
    good, bad = collections.Counter(), collections.Counter()
    for rule, wanted in sorted(expected.items()):
        result = results.get(rule)
        if result is None or not result["imported"]:
            bad["not imported"] += 1
            print(f"  {rule}: " + (f"left out: {result['code']}: {result['reason']}" if result else "is not there"))
            continue
        wanted, got = set(map(str, wanted)), found.get(result["id"], set())
        (good if wanted == got else bad)[result["template"]] += 1
        if wanted != got:
            show(weir, folder, events, rule, result, wanted, got)
    for category in sorted(set(good) | set(bad)):
        print(f"  {good[category]:5} of {good[category] + bad[category]:5}  {category}")
    return sum(good.values()), sum(bad.values())


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--weir", required=True)
    parser.add_argument("--data", help="the folder that holds sigma/, events/sysmon.jsonl.xz and expected-matches.json")
    options = parser.parse_args()
    data = pathlib.Path(options.data) if options.data else None
    needed = [data / "sigma", data / "events" / "sysmon.jsonl.xz", data / "expected-matches.json"] if data else []
    missing = [str(path) for path in needed if not path.exists()]
    if not data or missing:
        print("SIGMA COMPARISON DID NOT RUN: " + (f"there is no {', no '.join(missing)}" if missing else "DATA=folder names no folder of rules and events"))
        return 0
    weir = str(pathlib.Path(options.weir).resolve())
    with tempfile.TemporaryDirectory(prefix="weir-sigma-") as name:
        folder = pathlib.Path(name)
        events = folder / "sysmon.jsonl"
        decompress(needed[1], events)
        expected = json.loads(needed[2].read_text(encoding="utf-8"))
        results = import_rules(weir, needed[0].resolve(), folder)
        found, _ = scan(weir, folder, events)
        passed, failed = compare(weir, folder, events, expected, results, found)
        print(f"{passed} passed, {failed} failed")
        return 1 if failed or not passed else 0


if __name__ == "__main__":
    sys.exit(main())
