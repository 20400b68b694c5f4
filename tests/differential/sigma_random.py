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
        "registry_event": ["TargetObject", "Details", "Image"], "file_event": ["TargetFilename", "Image", "User"], "linux": ["CommandLine", "Image", "ParentImage", "User"]}
EVENT_ID = {"process_creation": 1, "network_connection": 3, "registry_event": 13, "file_event": 11, "linux": 1}
# Text, too, but of a form of its own: keywords are looked for in it, other modifiers not tried on it.
MORE_TEXT = {"process_creation": ["LogonId"], "file_event": ["CreationUtcTime"]}
PLACEHOLDERS = {"tool": ["cmd", "a*"], "one": [".exe"], "q": ["?", "\\\\", "-e"]}
PARTS = ["a", "B", "\n", "cmd", ".exe", " ", "-", " -e", "/x", "--", "\\", "\\\\", "*", "?", "\\*", "\\?", "\\\\*", "[", "]", "[*]", "[?]", "'", '"', "%", "%a%", "\u00e9", "\u00c9", "\u0130", "{", "}", "(", "|", "^", "$", ".", "\t", "1", "0"]
PLAIN = ["a", "B", "cmd", ".exe", " ", "-e", "/x", "[", "]", "\u00e9", "%", "{"]
MODIFIERS = [[], [], [], ["contains"], ["startswith"], ["endswith"], ["contains", "all"], ["all", "contains"], ["contains", "windash"], ["windash", "contains", "all"], ["cased"],
             ["contains", "cased"], ["neq"], ["contains", "neq"], ["base64offset", "contains"], ["wide", "base64offset", "contains"], ["utf16le", "base64offset", "contains"],
             ["base64", "contains"], ["utf16be", "base64offset", "contains"], ["utf16", "base64offset", "contains"], ["startswith", "endswith"], ["exists"], ["re"], ["re", "i"], ["fieldref"],
             ["fieldref", "startswith"], ["endswith", "cased", "all"], ["startswith", "neq", "all"]]
SHUFFLED = [["contains", "all", "cased"], ["windash", "contains", "cased"], ["re", "i", "m", "s"], ["contains", "expand"], ["startswith", "expand", "all"], ["expand"], ["neq", "contains", "all"],
            ["fieldref", "neq"], ["fieldref", "endswith"], ["fieldref", "contains", "cased"], ["fieldref", "cased", "neq"], ["windash", "startswith"], ["windash", "endswith", "all"],
            ["re", "startswith"], ["re", "endswith", "i"], ["re", "all"], ["re", "neq"], ["re", "m"], ["re", "s"], ["re", "contains"], ["cased", "neq", "endswith"], ["windash", "neq"]]
ADDRESSES = ["10.0.0.1", "10.1.2.3", "192.168.0.5", "172.16.9.9", "172.31.0.1", "110.1.2.3", "8.8.8.8", "1.192.168.7", "fe80:0:0:0:0:0:0:1", "2001:db8:0:0:0:0:0:5", "0:0:0:0:0:0:0:1", "10:0:0:0:0:0:0:9", "fe8:0:0:0:0:0:0:1"]
WRITTEN = ["::1", "fe80::1", "FE80::a:1", "2001:db8::5", "2001:0db8:0::5", "::", "fd00:1::", "10.0.0.256", "10.1.2", "10.1.2.3.4", "host", "10.1.2.3"] + ADDRESSES
NETWORKS = ["10.0.0.0/8", "fe80::/10", "172.16.0.0/12", "::1/128", "10.1.2.3", "0.0.0.0/0", "::/0", "2001:db8::/33", "192.168.0.4/30", "fd00::/9", "1.192.168.7/31"]
ADDRESS_EXPRESSIONS = [r"^10\.", r"^(10|127)\.", r"^172\.(1[6-9]|2\d|3[01])\.", r"^192\.168\.\d+\.5$", r"^1\d\d?\.", r"^fe[89ab]", r"^[^:]+$", r":", r"^10\b", r"^8\.8\.8\.8$", r"^\d+\.1\.", r"^(fe80|2001):0?"]
NUMBER_EXPRESSIONS = [r"^1", r"^(3|7|12)$", r"^\d$", r"^\d{2}$", r"^[0-5]$", r"^1[0-4]?$", r"^(?!x)", r"^0$", r"^14\b", r"."]
TIMES = ["2019-05-02 04:05:06.123", "2020-12-31 23:59:59", "2021-01-01 00:00:00", "2021-01-04 12:30:00", "2024-02-29 14:05:00", "2016-01-03 01:01:01", "2026-11-22T04:05:06Z", "1999-12-31 10:00:00", "2008-12-29 22:10:00"]
REGEXES = ["cmd", "^a", "e$", "[a-c]{2,}", "(cmd|exe)\\b", "\\s-", "\\\\[^\\\\]*\\.exe", "a.c", "\\d+", "B|x", "^a|x$", "a.*B", "(a|B)+$", "^.$", "[^a-z]", "\\.exe"]


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


def modifiers_of(r):
    if r.random() < 0.6:
        return r.choice(MODIFIERS)
    out = list(r.choice(SHUFFLED))
    fixed = 1 if out[0] in ("re", "fieldref", "windash") else 0  # what changes the value's type comes first, and the flags of an expression behind it
    rest = out[fixed:]
    r.shuffle(rest)
    return out[:fixed] + rest


def text_item(r, fields):
    field, modifiers = r.choice(fields), modifiers_of(r)
    key = "|".join([field] + modifiers)
    if "exists" in modifiers:
        return key, r.choice([True, False])
    if "fieldref" in modifiers:
        return key, r.choice([f for f in fields if f != field])
    if "re" in modifiers:
        return key, r.sample(REGEXES, r.randint(1, 2))
    if "expand" in modifiers:
        return key, [r.choice(["%tool%", "%one%", "%q%", "x%one%", "%tool%%one%", "\\%a%one%", "a%", "%q%b"]) for _ in range(r.randint(1, 3))]
    encodes = any(m in ("base64", "base64offset") for m in modifiers)
    values = [r.choice(PLAIN) + r.choice(PLAIN) + r.choice(PLAIN) if encodes else value(r) for _ in range(r.randint(1, 4))]
    if not modifiers or modifiers == ["neq"]:
        values += r.choice([[], [], [""], [None], [7], [True], ["*"], ["??*"]])
    return key, values[0] if len(values) == 1 or ("all" not in modifiers and r.random() < 0.3) else values


def order(r):
    return r.choice(["lt", "lte", "gt", "gte"])


def typed_item(r, category):
    number = lambda field: r.choice([  # noqa: E731
        (field, [r.randint(0, 12), str(r.randint(0, 12))]), (f"{field}|{order(r)}", r.randint(0, 12)), (f"{field}|{order(r)}|neq", r.randint(0, 12)), (f"{field}|startswith", "1"), (field, "1?"), (field, "?"),
        (f"{field}|neq", 3), (field, None), (field, "*"), (f"{field}|re", r.choice(NUMBER_EXPRESSIONS)), (f"{field}|re|neq", r.choice(NUMBER_EXPRESSIONS)), (field, r.choice(["1*", "??", "*"]))])
    if category == "process_creation":
        return r.choice([number("TerminalSessionId"), (f"LogonId|{order(r)}", r.choice([-5, 0, 7, 12, 100, 2500])), (f"LogonId|{order(r)}|neq", 12), ("LogonId", [7, "12"])])
    if category == "network_connection":
        return r.choice([("DestinationIp", r.sample(ADDRESSES, 2)), ("DestinationIp|startswith", [r.choice(["10.", "192.168.", "1", "fe80:", "2001:db8:", "fe8", "0:0:", "11", "8.8.8.8"])]),
                         ("DestinationIp|cidr", r.choice(NETWORKS)), ("DestinationHostname|cidr", r.sample(NETWORKS, 2)), ("DestinationHostname|cidr|neq", r.choice(NETWORKS)), ("Initiated", r.choice([True, "true", "false", "t*"])),
                         ("DestinationIp|contains", r.choice(["192.168.", "10.1.2.3", "8.8.8", "fe80:0:0:0:0:0:0", "1.192.168.7"])), ("DestinationIp|endswith", r.choice(["0.1.2.3", ".8.8.8", "0:0:0:0:0:0:9"])),
                         ("DestinationIp|re", r.choice(ADDRESS_EXPRESSIONS)), ("DestinationIp|re|neq", r.choice(ADDRESS_EXPRESSIONS)), ("DestinationIp", r.choice(["10.*", "192.168.?.5", "10.?.*.3", "*:*:*", "fe8?:*"])),
                         ("DestinationPort", [80, "443"]), ("DestinationPort|startswith", "4"), ("DestinationIp|neq", "8.8.8.8"), ("DestinationPort|re", "^(80|4+3?)$")])
    if category == "file_event":
        part, most = r.choice([("minute", 59), ("hour", 23), ("day", 31), ("week", 53), ("month", 12), ("year", 2030)])
        number = r.choice([1, 4, 5, 22, 29, 53, 12, 2, 31, 52, 10]) if part != "year" else r.choice([1999, 2016, 2020, 2021, 2026])
        return r.choice([f"CreationUtcTime|{part}", f"CreationUtcTime|{part}|{order(r)}", f"CreationUtcTime|{part}|neq"]), min(number, most)
    if category == "linux":
        return r.choice([number("ProcessId"), ("ProcessId", [3, "4"])])
    return r.choice([("EventType", "SetValue"), ("EventType", ["setvalue", "NoSuchThing"]), ("EventType|startswith", "Delete"), ("EventType", "*Key"), ("EventID", 13), ("EventID", [12, "14"]),
                     ("EventType|neq", "SetValue"), ("EventType|re", "Value$"), ("EventType|endswith", ["key", "x"]), ("EventID|neq", 13)])


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


def condition(r, names, depth):
    kind = r.random()
    if depth == 0 or kind < 0.3:
        return r.choice(names)
    if kind < 0.45:
        return "not " + condition(r, names, depth - 1)
    if kind < 0.7:
        joined = f" {r.choice(['and', 'or'])} ".join(condition(r, names, depth - 1) for _ in range(r.randint(2, 3)))
        return joined if r.random() < 0.5 else f"({joined})"
    if kind < 0.8:
        return f"({condition(r, names, depth - 1)})"
    prefix = r.choice(names)
    patterns = ["them"] + ([prefix[:r.randint(1, len(prefix))] + "*", "*" + prefix[-1]] if prefix[0] != "_" else [])
    return f"{r.choice(['1', 'any', 'all'])} of {r.choice(patterns)}"


def rule(r, number):
    category = r.choice(list(TEXT))
    names = r.choice([["selection"], ["selection", "filter"], ["selection_a", "selection_b", "filter_x"], ["sel_one", "sel_two", "not_this", "_hidden"]])
    detection = {name: selection(r, category) for name in names}
    detection["condition"] = condition(r, names, 3) if r.random() < 0.9 else [condition(r, names, 2), condition(r, names, 2)]
    source = {"product": "linux", "category": "process_creation"} if category == "linux" else {"product": "windows", "category": category}
    return {"title": f"Rule {number}", "id": f"00000000-0000-4000-8000-{number:012d}", "logsource": source, "detection": detection, "level": "low", "custom": category}


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
    if category == "process_creation":
        out.update({k: v for k, v in (("TerminalSessionId", str(r.randint(0, 14))), ("LogonId", r.choice(["7", "12", "100", "99", "101", "2500", "-5", "-6", "0", "12.5", "x", "", "0.1"]))) if r.random() < 0.8})
    if category == "file_event" and r.random() < 0.85:
        out["CreationUtcTime"] = r.choice(TIMES)
    if category == "linux":
        out["Channel"] = "Linux-Sysmon/Operational"
        if r.random() < 0.8:
            out["ProcessId"] = r.randint(0, 20)
    if category == "network_connection":
        if r.random() < 0.4:
            out["DestinationHostname"] = r.choice(WRITTEN)
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
        category = one["custom"]
        for e in events[category]:
            try:
                if oracle.rule_matches(one, dict(e), TEXT_ALL[category], PLACEHOLDERS):
                    pairs.add((number, e["id"]))
            except ValueError:
                refused.add(number)
                break
    return pairs, refused


TEXT_ALL = {category: fields + MORE_TEXT.get(category, []) for category, fields in TEXT.items()}


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
        (folder / "placeholders.json").write_text(json.dumps(PLACEHOLDERS), encoding="utf-8")
        run(weir, "import", "sigma", "rules.yml", "--placeholders", "placeholders.json", "-o", "project", "--report", "report.json", "--layout", "category", "--quiet", cwd=folder, statuses=(0, 1))
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
