#!/usr/bin/env python3
"""Are our own checks checked? Seeds one mistake after another into the verifier, the check of what was emitted, the proof, and what the linter decides.

In:  the tree; mutants.py. Does: copies the tree, builds it, sees every test pass; then, mutant by mutant, puts the mistake in, builds what depends on it, and runs
     the fast tests that could see it until one fails. The mutants of SEVERAL must be seen by three tests.
Out: a line for each mutant that lives, and "N passed, N failed"; with --verbose, who killed each. --only TEXT takes those with it in their name.
"""
import argparse
import os
import shutil
import signal
import subprocess
import sys
import tempfile

HERE = os.path.dirname(os.path.abspath(__file__))
ROOT = os.path.dirname(os.path.dirname(HERE))
sys.path.insert(0, HERE)
from mutants import MUTANTS, SEVERAL     # noqa: E402

NOT_COPIED = {".git", "build", "corpus", "__pycache__", "bench", "real"}
SECONDS = 300
INDEPENDENT = 3
# name -> (make target, command), in the order in which they are tried: the quickest first
TESTS = {
    "bytes": ("build/tests/bytes", "build/tests/bytes build/bytes"),
    "interpreter_test": ("build/tests/unit/interpreter_test", "build/tests/unit/interpreter_test"),
    "contract_test": ("build/tests/unit/contract_test", "build/tests/unit/contract_test"),
    "embed_test": ("build/tests/unit/embed_test", "build/tests/unit/embed_test"),
    "exact": ("build/tests/judge", "{python} tests/bytes/exact.py --judge build/tests/judge --most 400 good/every.chn good/costly.chn"),
    "emit_test": ("build/tests/unit/emit_test", "build/tests/unit/emit_test"),
    "lint_test": ("build/tests/unit/lint_test", "build/tests/unit/lint_test"),
    "pipeline_test": ("build/tests/unit/pipeline_test", "build/tests/unit/pipeline_test"),
    "solve_test": ("build/tests/unit/solve_test", "build/tests/unit/solve_test"),
    "decide": ("build/tests/decide/decide", "build/tests/decide/decide 20000 1"),
    "outage": ("build/weir", "{python} tests/golden/run.py --weir {weir} outage/"),
    "goldens": ("build/weir", "{python} tests/golden/run.py --weir {weir} verify/ lint/ compile/ inspect/"),
    "codes": ("build/weir", "{python} tests/codes/run.py --weir {weir}"),
}
OF_INTERPRETER = ("bytes", "contract_test", "embed_test", "exact", "interpreter_test", "emit_test", "pipeline_test", "outage", "goldens")
OF_EMIT = ("emit_test", "pipeline_test", "outage", "goldens")
OF_LINT = ("lint_test", "outage", "pipeline_test", "goldens", "codes")
OF_SOLVE = ("decide", "solve_test", "goldens", "codes")


class Bench:
    def __init__(self, folder, jobs):
        self.folder = os.path.join(folder, "tree")
        shutil.copytree(ROOT, self.folder, ignore=lambda at, names: [n for n in names if n in NOT_COPIED])
        self.weir = os.path.join(self.folder, "build", "weir")
        self.make_flags = ["-s", "-j%d" % jobs, "BUILD=build", "WARN=-std=c11 -w", "CFLAGS=-O0"]

    def run(self, command):
        """(failed, what it printed). A test that hangs has failed."""
        with subprocess.Popen(command, cwd=self.folder, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, stdin=subprocess.DEVNULL, shell=isinstance(command, str),
                              start_new_session=True) as process:
            try:
                output = process.communicate(timeout=SECONDS)[0]
            except subprocess.TimeoutExpired:
                os.killpg(process.pid, signal.SIGKILL)  # with all that it started: a test that hangs would go on without its shell
                process.communicate()
                return True, "timed out"
        return process.returncode != 0, output.decode(errors="replace")

    def build(self, targets):
        return self.run(["make", *self.make_flags, *sorted(set(targets))])

    def test(self, name):
        return self.run(TESTS[name][1].format(python=sys.executable, weir=self.weir))

    def prepare(self):
        """Everything built, the files that the tests need, and every test passing."""
        for failed, output in (self.build([target for target, _ in TESTS.values()]), self.run("%s tests/bytes/assemble.py build/bytes tests/bytes/*.hex" % sys.executable),
                               self.run("for p in decoder/every bytes/costly; do build/weir compile -C tests/$p -o $PWD/good/$p --quiet || exit 1; done; "
                                        "cp good/decoder/every/*.chn good/every.chn && cp $(ls good/bytes/costly/*.chn | tail -n 1) good/costly.chn")):
            if failed:
                raise SystemExit("FAILED: the tree as it is: %s" % output[-2000:])
        for name in TESTS:
            failed, output = self.test(name)
            if failed:
                raise SystemExit("FAILED: %s fails without a mutant: %s" % (name, output[-2000:]))

    def kill(self, mutant, wanted):
        """Names of the tests that see it, at most `wanted`; or None where it is no mutant."""
        _, path, old, new = mutant
        full = os.path.join(self.folder, path)
        with open(full, encoding="utf-8") as file:
            text = file.read()
        if text.count(old) != 1:
            print("FAILED: the text of the mutant stands %d times in %s: %s" % (text.count(old), path, mutant[0]), flush=True)
            return None
        tests = OF_INTERPRETER if path.startswith("interpreter/") else OF_EMIT if "/emit/" in path else OF_SOLVE if path.startswith("solve/") else OF_LINT
        killers = []
        try:
            with open(full, "w", encoding="utf-8") as file:
                file.write(text.replace(old, new))
            for name in tests:
                failed, output = self.build([TESTS[name][0]])
                if failed:
                    print("FAILED: the mutant does not compile: %s\n%s" % (mutant[0], output[-1000:]))
                    return None
                if self.test(name)[0]:
                    killers.append(name)
                if len(killers) >= wanted:
                    break
        finally:
            with open(full, "w", encoding="utf-8") as file:
                file.write(text)
        return killers


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--only", default="")
    parser.add_argument("--jobs", type=int, default=2)
    parser.add_argument("--verbose", action="store_true")
    options = parser.parse_args()
    passed, failed = 0, 0
    with tempfile.TemporaryDirectory() as folder:
        bench = Bench(folder, options.jobs)
        bench.prepare()
        for wanted, mutants in ((INDEPENDENT, SEVERAL), (1, MUTANTS)):
            for mutant in mutants:
                if options.only not in mutant[0]:
                    continue
                killers = bench.kill(mutant, wanted)
                dead = killers is not None and len(killers) >= wanted
                passed, failed = passed + dead, failed + (not dead)
                if killers is not None and not dead:
                    print("FAILED: the mutant lives: %s (seen by: %s)" % (mutant[0], ", ".join(killers) or "nothing"), flush=True)
                if dead and options.verbose:
                    print("killed: %s (by %s)" % (mutant[0], ", ".join(killers)), flush=True)
    print("%d passed, %d failed" % (passed, failed))
    return failed != 0


if __name__ == "__main__":
    sys.exit(main())
