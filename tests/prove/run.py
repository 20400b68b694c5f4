#!/usr/bin/env python3
"""make prove: Frama-C's WP over the interpreter's sources, and over seeded mutants of them, which must fail.

In:  units.py (what is proved), mutants.py (mistakes), obligations.txt (how many obligations each unit had; kept, may not fall).
Does: for each unit and machine model, every obligation of every function: its contract, every loop's invariant and variant, the absence of run-time
      errors before every operation that could have one, termination; and smoke tests, which look for contradictions in what functions require and loops keep.
Out: a line for each unit; what failed; "N passed, N failed". Where Frama-C is not installed it says so, loudly, and proves nothing.

A unit passes when Frama-C's own report has nothing unproved in it, when WP proved as many obligations as it made, when they are no fewer than they were, when
no warning says that something was left out (a function without a contract, a missing specification), and when the annotations admit nothing.

  --only TEXT    units (mutants) with it in their name          --mutants all|few|none|N-M   which mutants to try: N-M are those from the Nth to the Mth of the list, from 0
  --update       write obligations.txt and the tables of docs/proof.md
  --minutes N    begin nothing after so many minutes, and say loudly what was left out; which units come first changes with the sources
  --fresh        forget what was proved before (build/prove/cache); that folder is never committed, so every new tree proves everything
"""
import argparse
import doctest
import hashlib
import json
import os
import re
import shutil
import subprocess
import sys
import threading
import time
from concurrent.futures import ThreadPoolExecutor

HERE = os.path.dirname(os.path.abspath(__file__))
ROOT = os.path.dirname(os.path.dirname(HERE))
sys.path.insert(0, HERE)
import patterned     # noqa: E402
from mutants import MUTANTS     # noqa: E402
from units import UNITS, MACHINES     # noqa: E402

COUNTS = os.path.join(HERE, "obligations.txt")
PAGE = os.path.join(ROOT, "docs", "proof.md")
WARNINGS = ("missing-spec", "pedantic-assigns", "No code nor implicit", "Ignoring global annotation", "ignored")
ADMITS = re.compile(r"\b(admit|axiom|axiomatic|lemma|calls|terminates\s+\\false)\b")  # a lemma would be taken for granted where only some functions are proved
# Consequences of WP's memory model that it states as lemmas, and axioms about what no source of ours does (initialised ranges, physical addresses).
# They hold, but the provers spend their time on them. A proof without them is a proof from less.
DROPPED = ("separated_1", "separated_included", "included_trans", "separated_trans", "separated_sym", "eqmem_included", "eqmem_sym", "set_init_access", "valid_string",
           "table_to_offset_zero", "table_to_offset_monotonic", "int_of_addr_bijection", "addr_of_int_bijection", "addr_of_null")
FRAMAC = re.compile(r"^#ifdef __FRAMAC__$.*?^#(?:else|endif)", re.M | re.S)  # what compilers do not read
COUNTING = re.compile(r"^#ifdef WEIR_COUNT_STEPS$.*?^#(?:else|endif)$", re.M | re.S)  # what only builds for tests have
VECTORS = re.compile(r"^#(?:if WEIR_HAS_VECTORS|define WEIR_HAS_VECTORS 1)$.*?^#(?:else|endif)$", re.M | re.S)  # what Frama-C does not read
TESTED = "25.0"  # what Debian 12 has
MEMORY_MB = 3000
MUTANTS_PART = 0.25  # of the minutes, where they are limited: mutants come first then, or they would never be tried


def annotations(text):
    return " ".join(re.findall(r"/\*@.*?\*/|//@[^\n]*", text, re.S))


def functions_of(path):
    """Names of the functions that a file of ours defines, as Frama-C reads it."""
    with open(path, encoding="utf-8") as file:
        return re.findall(r"^ *(?:static |inline )*(?:const )?(?:struct |enum )?\w+ \*?(\w+)\([^;{]*\)\n *\{", VECTORS.sub("", file.read()), re.M)


def headers_of(path, found=None):
    """Our headers that a file of ours includes, directly or through others."""
    found = {} if found is None else found
    with open(path, encoding="utf-8") as file:
        for name in re.findall(r'^#include "(\w+\.h)"', file.read(), re.M):
            header = os.path.join(ROOT, "interpreter", name)
            if header not in found and os.path.exists(header):
                found[header] = None
                headers_of(header, found)
    return list(found)


class Prover:
    """Frama-C with its provers, set up in a folder of its own: nothing of the machine's or the user's configuration counts."""

    def __init__(self, work, jobs, seconds):
        self.work, self.jobs, self.seconds = work, jobs, seconds
        self.cache, self.share, self.data, self.why3 = (os.path.join(work, name) for name in ("cache", "share", "data", "why3.conf"))
        os.makedirs(self.cache, exist_ok=True)
        found = subprocess.run(["frama-c", "-print-share-path"], capture_output=True, text=True, check=True).stdout.strip()
        data = subprocess.run(["why3", "--print-datadir"], capture_output=True, text=True, check=True).stdout.strip()
        for here, there in ((self.share, os.path.join(found, "wp")), (self.data, data)):
            shutil.rmtree(here, ignore_errors=True)
            shutil.copytree(there, here)
        self.edit(os.path.join(self.share, "why3", "frama_c_wp", "memory.mlw"), r"(?ms)^  (lemma|axiom) (%s) ?:.*?\n\n" % "|".join(DROPPED), "")
        self.edit(os.path.join(self.data, "stdlib", "algebra.mlw"), r"(?ms)^  axiom CompatOrderMult :.*?\n\n", "")
        # Z3 looks for counterexamples where it finds no proof, until its memory is full; it is told not to.
        wrapper = os.path.join(work, "z3")
        with open(wrapper, "w", encoding="utf-8") as file:
            file.write('#!/bin/sh\nexec "%s" "%s" "%s" smt.mbqi=false smt.auto_config=false "$@"\n' % (sys.executable, os.path.join(HERE, "patterned.py"), shutil.which("z3")))
        os.chmod(wrapper, 0o755)
        subprocess.run(["why3", "-C", self.why3, "config", "detect"], capture_output=True, check=True)
        self.edit(self.why3, r"memlimit = \d+", "memlimit = %d" % MEMORY_MB)
        self.edit(self.why3, r'path = "[^"]*/z3"', 'path = "%s"' % wrapper)
        self.edit(self.why3, r'datadir = "[^"]*"', 'datadir = "%s"' % self.data)

    @staticmethod
    def edit(path, pattern, text):
        with open(path, encoding="utf-8") as file:
            old = file.read()
        with open(path, "w", encoding="utf-8") as file:
            file.write(re.sub(pattern, lambda match: text, old))

    def prove(self, root, unit, machine, functions=None, seconds=None):
        """(obligations, proved, seconds taken, what is wrong)."""
        functions = functions or unit.get("functions")
        name = os.path.join(root, unit["file"])
        report = os.path.join(self.work, "report-%s-%s-%d.json" % (os.path.basename(unit["file"]), machine, threading.get_ident()))
        headers = headers_of(name)
        command = ["frama-c", "-machdep", machine, "-c11", "-cpp-extra-args=-I%s" % os.path.join(root, "interpreter"), "-wp-share", self.share, "-wp", "-wp-rte",
                   "-wp-smoke-tests", "-wp-smoke-timeout", "1", "-wp-no-smoke-dead-code", "-wp-no-smoke-dead-call", "-wp-definitions-terminate", "-wp-declarations-terminate", "-wp-prover", "z3,cvc4", "-wp-par", "2",
                   "-wp-timeout", str(seconds or self.seconds), "-wp-cache", "update", "-wp-cache-dir", self.cache, *unit.get("options", ())]
        if functions:
            command += ["-wp-fct", ",".join(functions)]
        elif headers:
            skipped = [f for header in headers if os.path.basename(header) not in unit.get("proves", ()) for f in functions_of(header)]
            command += ["-wp-skip-fct", ",".join(dict.fromkeys(skipped))] if skipped else []
        command += [name, "-then", "-report-classify", "-report-status", "-report-unclassified-unknown", "ERROR", "-report-unclassified-untried", "INFO",
                    "-report-output", report]
        start = time.monotonic()
        if os.path.exists(report):
            os.remove(report)
        done = subprocess.run(command, capture_output=True, text=True, cwd=self.work, stdin=subprocess.DEVNULL, env={**os.environ, "WHY3CONFIG": self.why3})
        took, output = time.monotonic() - start, done.stdout + done.stderr
        proved = re.findall(r"Proved goals:\s*(\d+) / (\d+)", output)
        if not proved or not os.path.exists(report):
            return 0, 0, took, ["Frama-C did not finish: " + output[-1500:]]
        wrong = ["not proved: %s" % goal for goal in re.findall(r"\[(?:Failed|Timeout|Unknown|Unsuccess)\] (?:Goal )?(\S+)", output)]
        wrong += ["a smoke test found a contradiction: %s" % goal for goal in re.findall(r"\[(?:Doomed|Smoke)\S*\] (?:Goal )?(\S+)", output)]
        wrong += ["warning: %s" % " ".join(w.split()) for w in re.findall(r"^\[[^\n]*Warning:[^\n]*(?:\n  [^\n]*)*", output, re.M) if not functions and any(x in w for x in WARNINGS) and "\\from" not in w]
        with open(report, encoding="utf-8") as file:
            for event in json.load(file):
                ours = event.get("file", "").endswith(os.path.basename(unit["file"])) and not functions
                # What a function requires stays open as a whole while callers of it are not proved: functions of headers, and those that a unit with a list leaves out. Each call
                # that is proved is an obligation of its own, and what is left out is listed as not proved.
                if re.search(r"_requires(_\w+)?$", event["title"]) and (event.get("file", "").endswith(".h") or unit.get("functions")):
                    continue
                if functions and not event["title"].startswith(tuple(f + "_" for f in functions)):
                    continue
                if event["action"] == "ERROR" or (event["classid"] == "unclassified.untried" and ours):
                    wrong.append("report: %s: %s: %s line %s" % (event["title"], event["descr"].split("\n")[0], event.get("file", "?"), event.get("line", "?")))
        count, good = int(proved[-1][1]), int(proved[-1][0])
        if good != count and not wrong:
            wrong.append("%d of %d obligations are proved" % (good, count))
        return count, good, took, wrong


def check_annotations():
    wrong = []
    for name in sorted(os.listdir(os.path.join(ROOT, "interpreter"))):
        with open(os.path.join(ROOT, "interpreter", name), encoding="utf-8") as file:
            for word in ADMITS.findall(annotations(file.read())):
                wrong.append("interpreter/%s: an annotation says '%s'" % (name, word))
    return wrong


def check_words(prover):
    """What Frama-C reads byte by byte is what compilers read as one word: words.smt2, each question of which must have no answer, says each solver."""
    name, wrong = os.path.join(HERE, "words.smt2"), []
    with open(name, encoding="utf-8") as file:
        questions = len(re.findall(r"\(check-sat\)", file.read()))
    for command in (["z3", "-T:%d" % prover.seconds, name], ["cvc4", "--incremental", "--lang=smt2", "--tlimit=%d" % (1000 * prover.seconds), name]):
        found = subprocess.run(command, capture_output=True, text=True).stdout.split()
        if not questions or found != ["unsat"] * questions:
            wrong.append("tests/prove/words.smt2: %s answers %s" % (command[0], " ".join(found) or "nothing"))
    return wrong


def bodies_of(path, left_out=None):
    """What each function that a file of ours defines says, by its name, without comments, and without the parts that match."""
    with open(path, encoding="utf-8") as file:
        text = file.read()
    text = COUNTING.sub("", left_out.sub("", text) if left_out else text)
    found = re.finditer(r"^(?:static |inline )*(?:const )?(?:struct |enum )?\w+ \*?(\w+)\([^;{]*\)\n\{.*?^\}", text, re.M | re.S)
    return {match[1]: re.sub(r"/\*.*?\*/|//[^\n]*", "", match[0], flags=re.S) for match in found}


class Functions:
    """The interpreter's own functions: what each says, which a unit proves, and which calls which, by name; but for the parts that are left out."""

    def __init__(self, left_out=None):
        folder = os.path.join(ROOT, "interpreter")
        self.bodies = {name: bodies_of(os.path.join(folder, name), left_out) for name in sorted(os.listdir(folder)) if name.endswith((".c", ".h"))}
        homes = {function: name for name, functions in self.bodies.items() for function in functions if name.endswith(".h") or function.startswith("weir_")}
        self.all = {(name, function) for name, functions in self.bodies.items() for function in functions}
        self.proved = {(name, function) for unit in UNITS for name in (os.path.basename(unit["file"]), *unit.get("proves", ()))
                       for function in unit.get("functions", self.bodies.get(name, ())) if (name, function) in self.all}
        self.calls = {(name, function): {(name if called in self.bodies[name] else homes[called], called)
                                         for called in re.findall(r"\b(\w+)\(", VECTORS.sub("", self.bodies[name][function].split("{", 1)[1]))
                                         if called in self.bodies[name] or called in homes}
                      for name, function in self.all}

    def assumed(self):
        """Functions that a proved function calls and that no unit proves: their contracts are taken on trust."""
        return sorted("%s: %s" % called for called in {called for one in self.proved for called in self.calls[one]} - self.proved)

    def unproved(self):
        """By file, the functions that no unit proves."""
        return {name: sorted(function for home, function in self.all - self.proved if home == name) for name in self.bodies}

    def circles(self):
        """Functions that call themselves, directly or through others. Calls through pointers are not seen."""
        left = {one: set(called) for one, called in self.calls.items()}
        while True:
            ends = {one for one, called in left.items() if not called}
            if not ends:
                return sorted("%s: %s" % one for one in left)
            left = {one: called - ends for one, called in left.items() if one not in ends}


def assumed():
    return Functions().assumed()


def read_counts():
    counts = {}
    if os.path.exists(COUNTS):
        with open(COUNTS, encoding="utf-8") as file:
            for line in file:
                if line.strip() and not line.startswith("#"):
                    name, machine, count = line.split()
                    counts[name, machine] = int(count)
    return counts


def write_counts(results):
    counts = read_counts()
    counts.update({key: value[0] for key, value in results.items()})
    known = {(unit["file"], machine) for unit in UNITS for machine in unit.get("machines", MACHINES)}
    with open(COUNTS, "w", encoding="utf-8") as file:
        file.write("# Obligations of each unit on each machine model. Written by `tests/prove/run.py --update`; `make prove` fails where there are fewer.\n")
        for (name, machine), count in sorted(counts.items()):
            if (name, machine) in known:
                file.write("%s %s %d\n" % (name, machine, count))


def between(text, name, body):
    pattern = re.compile(r"(<!-- %s -->\n).*?(<!-- end -->)" % name, re.S)
    return pattern.sub(lambda m: m[1] + body + m[2], text)


def write_page(results):
    """The tables of docs/proof.md: seconds only of what was proved now."""
    counts = read_counts()
    with open(PAGE, encoding="utf-8") as file:
        page = file.read()
    rows = ["| file | what is proved | %s |" % " | ".join("obligations, %s" % m for m in MACHINES), "|---|---|%s" % ("---|" * len(MACHINES))]
    for unit in UNITS:
        rows.append("| `%s` | %s | %s |" % (unit["file"], unit["says"], " | ".join(str(counts.get((unit["file"], m), "not proved")) for m in MACHINES)))
    rows.append("| all | | %s |" % " | ".join(str(sum(counts.get((u["file"], m), 0) for u in UNITS)) for m in MACHINES))
    page = between(page, "units", "\n".join(rows) + "\n")
    page = between(page, "mutants", "| the mistake | in | seen in |\n|---|---|---|\n" +
                   "".join("| %s | `%s` | `%s` |\n" % (name, path, "`, `".join(functions)) for name, path, functions, _, _ in MUTANTS))
    functions = Functions()
    names = functions.assumed()
    page = between(page, "assumed", ("".join("- `%s`\n" % name for name in names) if names else "None.\n"))
    rows = ["- `%s`: %s\n" % (name, ", ".join("`%s`" % function for function in missing)) for name, missing in functions.unproved().items() if missing]
    page = between(page, "open", "%d of %d functions are proved. Not:\n\n%s" % (len(functions.proved), len(functions.all), "".join(rows)))
    with open(PAGE, "w", encoding="utf-8") as file:
        file.write(page)


def turned(wanted):
    """The same from another one on for each state of the sources, so that where there is time for some of them only, others come next time."""
    state = hashlib.sha256()
    for name in sorted(os.listdir(os.path.join(ROOT, "interpreter"))):
        with open(os.path.join(ROOT, "interpreter", name), "rb") as file:
            state.update(file.read())
    first = int(state.hexdigest(), 16) % max(len(wanted), 1)
    return wanted[first:] + wanted[:first]


def run_units(prover, options):
    """Several at a time, because half of a unit's time goes by in Frama-C itself, which does one thing at a time."""
    failed, results, counts = 0, {}, read_counts()
    wanted = [(unit, machine) for unit in UNITS if options.only in unit["file"]
              for machine in MACHINES if options.machine in machine and machine in unit.get("machines", MACHINES)]
    if options.minutes:
        wanted = turned(wanted)
    with ThreadPoolExecutor(max_workers=options.jobs) as pool:
        for (unit, machine), result in zip(wanted, pool.map(lambda one: None if options.late() else prover.prove(ROOT, *one), wanted)):
            if result is None:
                print("*** NOT RUN: %s %s: %d minutes are over ***" % (unit["file"], machine, options.minutes), flush=True)
                continue
            count, proved, took, wrong = result
            least = counts.get((unit["file"], machine), 0)
            if count < least and not options.update:
                wrong.append("%d obligations, and they were %d: a contract or a function is gone" % (count, least))
            print("%s %s: %d of %d obligations proved in %.0f s" % (unit["file"], machine, proved, count, took), flush=True)
            for line in wrong:
                print("FAILED: " + line, flush=True)
            failed += bool(wrong)
            results[unit["file"], machine] = (count, took)
    return failed, results


def chosen(which):
    """The numbers of the mutants to try."""
    if re.fullmatch(r"\d+-\d+", which):
        first, last = which.split("-")
        return range(int(first), min(int(last) + 1, len(MUTANTS)))
    return range(0, len(MUTANTS), {"all": 1, "few": 16}[which]) if which != "none" else range(0)


def try_mutant(prover, options, number):
    """(what is wrong with it, or None; what to say of it)."""
    name, path, functions, old, new = MUTANTS[number]
    tree = os.path.join(prover.work, "mutant-%d" % number)
    shutil.rmtree(tree, ignore_errors=True)
    shutil.copytree(os.path.join(ROOT, "interpreter"), os.path.join(tree, "interpreter"))
    os.makedirs(os.path.join(tree, "tests", "prove"))
    for source in ("inline.c", "event.c"):
        shutil.copy(os.path.join(HERE, source), os.path.join(tree, "tests", "prove"))
    with open(os.path.join(tree, path), encoding="utf-8") as file:
        text = file.read()
    if text.count(old) != 1:
        return "its text stands %d times there" % text.count(old), ""
    unit = next(unit for unit in UNITS if unit["file"] == path or os.path.basename(path) in unit.get("proves", ()))  # a header's
    if prover.prove(ROOT, unit, MACHINES[0], functions)[3]:
        return "it fails without the mutant too", ""
    with open(os.path.join(tree, path), "w", encoding="utf-8") as file:
        file.write(text.replace(old, new))
    count, proved, took, wrong = prover.prove(tree, unit, MACHINES[0], functions, options.mutant_seconds)
    shutil.rmtree(tree)
    broken = [w for w in wrong if w.startswith("Frama-C did not finish")]
    if broken or proved == count:
        return broken[0] if broken else "the proof goes through with it", ""
    return None, "%d of %d open, %.0f s" % (count - proved, count, took)


def run_mutants(prover, options):
    """Each mutant must leave something unproved in the functions named with it, where without it all is proved."""
    passed = failed = 0
    wanted = [number for number in chosen(options.mutants) if options.only in MUTANTS[number][0] + MUTANTS[number][1]]
    with ThreadPoolExecutor(max_workers=options.jobs) as pool:
        for number, result in zip(wanted, pool.map(lambda one: None if options.late(MUTANTS_PART) else try_mutant(prover, options, one), wanted)):
            if result is None:
                print("*** NOT RUN: mutant %d: its part of %d minutes is over ***" % (number, options.minutes), flush=True)
                continue
            wrong, said = result
            passed, failed = passed + (wrong is None), failed + (wrong is not None)
            if wrong is not None:
                print("FAILED: mutant %d: %s: %s: %s" % (number, MUTANTS[number][1], MUTANTS[number][0], wrong), flush=True)
            elif options.verbose:
                print("mutant %d not proved, as it must be: %s (%s)" % (number, MUTANTS[number][0], said), flush=True)
    return passed, failed


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--only", default="")
    parser.add_argument("--machine", default="", help="only the machine models with this in their name")
    parser.add_argument("--mutants", type=lambda text: text if re.fullmatch(r"all|few|none|\d+-\d+", text) else parser.error("--mutants: all, few, none or N-M"), default="few")
    parser.add_argument("--no-units", action="store_true")
    parser.add_argument("--update", action="store_true")
    parser.add_argument("--fresh", action="store_true")
    parser.add_argument("--verbose", action="store_true")
    parser.add_argument("--jobs", type=int, default=os.cpu_count() or 2, help="so many units at a time")
    parser.add_argument("--seconds", type=int, default=40)
    parser.add_argument("--mutant-seconds", type=int, default=6)
    parser.add_argument("--minutes", type=int, default=0, help="begin no unit and no mutant after so many minutes, and say which were left out")
    parser.add_argument("--work", default=os.path.join(ROOT, "build", "prove"))
    options = parser.parse_args()
    missing = [tool for tool in ("frama-c", "why3", "z3", "cvc4") if shutil.which(tool) is None]
    if missing:
        print("*** NOT RUN: nothing was proved, because %s %s not installed (packages frama-c-base why3 z3 cvc4) ***" % (
            " ".join(missing), "is" if len(missing) == 1 else "are"))
        return 0
    work = os.path.abspath(options.work)
    if options.fresh:
        shutil.rmtree(work, ignore_errors=True)
    os.makedirs(work, exist_ok=True)
    start = time.monotonic()
    options.late = lambda part=1: options.minutes and time.monotonic() - start > 60 * options.minutes * part
    found = subprocess.run(["frama-c", "-version"], capture_output=True, text=True).stdout.strip()
    if not found.startswith(TESTED):
        print(f"*** NOT RUN: nothing was proved, because the proof is made for Frama-C {TESTED}, and {found or 'none that answers'} is installed: other versions make other obligations ***")
        return 0
    prover = Prover(work, options.jobs, options.seconds)
    wrong = check_annotations() + check_words(prover) + ["patterned.py: its example is another one"] * doctest.testmod(patterned).failed
    wrong += ["%s calls itself, directly or through others" % one for one in Functions(FRAMAC).circles()]
    for line in wrong:
        print("FAILED: " + line)
    dead = alive = 0
    if options.mutants != "none":
        dead, alive = run_mutants(prover, options)
        print("mutants: %d fail their proof, %d do not" % (dead, alive), flush=True)
    failed, results = (0, {}) if options.no_units else run_units(prover, options)
    passed = len(results) - failed + dead
    failed += bool(wrong) + alive
    if options.update:
        write_counts(results)
        write_page(results)
    print("obligations: %d; taken on trust: %s" % (sum(count for count, _ in results.values()), ", ".join(assumed()) or "nothing"))
    print("%d passed, %d failed (%.0f s)" % (passed, failed, time.monotonic() - start))
    return failed != 0


if __name__ == "__main__":
    sys.exit(main())
