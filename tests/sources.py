#!/usr/bin/env python3
"""Each log source that the built-in mapping knows: rules as people write them, and events that they match and nearly match.

In:  tests/sources/*.yml, Sigma rules; beside each a .jsonl of events, a line each, with "matches": the titles of all rules that must match it,
     and maybe "misses": the title of one that must see it and must not. The mapping and the Template Types as the repository has them.
     Imports all rules, lints and compiles them, scans all events; exports the rules again, and imports those.
Out: what differs, and "N passed, N failed". Must hold: every target of the mapping has a rule, for each of its log sources; every rule has
     an event that it matches and one that it misses; a rule that went out and came in again matches the same.
"""
import argparse
import collections
import json
import pathlib
import shutil
import subprocess
import sys
import tempfile

HERE = pathlib.Path(__file__).parent / "sources"
MAPPINGS = pathlib.Path(__file__).parent.parent / "exchange" / "mapping"
SYSMON = "windows_sysmon.json"  # its categories are what tests/real measures; of them only those with an event here are asked for
KEYS = ("product", "category", "service")


def run(*command, cwd=None, statuses=(0,)):
    done = subprocess.run([str(c) for c in command], cwd=cwd, capture_output=True)
    if done.returncode not in statuses:
        sys.exit(f"{' '.join(map(str, command))}: status {done.returncode}\n{done.stdout.decode()[-3000:]}{done.stderr.decode()[-5000:]}")
    return done.stdout.decode()


def build(weir, rules, folder):
    """The report by title, the channels."""
    run(weir, "import", "sigma", rules, "-o", folder / "project", "--report", folder / "report.json", "--quiet", "--strict")
    run(weir, "lint", "--quiet", cwd=folder / "project")
    run(weir, "compile", "-o", folder / "channels", "--quiet", cwd=folder / "project")
    report = json.loads((folder / "report.json").read_text(encoding="utf-8"))
    return {r["title"]: r for r in report["results"]}


def scan(weir, folder, events):
    """Line of the event -> titles."""
    found = collections.defaultdict(set)
    for line in run(weir, "scan", folder / "channels", events, "--quiet").splitlines():
        match = json.loads(line)
        found[match["event"]].add(match["title"])
    return found


def sees(weir, folder, events, ids, line):
    """Is the event one that the instance's channel file takes?"""
    out = run(weir, "scan", folder / "channels", events, "--quiet", "--explain", ids, "--event", line, "--format", "json")
    return any("verdict" in json.loads(one) for one in out.splitlines())


def log_sources(path):
    """(product, category, service) of every rule in a file: only what stands in its logsource."""
    out, inside = [], False
    for line in path.read_text(encoding="utf-8").splitlines():
        if not line.startswith(" "):
            inside = line == "logsource:"
            if inside:
                out.append({})
        elif inside:
            key, value = line.strip().split(": ", 1)
            out[-1][key] = value
    return [tuple(source.get(k, "") for k in KEYS) for source in out]


def type_of(use):
    """The name of the Template Type that a `use` names."""
    text = (MAPPINGS.parent.parent / "stdlib-templates" / (use + ".weir")).read_text(encoding="utf-8")
    return next(line.split()[1] for line in text.splitlines() if line.startswith("template "))


def as_list(value):
    return value if isinstance(value, list) else [value]


def missing_sources(rules_by_template):
    """Targets, and log sources of targets, that no rule is for, or that are there twice."""
    seen = set()
    for path in sorted(MAPPINGS.glob("*.json")):
        for target in json.loads(path.read_text(encoding="utf-8"))["targets"]:
            for source in target["from"]:
                key = json.dumps([target["template"], source, target.get("where")])
                if key in seen:
                    yield f"{path.name}: {target['template']} is there twice from {source}"
                seen.add(key)
                names = [as_list(source.get(k, "")) for k in KEYS]
                used = any(all(own in wanted for own, wanted in zip(rule, names)) for rule in rules_by_template.get(type_of(target["template"]), ()))
                if not used and path.name != SYSMON:
                    yield f"{path.name}: no rule is for {target['template']} from {source}"


def shapes(weir, folder):
    """The filters for jq in docs/stdlib.md: what they make of tests/sources/shapes/ must match as if it had been recorded so."""
    page = (HERE.parent.parent / "docs" / "stdlib.md").read_text(encoding="utf-8")
    filters = [part.split("```")[0] for part in page.split("```jq\n")[1:]]
    names = ("evtx_dump", "winlogbeat", "zeek")
    if len(filters) != len(names):
        yield f"docs/stdlib.md has {len(filters)} filters for jq, tests/sources/shapes is for {len(names)}"
        return
    for name, text in zip(names, filters):
        path = HERE / "shapes" / (name + ".json")
        wanted = [json.loads(line)["matches"] for line in path.read_text(encoding="utf-8").splitlines()]
        events = folder / (name + ".jsonl")
        events.write_text(run("jq", "-c", text, path), encoding="utf-8")
        found = scan(weir, folder, events)
        for number, titles in enumerate(wanted, 1):
            if set(titles) != found.get(number, set()):
                yield f"shapes/{name}.json:{number}: wanted {sorted(titles)}, got {sorted(found.get(number, set()))}"


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--weir", required=True)
    weir = parser.parse_args().weir
    passed, wrong = 0, []
    with tempfile.TemporaryDirectory() as name:
        folder = pathlib.Path(name)
        events, lines = folder / "events.jsonl", []
        for path in sorted(HERE.glob("*.jsonl")):
            lines += [(path, number, json.loads(text)) for number, text in enumerate(path.read_text(encoding="utf-8").splitlines(), 1)]
        bare = [{k: v for k, v in event.items() if k not in ("matches", "misses")} for _, _, event in lines]
        events.write_text("".join(json.dumps(event) + "\n" for event in bare), encoding="utf-8")
        report = build(weir, HERE, folder)
        found = scan(weir, folder, events)
        matched, missed = set(), set()
        for number, (path, line, event) in enumerate(lines, 1):
            wanted, got = set(event.get("matches", ())), found.get(number, set())
            matched |= got & wanted
            if event.get("misses"):
                missed.add(event["misses"])
                if not sees(weir, folder, events, report[event["misses"]]["id"], number):
                    wrong.append(f"{path.name}:{line}: '{event['misses']}' does not see this event at all")
            if wanted != got:
                wrong.append(f"{path.name}:{line}: wanted {sorted(wanted)}, got {sorted(got)}")
            else:
                passed += 1
        for title in sorted(report):
            if title not in matched or title not in missed:
                wrong.append(f"'{title}' needs an event that it matches and one that it misses")
        by_template = collections.defaultdict(list)
        for path in sorted(HERE.glob("*.yml")):
            rules = [r for r in report.values() if pathlib.Path(r["source"]).name == path.name]
            for rule, source in zip(sorted(rules, key=lambda r: r["line"]), log_sources(path)):
                by_template[rule["template"]].append(source)
        wrong += missing_sources(by_template)
        if shutil.which("jq"):
            broken = list(shapes(weir, folder))
            wrong += broken
            passed += not broken
        else:
            print("NOT RUN: jq is not here: the filters in docs/stdlib.md were not tried")
        run(weir, "export", "sigma", "-o", folder / "out", cwd=folder / "project")
        again = folder / "again"
        again.mkdir()
        build(weir, folder / "out", again)
        if scan(weir, again, events) != found:
            wrong.append("what was exported and imported again does not match the same events")
        else:
            passed += 1
    for text in wrong:
        print("FAIL " + text)
    print(f"{passed} passed, {len(wrong)} failed")
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main())
