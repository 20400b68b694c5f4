#!/usr/bin/env python3
"""A project of any size, for measuring: generate.py INSTANCES SEED FOLDER, or generate.py INSTANCES SEED --yara > rules.yar

The same numbers give the same bytes. An instance has 3 to 8 criteria on different fields of ProcessCreation, each with 1 to 5 values (165,000 values
in 10,000 instances), a title and two tests. --yara prints the same strings as YARA rules, to compare with yarac; --events prints recorded events, of
which one in a hundred is made to match one of the instances."""
import argparse
import json
import pathlib
import random
import re
import sys

ROOT = pathlib.Path(__file__).resolve().parents[2]
TEMPLATE = ROOT / "stdlib-templates/windows/process_creation.weir"
INSTANCES_A_FILE = 200

PROGRAMS = "cmd powershell pwsh rundll32 regsvr32 mshta wscript cscript certutil bitsadmin msbuild installutil wmic schtasks net sc reg".split()
SYLLABLES = "ba co da fe gi ha lo me no pa qu re su ti vo wa xe zi ka lu mo ne po ri".split()
SWITCHES = "-enc -nop -w -hidden /c /s /i:http -decode -urlcache /transfer -ep -exec --server --token -p -u /create /tn".split()
FOLDERS = [r"C:\Windows\Temp", r"C:\Users\Public", r"C:\ProgramData", r"C:\PerfLogs", r"D:\Backup"]
REGEXES = [  # pattern with a place for a word, a text that it describes
    (r"\\\\{0}_[0-9a-f]{{4}}\.exe", "\\\\{0}_01af.exe"),
    (r"(?i)\b{0}\s+(start|stop)\b", "{0} start"),
    (r"{0}(-[a-z]+)?\.(dat|bin)$", "{0}-x.dat"),
]


class Maker:
    def __init__(self, seed):
        self.random = random.Random(seed)

    def word(self):
        return "".join(self.random.choice(SYLLABLES) for _ in range(self.random.randint(2, 4)))

    def program(self):
        if self.random.random() < 0.3:
            return "\\%s.exe" % self.random.choice(PROGRAMS)
        return "\\%s.exe" % self.word()

    def switch(self):
        return " %s %s" % (self.random.choice(SWITCHES), self.word())

    def folder(self):
        return "%s\\%s\\" % (self.random.choice(FOLDERS), self.word())

    def imphash(self):
        return "IMPHASH=%032X" % self.random.getrandbits(128)

    def account(self):
        return "%s\\%s" % (self.word().upper(), self.word())


# field, operator, maker of a value
FORMS = [
    ("Image", "endswith", Maker.program), ("CommandLine", "contains", Maker.switch), ("OriginalFileName", "==", lambda m: m.word() + ".exe"),
    ("Description", "contains", lambda m: m.word() + " " + m.word()), ("Product", "==", lambda m: m.word() + " Suite"),
    ("Company", "startswith", lambda m: m.word().capitalize() + " "), ("Hashes", "contains", Maker.imphash),
    ("CurrentDirectory", "startswith", Maker.folder), ("User", "==", Maker.account),
    ("ParentImage", "endswith", Maker.program), ("ParentCommandLine", "like", lambda m: "*%s*.%s" % (m.switch(), m.word())),
    ("TerminalSessionId", "number", lambda m: str(m.random.randint(0, 70000))), ("ParentUser", "==", Maker.account),
]


def make_criterion(maker, form):
    """field, operator, values, a text that makes it true"""
    field, operator, value = form
    count = maker.random.randint(1, 5)
    if field == "CommandLine" and maker.random.random() < 0.08:
        made = [(p.format(w), t.format(w)) for w in (maker.word() for _ in range(min(count, 3))) for p, t in [maker.random.choice(REGEXES)]]
        return field, "matches", [p for p, _ in made], made[0][1]
    values = []
    while len(values) < count:
        v = value(maker)
        if v.lower() not in (o.lower() for o in values):
            values.append(v)
    first = values[0]
    witness = {"endswith": "C:\\Tools" + first, "contains": "x" + first + " y", "startswith": first + "z",
               "like": first.replace("*", "q")}.get(operator, first)
    return field, operator, values, witness


def make_instance(maker, number):
    forms = maker.random.sample(FORMS, maker.random.randint(3, 8))
    name = "Rule%05d%s" % (number, maker.word().capitalize())
    return {"id": 100000 + number, "name": name, "title": "%s %s seen by rule %d" % (maker.word(), maker.word(), number),
            "severity": maker.random.choice(["low", "medium", "high", "critical"]),
            "criteria": [make_criterion(maker, f) for f in forms], "excluded": maker.random.random() < 0.3}


def quoted(text):
    return "'" + text.replace("'", "''") + "'"


def weir_criterion(criterion):
    field, operator, values, _ = criterion
    if operator == "number":
        return "%s in (%s)" % (field, ", ".join(values))
    if operator == "==" and len(values) > 1:
        operator = "in"
    listed = quoted(values[0]) if len(values) == 1 else "(" + ", ".join(map(quoted, values)) + ")"
    return "%s %s %s" % (field, operator, listed)


def weir_event(criteria):
    return ", ".join("%s: %s" % (f, w if o == "number" else quoted(w)) for f, o, _, w in criteria)


def weir_instance(made, tests):
    criteria = made["criteria"]
    parts = [("not " if made["excluded"] and i == len(criteria) - 1 else "") + weir_criterion(c) for i, c in enumerate(criteria)]
    needed = criteria[:-1] if made["excluded"] else criteria
    lines = ["instance %s : ProcessCreation {" % made["name"], "    id       %d" % made["id"], "    title    %s" % quoted(made["title"]),
             "    severity %s" % made["severity"], "    action   detect", "    author   'Detection team'", "    date     2026-11-22",
             "    match " + "\n      and ".join(parts)]
    if tests:
        lines += ["    test 'all of it' matches { %s }" % weir_event(needed), "    test 'less' misses { %s }" % weir_event(needed[1:])]
    return "\n".join(lines) + "\n}\n"


def yara_string(text):
    return '"' + text.replace("\\", "\\\\").replace('"', '\\"') + '"'


def yara_rule(made, nocase):
    strings, terms = [], []
    for c, (_, operator, values, _) in enumerate(made["criteria"]):
        for v, value in enumerate(values):
            if operator == "matches":
                strings.append("        $c%d_%d = /%s/" % (c, v, value.replace("(?i)", "").replace("/", "\\/")))
            else:
                longest = max(value.split("*"), key=len)
                strings.append("        $c%d_%d = %s%s" % (c, v, yara_string(longest), " nocase" if nocase else ""))
        negated = made["excluded"] and c == len(made["criteria"]) - 1
        terms.append("%sany of ($c%d_*)" % ("not " if negated else "", c))
    return "rule %s {\n    strings:\n%s\n    condition:\n        %s\n}\n" % (made["name"], "\n".join(strings), " and ".join(terms))


# field, maker of a value of an event that matches nothing in particular
ORDINARY = [
    ("Image", lambda m: "C:\\Program Files\\%s\\%s.exe" % (m.word(), m.word())), ("CommandLine", lambda m: "%s.exe%s%s" % (m.word(), m.switch(), m.switch())),
    ("OriginalFileName", lambda m: m.word() + ".exe"), ("Description", lambda m: m.word() + " " + m.word()), ("Product", lambda m: m.word() + " Product"),
    ("Company", lambda m: m.word() + " Corporation"), ("Hashes", lambda m: "MD5=%032X,%s" % (m.random.getrandbits(128), m.imphash())),
    ("CurrentDirectory", lambda m: "C:\\Users\\%s\\" % m.word()), ("User", Maker.account), ("ParentUser", Maker.account),
    ("ParentImage", lambda m: "C:\\Windows\\System32\\%s.exe" % m.word()), ("ParentCommandLine", lambda m: "C:\\Windows\\System32\\%s.exe -k" % m.word()),
    ("TerminalSessionId", lambda m: m.random.randint(0, 70000)), ("ProcessId", lambda m: m.random.randint(4, 70000)),
    ("IntegrityLevel", lambda m: m.random.choice(["Low", "Medium", "High", "System"])),
]


def event(maker, instances):
    values = {field: value(maker) for field, value in ORDINARY}
    if maker.random.random() < 0.01:
        made = maker.random.choice(instances)
        values.update({f: int(w) if o == "number" else w for f, o, _, w in made["criteria"][: -1 if made["excluded"] else None]})
    return json.dumps({"EventID": 1, "Channel": "Microsoft-Windows-Sysmon/Operational", "UtcTime": "2026-11-22 10:00:00.000", **values})


def manifest():
    text = TEMPLATE.read_text(encoding="utf-8")
    fields = re.findall(r"^\s+(\d+)\s+(\w+)\s*:\s*(\w+)", text, re.M)
    version = int(re.search(r"^\s+version\s+(\d+)", text, re.M).group(1))
    return {"sensor": "7.11.0", "platform": "windows",
            "supplies": [{"template": "ProcessCreation", "version": version, "inputs": [{"name": n, "type": t} for _, n, t in fields]}]}


def write_project(folder, instances, tests):
    (folder / "rules").mkdir(parents=True, exist_ok=True)
    (folder / "sensors").mkdir(exist_ok=True)
    (folder / "weir.json").write_text(json.dumps({"name": "bench", "sources": ["rules"], "sensors": ["sensors/*.json"], "output": "build/channels"}, indent=2) + "\n")
    (folder / "sensors/7.11.json").write_text(json.dumps(manifest(), indent=1) + "\n")
    for first in range(0, len(instances), INSTANCES_A_FILE):
        with open(folder / "rules" / ("%04d.weir" % (first // INSTANCES_A_FILE)), "w", encoding="utf-8", newline="\n") as out:
            out.write("use 'windows/process_creation'\n\n")
            out.write("\n".join(weir_instance(i, tests) for i in instances[first:first + INSTANCES_A_FILE]))


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("instances", type=int)
    parser.add_argument("seed", type=int)
    parser.add_argument("folder", type=pathlib.Path, nargs="?")
    parser.add_argument("--yara", action="store_true", help="YARA rules on stdout instead of a project")
    parser.add_argument("--cased", action="store_true", help="with --yara: strings that are compared case-sensitively")
    parser.add_argument("--events", type=int, help="so many events, one JSON object a line, on stdout instead of a project")
    parser.add_argument("--no-tests", action="store_true", help="instances without tests")
    options = parser.parse_args()
    maker = Maker(options.seed)
    instances = [make_instance(maker, n) for n in range(options.instances)]
    if options.yara:
        sys.stdout.write("\n".join(yara_rule(i, not options.cased) for i in instances))
    elif options.events is not None:
        sys.stdout.writelines(event(maker, instances) + "\n" for _ in range(options.events))
    elif options.folder is None:
        parser.error("a folder is needed")
    else:
        write_project(options.folder, instances, not options.no_tests)


if __name__ == "__main__":
    main()
