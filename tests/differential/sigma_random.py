#!/usr/bin/env python3
"""Random Sigma rules over random events: what weir imports, compiles and scans matches what sigma_oracle.py says.

Values are made of the characters that have a meaning somewhere (wildcards, backslashes, brackets, quotes, dashes, percent signs), events of the values' own
texts, so that many of them match or nearly do. Out: the first differences, rule and event; "N passed, N failed". The same --seed gives the same run.
"""
import argparse
import base64
import json
import pathlib
import random
import subprocess
import sys
import tempfile

sys.dont_write_bytecode = True
import sigma_oracle as oracle  # noqa: E402
import yaml  # noqa: E402

CHANNEL = "Microsoft-Windows-Sysmon/Operational"
TEXT = {"process_creation": ["CommandLine", "Image", "ParentImage", "User", "OriginalFileName"], "network_connection": ["Image", "DestinationHostname", "User"],
        "registry_event": ["TargetObject", "Details", "Image"]}
EVENT_ID = {"process_creation": 1, "network_connection": 3, "registry_event": 13}
PARTS = ["a", "B", "cmd", ".exe", " ", "-", " -e", "/x", "--", "\\", "\\\\", "*", "?", "\\*", "\\?", "\\\\*", "[", "]", "[*]", "[?]", "'", '"', "%", "%a%", "\u00e9", "\u00c9", "\u0130", "{", "}", "(", "|", "^", "$", ".", "\t", "1", "0"]
PLAIN = ["a", "B", "cmd", ".exe", " ", "-e", "/x", "[", "]", "\u00e9", "%", "{"]
MODIFIERS = [[], [], [], ["contains"], ["startswith"], ["endswith"], ["contains", "all"], ["all", "contains"], ["contains", "windash"], ["windash", "contains", "all"], ["cased"],
             ["contains", "cased"], ["neq"], ["contains", "neq"], ["base64offset", "contains"], ["wide", "base64offset", "contains"], ["utf16le", "base64offset", "contains"],
             ["base64", "contains"], ["utf16be", "base64offset", "contains"], ["utf16", "base64offset", "contains"], ["startswith", "endswith"], ["exists"], ["re"], ["re", "i"], ["fieldref"],
             ["fieldref", "startswith"], ["endswith", "cased", "all"], ["startswith", "neq", "all"]]
ADDRESSES = ["10.0.0.1", "10.1.2.3", "192.168.0.5", "172.16.9.9", "8.8.8.8", "fe80:0:0:0:0:0:0:1", "2001:db8:0:0:0:0:0:5", "0:0:0:0:0:0:0:1"]
REGEXES = ["cmd", "^a", "e$", "[a-c]{2,}", "(cmd|exe)\\b", "\\s-", "\\\\[^\\\\]*\\.exe", "a.c", "\\d+", "B|x"]


def value(r):
    return "".join(r.choice(PARTS) for _ in range(r.randint(1, 5)))


def concrete(r, text):
    """A text that the value might describe."""
    out = "".join(r.choice(["", "x", "a\\b"]) if p is oracle.ANY else r.choice("aZ[*") if p is oracle.ONE else p for p in oracle.tokens(text))
    out = out if r.random() < 0.7 else out.swapcase()
    return r.choice(["", "", "a", "x\\"]) + out + r.choice(["", "", "b", " y"])


def encoded(r):
    text = "".join(r.choice(PLAIN) for _ in range(r.randint(2, 5)))
    return base64.b64encode(text.encode(r.choice(["utf-8", "utf-16-le", "utf-16-be", "utf-16"]))).decode()


def text_item(r, fields):
    field, modifiers = r.choice(fields), r.choice(MODIFIERS)
    if "exists" in modifiers:
        return "|".join([field] + modifiers), r.choice([True, False])
    if "fieldref" in modifiers:
        return "|".join([field] + modifiers), r.choice([f for f in fields if f != field])
    if "re" in modifiers:
        return "|".join([field] + modifiers), r.sample(REGEXES, r.randint(1, 2))
    encodes = any(m in ("base64", "base64offset") for m in modifiers)
    values = [r.choice(PLAIN) + r.choice(PLAIN) + r.choice(PLAIN) if encodes else value(r) for _ in range(r.randint(1, 4))]
    if not modifiers or modifiers == ["neq"]:
        values += r.choice([[], [], [""], [None], [7], [True], ["*"], ["??*"]])
    return "|".join([field] + modifiers), values[0] if len(values) == 1 or ("all" not in modifiers and r.random() < 0.3) else values


def typed_item(r, category):
    if category == "process_creation":
        key, v = r.choice([("TerminalSessionId", [r.randint(0, 12), str(r.randint(0, 12))]), ("TerminalSessionId|gt", r.randint(0, 12)), ("TerminalSessionId|lte", r.randint(0, 12)),
                           ("TerminalSessionId|startswith", "1"), ("TerminalSessionId", "1?"), ("TerminalSessionId|neq", 3), ("TerminalSessionId", None), ("TerminalSessionId", "*")])
    elif category == "network_connection":
        key, v = r.choice([("DestinationIp", r.sample(ADDRESSES, 2)), ("DestinationIp|startswith", [r.choice(["10.", "192.168.", "1", "fe80:", "2001:db8:", "fe8", "0:0:"])]),
                           ("DestinationIp|cidr", r.choice(["10.0.0.0/8", "fe80::/10", "172.16.0.0/12", "::1/128", "10.1.2.3"])), ("Initiated", r.choice([True, "true", "false", "t*"])),
                           ("DestinationPort", [80, "443"]), ("DestinationPort|startswith", "4"), ("DestinationIp|neq", "8.8.8.8")])
    else:
        key, v = r.choice([("EventType", "SetValue"), ("EventType", ["setvalue", "NoSuchThing"]), ("EventType|startswith", "Delete"), ("EventType", "*Key"), ("EventID", 13), ("EventID", [12, "14"]),
                           ("EventType|neq", "SetValue")])
    return key, v


def selection(r, category):
    kind = r.random()
    if kind < 0.07:
        return [value(r) for _ in range(r.randint(1, 3))]
    items = dict((typed_item(r, category) if r.random() < 0.25 else text_item(r, TEXT[category])) for _ in range(r.randint(1, 3)))
    if kind < 0.22:
        return [items, dict([text_item(r, TEXT[category])])] + ([value(r)] if r.random() < 0.2 else [])
    if kind < 0.26:
        return {"|all": [value(r) for _ in range(2)]}
    return items


def rule(r, number):
    category = r.choice(list(TEXT))
    names = r.choice([["selection"], ["selection", "filter"], ["selection_a", "selection_b", "filter_x"], ["sel_one", "sel_two", "not_this", "_hidden"]])
    shapes = {1: ["selection", "not selection"], 2: ["selection and not filter", "not (selection or filter)", "1 of them", "selection or not filter", ["selection", "filter"]],
              3: ["all of selection_* and not 1 of filter_*", "1 of selection_* or filter_x", "not all of selection_*", "(selection_a or filter_x) and selection_b", "selection_a or selection_b and filter_x"],
              4: ["all of sel_* and not not_this", "1 of them or _hidden", "sel_one and (sel_two or not_this) and not _hidden", "not sel_one and not not_this"]}
    detection = {name: selection(r, category) for name in names}
    detection["condition"] = r.choice(shapes[len(names)])
    return {"title": f"Rule {number}", "id": f"00000000-0000-4000-8000-{number:012d}", "logsource": {"product": "windows", "category": category}, "detection": detection, "level": "low"}


def texts(tree):
    if isinstance(tree, dict):
        return [t for k, v in tree.items() if k != "condition" for t in texts(v)]
    if isinstance(tree, list):
        return [t for v in tree for t in texts(v)]
    return [tree] if isinstance(tree, str) else []


def event(r, number, category, pool):
    out = {"id": number, "EventID": EVENT_ID[category], "Channel": CHANNEL}
    for field in TEXT[category]:
        chance = r.random()
        if chance < 0.75:
            out[field] = concrete(r, r.choice(pool)) if r.random() < 0.85 else r.choice(["", "7", "true", "cmd.exe", "a b"]) if r.random() < 0.7 else encoded(r)
    if category == "process_creation" and r.random() < 0.8:
        out["TerminalSessionId"] = str(r.randint(0, 14))
    if category == "network_connection":
        out.update({k: v for k, v in (("DestinationIp", r.choice(ADDRESSES)), ("Initiated", r.choice(["true", "false"])), ("DestinationPort", r.choice(["80", "443", "4444", "8080"]))) if r.random() < 0.85})
    if category == "registry_event":
        out["EventID"] = r.choice([12, 13, 14])
        if r.random() < 0.85:
            out["EventType"] = r.choice(["SetValue", "CreateKey", "DeleteKey", "DeleteValue", "RenameKey"])
    return out


def run(*command, cwd=None, statuses=(0,)):
    done = subprocess.run(command, cwd=cwd, capture_output=True)
    if done.returncode not in statuses:
        sys.exit(f"{' '.join(map(str, command))}: status {done.returncode}\n{done.stdout.decode()[-2000:]}{done.stderr.decode()[-4000:]}")
    return done.stdout.decode()


def expected(rules, events):
    """(rule, event) pairs, and the rules that the oracle itself refuses."""
    pairs, refused = set(), set()
    for number, one in rules.items():
        category = one["logsource"]["category"]
        for e in events[category]:
            try:
                if oracle.rule_matches(one, dict(e), TEXT_ALL[category]):
                    pairs.add((number, e["id"]))
            except ValueError:
                refused.add(number)
                break
    return pairs, refused


TEXT_ALL = {"process_creation": TEXT["process_creation"], "network_connection": TEXT["network_connection"], "registry_event": TEXT["registry_event"]}


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--weir", required=True)
    parser.add_argument("--rules", type=int, default=300)
    parser.add_argument("--events", type=int, default=60, help="of each category")
    parser.add_argument("--seed", type=int, default=1)
    options = parser.parse_args()
    weir, r = str(pathlib.Path(options.weir).resolve()), random.Random(options.seed)
    rules = {number: rule(r, number) for number in range(1, options.rules + 1)}
    pool = [t for one in rules.values() for t in texts(one["detection"])]
    events = {category: [event(r, 1000 * i + n, category, pool) for n in range(options.events)] for i, category in enumerate(TEXT, 1)}
    with tempfile.TemporaryDirectory(prefix="weir-sigma-") as name:
        folder = pathlib.Path(name)
        (folder / "rules.yml").write_text("---\n".join(yaml.safe_dump(one, sort_keys=False, allow_unicode=True, width=1000) for one in rules.values()), encoding="utf-8")
        (folder / "events.jsonl").write_text("".join(json.dumps(e) + "\n" for of in events.values() for e in of), encoding="utf-8")
        run(weir, "import", "sigma", "rules.yml", "-o", "project", "--report", "report.json", "--layout", "category", "--quiet", cwd=folder, statuses=(0, 1))
        report = {int(row["sigma_id"][-12:]): row for row in json.loads((folder / "report.json").read_text())["results"]}
        run(weir, "compile", "-C", "project", "-o", str(folder / "channels"), "--quiet", cwd=folder)
        got = {(match["id"], match["key"]) for match in map(json.loads, run(weir, "scan", "channels", "events.jsonl", "--key", "id", "--quiet", cwd=folder).splitlines())}
    wanted, refused = expected(rules, events)
    by_id = {row["id"]: number for number, row in report.items() if row["imported"]}
    got = {(by_id[i], key) for i, key in got}
    imported = {number for number, row in report.items() if row["imported"]}
    failed = 0
    by_number = {e["id"]: e for of in events.values() for e in of}
    for number in sorted(imported - refused):
        different = {pair for pair in wanted ^ got if pair[0] == number}
        if not different:
            continue
        failed += 1
        if failed <= 5:
            key = sorted(different)[0][1]
            print(f"FAILED: seed {options.seed}, rule {number}: event {'' if (number, key) in wanted else 'not '}expected\n{yaml.safe_dump(rules[number]['detection'], sort_keys=False, allow_unicode=True)}{json.dumps(by_number[key], ensure_ascii=False)}")
    reasons = {}
    for number, row in report.items():
        if not row["imported"]:
            reasons.setdefault(f"{row['code']} {row['reason'][:70]}", []).append(number)
    for reason, numbers in sorted(reasons.items(), key=lambda pair: -len(pair[1])):
        print(f"  left out {len(numbers)}: {reason} (rule {numbers[0]})")
    print(f"  {len(wanted)} matches expected, of {len({n for n, _ in wanted})} rules")
    print(f"{len(imported - refused) - failed} passed, {failed} failed")
    return 1 if failed or len(imported) < options.rules // 2 else 0


if __name__ == "__main__":
    sys.exit(main())
