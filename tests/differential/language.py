#!/usr/bin/env python3
"""The language against a plain reading of its manual: random projects, compiled and scanned by weir, evaluated by language_reference.py.

    language.py --weir build/weir [--count 80] [--seed 1] [--channels FOLDER]

For each project: `weir compile` takes it; `weir scan` finds exactly what the reference finds; `weir inspect --json` says what was generated; the
same project with its files, declarations and values in another order, and in another layout, becomes the same bytes.
With --channels the projects are only compiled, and their channel files kept in the folder.
A project that fails is made smaller while it fails, and printed. The last line is "N passed, N failed".
"""
import argparse
import copy
import json
import os
import pathlib
import random
import shutil
import subprocess
import sys
import tempfile

sys.dont_write_bytecode = True
import language_random as generator
import language_reference as R
from language_text import Writer

SHOWN = 3  # failing projects
SECONDS = 120


def run(weir, folder, *arguments):
    return subprocess.run([weir, *arguments], cwd=folder, stdin=subprocess.DEVNULL, capture_output=True, timeout=SECONDS)


def write(folder, files):
    for path, data in files.items():
        target = folder / path
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_bytes(data)


def versions_of(project):
    """Every channel file that there has to be: one for each version that a sensor supplies and an instance is for."""
    all_versions = {(t, v): [i for i in project.instances if i.template is t and R.fits(t, i, v)] for t in project.templates for v in t.supplied}
    return {version: instances for version, instances in all_versions.items() if instances}


def expected(project):
    out = set()
    by_template = {}
    for (template, version), instances in versions_of(project).items():
        by_template.setdefault(id(template), []).append((version, instances))
    for line, (template, values, _) in enumerate(project.events, 1):
        for version, instances in by_template.get(id(template), []):
            for instance in instances:
                if R.Evaluation(template, version, instance, values).holds(instance.match):
                    out.add((line, instance.id, version))
    return out


def channel_name(template, version):
    return "C-%08d-%08d-00000001.chn" % (template.channel, version)


def compile_project(weir, folder, files):
    """The channel files by name, or what weir said."""
    if folder.exists():
        shutil.rmtree(folder)
    write(folder, files)
    done = run(weir, folder, "compile", "--quiet")
    if done.returncode != 0:
        return "weir compile ended with %d\n" % done.returncode + done.stderr.decode("utf-8", "replace")[:2500]
    return {p.name: p.read_bytes() for p in sorted((folder / "out").glob("*.chn"))}


def check_scan(weir, folder, project):
    names = ["out/" + channel_name(t, v) for t, v in versions_of(project)]
    done = run(weir, folder, "scan", *names, "events.jsonl", "--quiet")
    if done.returncode != 0:
        return "weir scan ended with %d\n" % done.returncode + done.stderr.decode("utf-8", "replace")[:2000]
    rows = [json.loads(line) for line in done.stdout.decode("utf-8").splitlines()]
    got, wanted = {(row["event"], row["id"], row["version"]) for row in rows}, expected(project)
    if len(rows) != len(got):
        return "weir scan printed a match twice"
    if got == wanted:
        return ""
    describe = lambda some: ", ".join("event %d: instance %d at version %d" % one for one in sorted(some)[:5])
    return "only weir matches: %s\nonly the reference matches: %s" % (describe(got - wanted) or "-", describe(wanted - got) or "-")


def check_engine(weir, folder, project):
    """The engine and the plain evaluator beside each other, where that program is built: the same hits, and never more steps than the bound."""
    program = os.environ.get("WEIR_ENGINE")
    if not program:
        return ""
    names = ["out/" + channel_name(t, v) for t, v in versions_of(project)]
    done = subprocess.run([program, "events.jsonl", *names], cwd=folder, stdin=subprocess.DEVNULL, capture_output=True, timeout=SECONDS)
    return "" if done.returncode == 0 else "the engine differs from the plain evaluator, or passes its bound (status %d)\n%s" % (
        done.returncode, done.stdout.decode("utf-8", "replace")[:2000])


def check_inspect(weir, folder, project):
    for (template, version), instances in versions_of(project).items():
        done = run(weir, folder, "inspect", "--json", "out/" + channel_name(template, version))
        if done.returncode != 0:
            return "weir inspect ended with %d\n" % done.returncode + done.stderr.decode("utf-8", "replace")[:2000]
        shown = json.loads(done.stdout)
        wrong = compare_file(shown, template, version, instances)
        if wrong:
            return "weir inspect %s: %s" % (channel_name(template, version), wrong)
    return ""


def compare_file(shown, template, version, instances):
    count = sum(f.since <= version for f in template.fields)
    facts = [("parameter_count", count), ("template_version", version), ("channel", template.channel), ("instance_count", len(instances))]
    for key, wanted in facts:
        if shown[key] != wanted:
            return "%s is %r, not %r" % (key, shown[key], wanted)
    rows = {row["id"]: row for row in shown["instances"]}
    last = 0
    for instance in instances:
        row = rows.get(instance.id)
        if row is None:
            return "instance %d is not there" % instance.id
        for key in ("name", "title", "severity", "action"):
            if row[key] != getattr(instance, key):
                return "%s of instance %d is %r" % (key, instance.id, row[key])
        own, named = set(), R.reads(instance.match, instance, None, set())
        for field in template.fields:
            if field in named or (None in named and field.type in R.TEXT and field.since <= version):
                own.add(field.ordinal)
        vector = row["vector"]
        if len(vector) != count:
            return "the vector of instance %d has %d parameters, not %d" % (instance.id, len(vector), count)
        filled = {i + 1 for i, n in enumerate(vector) if n not in (0, "*", [])}
        others = {c["other"] if isinstance(c["other"], int) else ordinal_of(template, c["other"]) for c in row["criteria"] if c.get("other")}
        if not filled <= own or filled | others != own:
            return "instance %d reads %s, and its vector has %s" % (instance.id, sorted(own), sorted(filled))
        last = max([last] + sorted(own))
    return "" if shown["inputs_read"] == last else "inputs_read is %r, not %r" % (shown["inputs_read"], last)


def ordinal_of(template, name):
    return next(f.ordinal for f in template.fields if f.name == name)


def check_same(weir, folder, project, first, seed):
    """Another order, another layout, other files: the same bytes."""
    r = random.Random(seed)
    for shuffled, crlf, bom in ((True, False, False), (False, r.random() < 0.7, r.random() < 0.7)):
        again = compile_project(weir, folder, Writer(r, project, shuffled).files(crlf, bom))
        if isinstance(again, str):
            return "in another %s: " % ("order" if shuffled else "layout") + again
        if again != first:
            names = [n for n in sorted(set(first) | set(again)) if first.get(n) != again.get(n)]
            return "in another %s: other bytes in %s" % ("order" if shuffled else "layout", ", ".join(names))
    return ""


def check(weir, folder, project, seed):
    """What is wrong with the project, or nothing."""
    r = random.Random(seed)
    own = folder / "project"
    made = compile_project(weir, own, Writer(r, project).files())
    if isinstance(made, str):
        return made
    wanted = sorted(channel_name(t, v) for t, v in versions_of(project))
    if sorted(made) != wanted:
        return "the channel files are %s, not %s" % (", ".join(sorted(made)), ", ".join(wanted))
    (own / "events.jsonl").write_bytes(Writer(r, project).event_lines())
    return check_scan(weir, own, project) or check_engine(weir, own, project) or check_inspect(weir, own, project) or check_same(weir, folder / "again", project, made, seed)


# ---- smaller ----

def smaller_conditions(condition):
    """The condition with one thing less."""
    kind = condition[0]
    if kind in ("and", "or", "of"):
        parts = condition[2 if kind == "of" else 1]
        yield from parts
        for i, part in enumerate(parts):
            for small in smaller_conditions(part):
                changed = parts[:i] + [small] + parts[i + 1:]
                yield (kind, changed) if kind != "of" else ("of", condition[1], changed)
    elif kind == "not":
        yield condition[1]
        for small in smaller_conditions(condition[1]):
            yield ("not", small)
    elif kind == "criterion" and len(condition[4]) > 1:
        for i in range(len(condition[4])):
            yield condition[:4] + (condition[4][:i] + condition[4][i + 1:],)


def smaller_projects(project):
    for key in ("events", "instances"):
        rows = getattr(project, key)
        step = len(rows) // 2
        while step and len(rows) > (1 if key == "instances" else 0):
            for start in range(0, len(rows), step):
                small = copy.copy(project)
                setattr(small, key, rows[:start] + rows[start + step:])
                if small.instances:
                    yield small
            step //= 2
    for i, instance in enumerate(project.instances):
        if instance.positional:
            continue
        if instance.lets:
            flat = copy.copy(instance)
            flat.match, flat.lets = without_lets(instance.match, instance), {}
            yield replaced(project, i, flat)
        for match in smaller_conditions(instance.match):
            small = copy.copy(instance)
            small.match = match
            used = set()
            generator.names_in(match, small, used)
            small.lets = {n: c for n, c in instance.lets.items() if n in used}
            yield replaced(project, i, small)
    alive = [t for t in project.templates if any(i.template is t for i in project.instances) or any(e[0] is t for e in project.events)]
    if len(alive) < len(project.templates):
        small = copy.copy(project)
        small.templates = alive
        small.sensors = [(p, kept) for p, rows in project.sensors for kept in [[row for row in rows if row[0] in alive]] if kept]
        yield small
    used = needed(project)
    for key in ("lists", "predicates"):
        rows = [x for x in getattr(project, key) if id(x) in used]
        if len(rows) < len(getattr(project, key)):
            small = copy.copy(project)
            setattr(small, key, rows)
            yield small


def replaced(project, i, instance):
    small = copy.copy(project)
    small.instances = project.instances[:i] + [instance] + project.instances[i + 1:]
    return small


def without_lets(condition, instance):
    kind = condition[0]
    if kind == "let":
        return without_lets(instance.lets[condition[1]], instance)
    if kind in ("and", "or"):
        return (kind, [without_lets(c, instance) for c in condition[1]])
    if kind == "not":
        return ("not", without_lets(condition[1], instance))
    if kind == "of":
        return ("of", condition[1], [without_lets(c, instance) for c in condition[2]])
    return condition


def needed(project):
    """The lists and predicates that instances use, and what those use."""
    found = set()

    def visit(thing):
        if isinstance(thing, (generator.List, generator.Predicate)):
            if id(thing) not in found:
                found.add(id(thing))
                visit(thing.items if isinstance(thing, generator.List) else thing.body)
        elif isinstance(thing, (tuple, list)):
            for part in thing:
                visit(part)
    for instance in project.instances:
        visit(instance.match)
        for condition in instance.lets.values():
            visit(condition)
    return found


def kind_of(wrong):
    return wrong.split("\n")[0].split(":")[0][:40] if not wrong.startswith("weir compile") else "weir compile"


def minimise(weir, folder, project, seed, wrong):
    tries = 400
    shrunk = True
    while shrunk and tries > 0:
        shrunk = False
        for small in smaller_projects(project):
            tries -= 1
            if tries < 0:
                break
            try:
                answer = check(weir, folder, small, seed)
            except (KeyError, ValueError):
                continue
            if answer and kind_of(answer) == kind_of(wrong):
                project, wrong, shrunk = small, answer, True
                break
    return project, wrong


def show(project, wrong, seed):
    print("FAILED seed %d: %s" % (seed, wrong))
    for path, data in Writer(random.Random(seed), project, plain=True).files().items():
        if not path.startswith("sensors/") and path != "weir.json":
            print("---- " + path)
            print(data.decode("utf-8", "replace")[:6000])
    for line, event in enumerate(project.events[:5], 1):
        print("---- event %d: %s" % (line, json.dumps(event[2], ensure_ascii=False)[:2000]))
        print("     values: %r" % {k: v for k, v in event[1].items() if v is not None})


def keep_channels(weir, folder, seeds):
    """For tests that want other content each time."""
    kept = 0
    with tempfile.TemporaryDirectory() as temporary:
        for seed in seeds:
            project = generator.make_project(random.Random(seed))
            made = compile_project(weir, pathlib.Path(temporary) / "project", Writer(random.Random(seed), project).files())
            if isinstance(made, str):
                sys.exit("seed %d: %s" % (seed, made))
            write(pathlib.Path(folder) / str(seed), made)
            kept += len(made)
    print("%d channel files of %d random projects" % (kept, len(seeds)))


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--weir", required=True)
    parser.add_argument("--count", type=int, default=80, help="how many projects")
    parser.add_argument("--seed", type=int, default=1, help="of the first project; the next ones count up")
    parser.add_argument("--channels", help="a folder")
    options = parser.parse_args()
    weir = os.path.abspath(options.weir)
    if not os.path.exists(R.DATABASE):
        print("the Unicode database is not installed (%s): nothing compared\n0 passed, 0 failed" % R.DATABASE)
        return 0
    if options.channels:
        keep_channels(weir, options.channels, range(options.seed, options.seed + options.count))
        return 0
    passed = failed = matches = 0
    with tempfile.TemporaryDirectory() as temporary:
        folder = pathlib.Path(temporary)
        for seed in range(options.seed, options.seed + options.count):
            project = generator.make_project(random.Random(seed))
            wrong = check(weir, folder, project, seed)
            matches += len(expected(project))
            passed, failed = passed + (not wrong), failed + bool(wrong)
            if wrong and failed <= SHOWN:
                show(*minimise(weir, folder, project, seed, wrong), seed)
            elif wrong:
                print("FAILED seed %d: %s" % (seed, wrong.split("\n")[0]))
    print("%d matches were found by both" % matches)
    print("%d passed, %d failed" % (passed, failed))
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
