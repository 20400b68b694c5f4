#!/usr/bin/env python3
"""What the linter says about the meaning of real Sigma rules, doubted.

In:  --data FOLDER with sigma/ (rules) and events/sysmon.jsonl.xz. Without it nothing runs, and that is said. z3, if it is installed.
Does: imports the rules and lints them. For every finding of the group `meaning`
  - each event that it comes with is scanned with the compiled channels: the instances that it names must match, or not, as it says;
  - what it denies (an event that matches, an event of the one and not the other, a difference that a part makes) is looked for among events whose values are made of the rules' own literals, whole, cut, turned to
    the other case, put together, and absent; all their combinations, as far as the condition can tell them apart;
  - z3 is asked for it, with expressions taken as free: unsat is a proof of its own.
Out: a line for each finding with --verbose, a line for each that is refuted, counts. "N passed, N failed".
"""
import argparse
import collections
import json
import pathlib
import random
import re
import shutil
import subprocess
import sys
import tempfile

sys.path.insert(0, str(pathlib.Path(__file__).parent))
from compare import decompress  # noqa: E402
from conditions import TEXTS, Atom, Reader, atoms_of, evaluate, fields_of_templates, fold, replace, span_of, subtrees  # noqa: E402

ROOT = pathlib.Path(__file__).resolve().parents[2]
TRUE, FALSE = ("constant", True), ("constant", False)
MOST_STEPS, JOINED, Z3_SECONDS = 60000, 400, 10


def less(a, b):
    return ("and", [a, ("not", b)])


def differs(a, b):
    return ("or", [less(a, b), less(b, a)])


# ---- what a finding denies ----

class Finding:
    def __init__(self, row, readers):
        self.row, self.readers = row, readers
        self.reader = readers[row["path"]]
        self.span = (row["byte"], row["byte"] + row["bytes"])

    def parts(self):
        return [tree for tree in subtrees(self.reader.condition) if span_of(tree) == self.span and (isinstance(tree, Atom) or tree[0] != "not")]

    def without(self, by):
        """The condition with the part at the finding's place taken out."""
        parts = self.parts()
        if not parts:
            raise ValueError("no part of the condition stands at the finding's place")
        return replace(self.reader.condition, parts[0], by)

    def atom(self, text):
        for atom in atoms_of(self.reader.condition):
            if atom.span == self.span and (atom.value == text or (isinstance(atom.value, str) and fold(atom.value) == fold(text))):
                return atom
        raise ValueError(f"no criterion with '{text}' stands at the finding's place")

    def other(self):
        return self.readers[self.row["labels"][0]["path"]].condition

    def denied(self):
        """A condition for which the finding says that there is no event; None: about no condition."""
        slug, message, label, whole = self.row["slug"], self.row["message"], self.row["label"], self.reader.condition
        quoted = re.match(r"'(.*?)' (?:takes nothing that '(.*)' does not take too|is there whenever)", message, re.S)
        if slug == "never-matches":
            return whole
        if slug == "always-matches":
            return ("not", whole)
        if slug == "contained-instance":
            return less(whole, self.other())
        if slug == "identical-instance":
            return differs(whole, self.other())
        if slug == "contained-in-union":
            return less(whole, ("or", [self.readers[l["path"]].condition for l in self.row["labels"]]))
        if slug == "contained-value":
            return less(self.atom(quoted[1]), self.atom(quoted[2]))
        if slug == "implied-value":
            return differs(whole, replace(whole, self.atom(quoted[1]), TRUE))
        if slug == "idle-exclusion":
            return differs(whole, self.without(FALSE))
        if slug == "idle-criterion":
            return differs(whole, self.without(FALSE if "other alternatives" in label else TRUE))
        if slug == "dead-alternative":
            part = self.parts()[0]
            return ("and", [replace(whole, part, TRUE), part, ("not", replace(whole, part, FALSE))])
        if slug == "impossible-value":
            return None
        raise ValueError("no check is known for it")


# ---- enumeration ----

def sample_glob(glob, run):
    return glob.replace("[*]", "*").replace("[?]", "?").replace("*", run).replace("?", "x")


def sample_regex(pattern, rng):
    """A text that the expression may describe."""
    import re._parser as parser  # noqa: PLC0415

    def of(items):
        out = ""
        for op, value in items:
            name = str(op)
            if name == "LITERAL":
                out += chr(value)
            elif name == "IN":
                choice = [v for o, v in value if str(o) in ("LITERAL", "RANGE")]
                pick = rng.choice(choice) if choice else ord("a")
                out += chr(pick if isinstance(pick, int) else rng.randint(*pick))
            elif name == "ANY":
                out += rng.choice("ax ")
            elif name == "BRANCH":
                out += of(rng.choice(value[1]))
            elif name == "SUBPATTERN":
                out += of(value[-1])
            elif name in ("MAX_REPEAT", "MIN_REPEAT"):
                out += "".join(of(value[2]) for _ in range(min(value[0] + rng.choice((0, 0, 1)), value[1])))
        return out
    return of(parser.parse(pattern.replace("\\z", "\\Z")))


def texts_of(atoms, rng):
    parts, found = [], {"", "x", " "}
    for atom in atoms:
        if not isinstance(atom.value, str):
            continue
        if atom.operator == "like":
            values = [sample_glob(atom.value, run) for run in ("", "x", "ab ")]
        elif atom.regex:
            values = [sample_regex(atom.value, rng) for _ in range(4)]
        else:
            values = [atom.value]
        parts += [(atom.operator, value) for value in values]
        for v in values:
            found |= {v, "x" + v, v + "x", "x" + v + "x", v[1:], v[:-1], v.swapcase(), v + " ", "\\" + v, v + "\\"}
    if parts:
        order = {"startswith": 0, "==": 0, "endswith": 2}
        for _ in range(JOINED):
            picked = sorted(rng.sample(parts, min(len(parts), rng.randint(2, 6))), key=lambda p: (order.get(p[0], 1), rng.random()))
            found.add(rng.choice(("", " ", "x", "\\")).join(p[1] for p in picked))
        found.add(" ".join(p[1] for p in sorted(parts, key=lambda p: order.get(p[0], 1))))
    return found


def others_of(atoms):
    found = set()
    for atom in atoms:
        for value in atom.value if isinstance(atom.value, tuple) else [atom.value]:
            if isinstance(value, int):
                found |= {value - 1, value, value + 1}
            elif isinstance(value, str) and atom.kind == "ip":
                import ipaddress  # noqa: PLC0415
                network = ipaddress.ip_network(value, strict=False)
                found |= {network[0], network[-1]}
                found |= {a for a in (ipaddress.ip_address("192.0.2.1"), ipaddress.ip_address("2001:db8::1"))}
            elif value is not None:
                found.add(value)
    return {v for v in found if not (isinstance(v, int) and v < 0)} or {0, 1}


def signatures(atoms, rng):
    """The different verdicts that a value of the field gives its atoms, each with a value; absent first."""
    distinct = {atom.key(): atom for atom in atoms}
    values = [None, *sorted(texts_of(atoms, rng) if atoms[0].kind in TEXTS else others_of(atoms), key=str)]
    seen = {}
    for value in values:
        verdicts = tuple(atom.holds(value) for atom in distinct.values())
        seen.setdefault(verdicts, value)
    return list(distinct), list(seen.items())


def enumerate_for(tree, rng):
    """An event for which the condition holds, or None; and how many combinations were tried, and whether they were all."""
    fields = collections.defaultdict(list)
    for atom in atoms_of(tree):
        fields[atom.field].append(atom)
    tables = sorted(((field, *signatures(atoms, rng)) for field, atoms in fields.items()), key=lambda t: len(t[2]))
    steps, verdicts, event = 0, {}, {}

    def walk(i):
        nonlocal steps
        steps += 1
        value = evaluate(tree, verdicts)
        if value is not None:
            return value
        if steps > MOST_STEPS or i == len(tables):
            return False
        field, keys, rows = tables[i]
        for row, text in rows:
            verdicts.update(zip(keys, row))
            event[field] = text
            if walk(i + 1):
                return True
        for key in keys:
            del verdicts[key]
        event.pop(field, None)
        return False
    found = walk(0)
    return {f: str(v) for f, v in event.items() if v is not None} if found else None, steps, steps <= MOST_STEPS


# ---- z3 ----

def z3_text(text):
    return '"' + "".join(c if 32 <= ord(c) < 127 and c not in '"\\' else '""' if c == '"' else "\\u{%x}" % ord(c) for c in text) + '"'


def z3_glob(glob):
    pieces = re.findall(r"\[[*?\[]\]|\*|\?|[^*?\[]+|\[", glob)
    parts = ["re.all" if p == "*" else "re.allchar" if p == "?" else "(str.to_re %s)" % z3_text(p[1] if len(p) == 3 and p[0] == "[" else p) for p in pieces]
    return parts[0] if len(parts) == 1 else "(re.++ %s)" % " ".join(parts)


def z3_of(tree):
    """SMT-LIB, and whether something in it was taken as free."""
    names, free, declared = {}, [], []

    def atom(a):
        field = "f" + str(names.setdefault(a.field, len(names)))
        if field not in declared:
            declared.append(field)
        there = "p" + field
        if a.operator == "exists":
            return there
        if a.kind in TEXTS and not a.regex and not a.cased:
            v = z3_text(a.value) if a.operator != "like" else ""
            return "(and %s %s)" % (there, {"==": f"(= {field} {v})", "contains": f"(str.contains {field} {v})", "startswith": f"(str.prefixof {v} {field})", "endswith": f"(str.suffixof {v} {field})",
                                            "like": f"(str.in_re {field} {z3_glob(a.value)})" if a.operator == "like" else ""}[a.operator])
        if a.key() not in free:
            free.append(a.key())
        return f"(and {there} b{free.index(a.key())})"

    def of(tree):
        if isinstance(tree, Atom):
            return atom(tree)
        if tree[0] == "constant":
            return "true" if tree[1] else "false"
        if tree[0] == "not":
            return f"(not {of(tree[1])})"
        inner = [of(kid) for kid in tree[-1]]
        if tree[0] == "of":
            return "(>= (+ 0 %s) %d)" % (" ".join(f"(ite {i} 1 0)" for i in inner), tree[1])
        return f"({tree[0]} {' '.join(inner)})"
    body = of(tree)
    lines = [f"(declare-const {f} String)\n(declare-const p{f} Bool)" for f in declared] + [f"(declare-const b{i} Bool)" for i in range(len(free))]
    return "\n".join(lines + [f"(assert {body})", "(check-sat)"]), bool(free)


def ask_z3(tree):
    text, free = z3_of(tree)
    done = subprocess.run(["z3", "-in", f"-T:{Z3_SECONDS}"], input=text, capture_output=True, text=True)
    answer = done.stdout.split("\n")[0].strip()
    if answer not in ("sat", "unsat", "unknown", "timeout"):
        raise ValueError(f"z3 says: {done.stdout[:300]}")
    return "proved" if answer == "unsat" else "sat, with expressions free" if answer == "sat" and free else "refuted" if answer == "sat" else "not settled"


# ---- the interpreter ----

def claims(row, name):
    """(event, instance's name, must it match) for each event of a finding."""
    for shown in row.get("events", []):
        text, event = shown["shows"], shown["event"]
        named = re.findall(r"'([^']+)'", text)
        if text == "both match this":
            yield event, name, True
            yield event, re.search(r"'[^']+'.*'([^']+)'", row["message"])[1], True
        elif text.startswith("only "):
            yield event, named[0], True
            yield event, name, False
        elif "with it, it does not" in text or text.endswith("does not"):
            yield event, name, False
        elif text.startswith("even this matches"):
            yield event, name, True
        elif named and "matches this" in text:
            yield event, named[0], True
        else:
            raise ValueError(f"nobody knows what is claimed by: {text}")


def confirm(weir, folder, found, failures):
    """Scans all events of all findings at once."""
    lines, wanted = [], []
    for finding in found:
        try:
            for event, instance, must in claims(finding.row, finding.reader.name):
                wanted.append((finding, len(lines), instance, must))
                lines.append(json.dumps({**event, "id": len(lines)}))
        except (ValueError, TypeError) as problem:
            failures[id(finding)].append(str(problem))
    (folder / "events.jsonl").write_text("\n".join(lines) + "\n", encoding="utf-8")
    subprocess.run([weir, "compile", "-o", str(folder / "channels"), "--quiet"], cwd=folder / "project", check=True, capture_output=True)
    done = subprocess.run([weir, "scan", str(folder / "channels"), str(folder / "events.jsonl"), "--key", "id", "--quiet"], capture_output=True, text=True, check=True)
    matches = {(int(row["key"]), row["id"]) for row in map(json.loads, done.stdout.splitlines())}
    ids = {reader.name: reader.id for reader in found[0].readers.values()} if found else {}
    for finding, event, instance, must in wanted:
        if ((event, ids[instance]) in matches) != must:
            failures[id(finding)].append(f"the interpreter says otherwise: '{instance}' {'does not match' if must else 'matches'} {lines[event]}")
    return len(wanted)


def recorded(events, found, failures):
    """Values that are said never to be recorded: not one of the recorded events has one."""
    about = [(f, [a for a in atoms_of(f.reader.condition) if a.span == f.span and "'%s'" % a.value in f.row["message"]]) for f in found if f.row["slug"] == "impossible-value"]
    with open(events, encoding="utf-8") as file:
        for line in file if about else ():
            event = json.loads(line)
            for finding, atoms in about:
                for atom in atoms:
                    if atom.holds(event.get(atom.field)):
                        failures[id(finding)].append(f"recorded: {event.get(atom.field)}")
    for finding, atoms in about:
        if not atoms:
            failures[id(finding)].append("no criterion with the value stands at the finding's place")


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--weir", required=True)
    parser.add_argument("--data", type=pathlib.Path)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--verbose", action="store_true")
    options = parser.parse_args()
    if options.data is None or not (options.data / "sigma").exists():
        print("findings: NOT RUN: DATA names no folder with sigma/")
        return 0
    rng, has_z3 = random.Random(options.seed), shutil.which("z3") is not None
    if not has_z3:
        print("findings: z3 NOT RUN: it is not installed")
    with tempfile.TemporaryDirectory() as name:
        folder = pathlib.Path(name)
        subprocess.run([options.weir, "import", "sigma", str(options.data / "sigma"), "-o", str(folder / "project"), "--quiet"], capture_output=True)
        fields = fields_of_templates(ROOT / "stdlib-templates")
        readers = {str(path.relative_to(folder / "project")): Reader(path.read_bytes(), fields) for path in sorted((folder / "project").rglob("*.weir"))}
        done = subprocess.run([options.weir, "lint", "--format", "json"], cwd=folder / "project", capture_output=True, text=True)
        rows = [json.loads(line) for line in done.stdout.splitlines() if line.startswith('{"code"')]
        undecided = [row for row in rows if row["slug"] == "undecided"]
        found = [Finding(row, readers) for row in rows if row["code"].startswith("L20") or row["code"].startswith("L21")]
        found = [finding for finding in found if finding.row["slug"] != "undecided"]
        failures, answers, steps_of = collections.defaultdict(list), {}, {}
        confirmed = confirm(options.weir, folder, found, failures)
        decompress(options.data / "events/sysmon.jsonl.xz", folder / "sysmon.jsonl")
        recorded(folder / "sysmon.jsonl", found, failures)
        for finding in found:
            try:
                denied = finding.denied()
                event, steps, whole = enumerate_for(denied, rng) if denied else (None, 0, True)
                answers[id(finding)] = ask_z3(denied) if denied and has_z3 else "not asked"
                steps_of[id(finding)] = (steps, whole)
            except (ValueError, TypeError, IndexError) as problem:
                failures[id(finding)].append(f"{type(problem).__name__}: {problem}")
                continue
            if event is not None:
                failures[id(finding)].append(f"refuted by {json.dumps(event)}")
            if answers[id(finding)] == "refuted":
                failures[id(finding)].append("z3 knows an event")
        for finding in found:
            state = "FAILED" if failures[id(finding)] else "holds"
            if options.verbose or failures[id(finding)]:
                print(f"{state}: {finding.row['code']} {finding.row['path']}:{finding.row['line']}: {finding.row['message'][:110]}; z3: {answers.get(id(finding))}; "
                      f"{steps_of.get(id(finding), (0, 0))[0]} steps")
            for failure in failures[id(finding)]:
                print("   ", failure)
        tried = [steps_of[id(f)] for f in found if id(f) in steps_of]
        print(f"{len(readers)} rules; {len(found)} findings about meaning: " + ", ".join(f"{n} {slug}" for slug, n in sorted(collections.Counter(f.row["slug"] for f in found).items())))
        print(f"{confirmed} claims about events scanned; {sum(s for s, _ in tried):,} combinations of values tried, {sum(w for _, w in tried)} findings with all of theirs; z3: "
              + ", ".join(f"{n} {answer}" for answer, n in sorted(collections.Counter(answers.values()).items())))
        print("undecided: " + (", ".join(row["message"] for row in undecided) or "nothing"))
        bad = sum(bool(failures[id(finding)]) for finding in found)
        print(f"{len(found) - bad} passed, {bad} failed")
        return 1 if bad or not found else 0


if __name__ == "__main__":
    sys.exit(main())
