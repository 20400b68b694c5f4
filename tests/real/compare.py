#!/usr/bin/env python3
"""weir on real recorded events against plain Python: the same rules, evaluated twice, must match the same events.

    compare.py --weir build/weir --data FOLDER

FOLDER holds events/sysmon.jsonl.xz. Compiles rules/*.weir, scans all events, and compares, rule by rule, with rules.py.
The data is nobody's duty to have: without it nothing is compared, and this says so.
"""
import argparse
import collections
import json
import lzma
import pathlib
import shutil
import subprocess
import sys
import tempfile
import time

sys.dont_write_bytecode = True
import manifest
from rules import RULES, Number

HERE = pathlib.Path(__file__).resolve().parent
ROOT = HERE.parent.parent
SHOWN = 3  # differences of one rule


def decompress(source, target):
    with lzma.open(source) as packed, open(target, "wb") as plain:
        shutil.copyfileobj(packed, plain, 1 << 20)


def make_project(folder):
    shutil.copytree(HERE / "rules", folder / "rules")
    shutil.copy(HERE / "weir.json", folder)
    (folder / "sensors").mkdir()
    paths = sorted((ROOT / "stdlib-templates" / "windows").glob("*.weir")) + sorted((HERE / "rules").glob("*.weir"))
    (folder / "sensors" / "all.json").write_text(json.dumps(manifest.make_manifest(paths), indent=1))


def evaluate(path):
    """{rule: set of line numbers}, and how many events there are."""
    matches = collections.defaultdict(set)
    by_kind = collections.defaultdict(list)
    for rule, ((ids, channels), condition) in RULES.items():
        for kind in ((i, c) for i in ids for c in channels):
            by_kind[kind].append((rule, condition))
    line = 0
    with open(path, encoding="utf-8") as events:
        for line, text in enumerate(events, 1):
            event = json.loads(text, parse_int=Number, parse_float=Number)
            for rule, condition in by_kind[event.get("EventID"), event.get("Channel")]:
                if condition(event):
                    matches[rule].add(line)
    return matches, line


def run(weir, *arguments, **options):
    return subprocess.run([weir, *arguments], capture_output=True, **options)


def scan(weir, folder, events):
    """The same of weir scan, with its statistics; exits when a command fails."""
    for name, done in (("compile", run(weir, "compile", "-C", str(folder), "-o", str(folder / "channels"))),
                       ("scan", run(weir, "scan", str(folder / "channels"), str(events), "--key", "id", "--stats"))):
        if done.returncode != 0:
            sys.stderr.write(done.stdout.decode("utf-8", "replace")[:4000] + done.stderr.decode("utf-8", "replace")[:20000])
            sys.exit(f"real-data comparison: weir {name} ended with {done.returncode}")
    matches = collections.defaultdict(set)
    keys = {}
    for line in done.stdout.decode("utf-8").splitlines():
        match = json.loads(line)
        matches[match["id"]].add(match["event"])
        keys[match["event"]] = match["key"]
    return matches, keys, done.stderr.decode("utf-8")


def explain(weir, folder, events, rule, line):
    return run(weir, "scan", str(folder / "channels"), str(events), "--explain", str(rule), "--event", str(line), "--quiet").stdout.decode("utf-8", "replace")


def compare(weir, folder, events, lines, expected, found):
    """Prints each rule; how many agree and how many do not."""
    failed = 0
    for rule, (_, condition) in sorted(RULES.items()):
        differing = sorted(expected[rule] ^ found[rule])
        if not differing:
            print(f"  agree   {rule} {condition.__name__}: {len(expected[rule])} of {lines} events")
            continue
        failed += 1
        print(f"  DIFFER  {rule} {condition.__name__}: python {len(expected[rule])}, weir {len(found[rule])}, differing {len(differing)}")
        with open(events, encoding="utf-8") as stream:
            texts = {number: text for number, text in enumerate(stream, 1) if number in differing[:SHOWN]}
        for line in differing[:SHOWN]:
            print(f"    event {line}: python {'matches' if line in expected[rule] else 'no match'}, weir {'matches' if line in found[rule] else 'no match'}")
            print("      " + texts[line].strip()[:2000])
            print("      " + explain(weir, folder, events, rule, line).replace("\n", "\n      ").strip())
    return len(RULES) - failed, failed


def check_keys(events, keys):
    """--key copies the event's own id: so the line numbers are right."""
    with open(events, encoding="utf-8") as stream:
        return [number for number, text in enumerate(stream, 1) if number in keys and json.loads(text).get("id") != keys[number]]


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--weir", required=True)
    parser.add_argument("--data", help="the folder that holds events/sysmon.jsonl.xz")
    parser.add_argument("--stats", action="store_true", help="print what weir scan --stats printed")
    options = parser.parse_args()
    source = pathlib.Path(options.data, "events", "sysmon.jsonl.xz") if options.data else None
    if not source or not source.is_file():
        print("real-data comparison did not run: " + (f"there is no {source}" if source else "DATA=folder names no folder of recorded events"))
        return 0
    weir = str(pathlib.Path(options.weir).resolve())
    with tempfile.TemporaryDirectory(prefix="weir-real-") as name:
        folder = pathlib.Path(name)
        events = folder / "sysmon.jsonl"
        decompress(source, events)
        make_project(folder)
        expected, lines = evaluate(events)
        start = time.monotonic()
        found, keys, stats = scan(weir, folder, events)
        seconds = time.monotonic() - start
        if options.stats:
            print(stats)
        print(f"{lines} recorded events, {len(RULES)} rules; compiled and scanned in {seconds:.2f} s")
        passed, failed = compare(weir, folder, events, lines, expected, found)
        empty = [rule for rule in RULES if not expected[rule]]
        wrong = check_keys(events, keys)
        for problem, where in (("rules that match nothing compare nothing", empty), ("events whose --key is another event's", wrong)):
            passed, failed = (passed, failed + 1) if where else (passed + 1, failed)
            if where:
                print(f"  {problem}: {where[:10]}")
        print(f"{passed} passed, {failed} failed")
        return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
