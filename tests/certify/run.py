#!/usr/bin/env python3
"""weir certify: our own interpreter passes through the protocol, and each broken one fails where it is broken.

In:  the tree; broken.py; WEIR, and BUILD with the interpreter's objects. Out: a line for each failure, and "N passed, N failed".
"""
import argparse
import concurrent.futures
import json
import os
import subprocess
import sys
import tempfile
import xml.etree.ElementTree

HERE = os.path.dirname(os.path.abspath(__file__))
ROOT = os.path.dirname(os.path.dirname(HERE))
sys.path.insert(0, HERE)
from broken import BROKEN, E     # noqa: E402

FLAGS = ["-std=c11", "-D_POSIX_C_SOURCE=200809L", "-O1"]
passed, failures = 0, []


def check(what, holds, more=""):
    global passed
    if holds:
        passed += 1
    else:
        failures.append(f"{what}: {more}" if more else what)
    return holds


def run(*command, **more):
    return subprocess.run(command, capture_output=True, text=True, timeout=300, **more)


class Place:
    def __init__(self, weir, build, work):
        self.weir, self.build, self.work, self.cc = weir, build, work, os.environ.get("CC", "cc")

    def compile(self, out, source=None, changed=None):
        """The program of tests/certify with one file of its own or of the interpreter in another's place."""
        folder = os.path.join(self.build, "obj", "interpreter")
        objects = [os.path.join(folder, o) for o in sorted(os.listdir(folder)) if o.endswith(".o") and (not changed or o != os.path.basename(changed)[:-2] + ".o")]
        files = [source or os.path.join(ROOT, E)] + ([changed] if changed else [])
        done = run(*self.cc.split(), *FLAGS, *os.environ.get("SANITIZE", "").split(), "-I", os.path.join(ROOT, "interpreter"), "-o", out, *files, *objects)
        return check("compiling " + out, done.returncode == 0, done.stderr)

    def certify(self, *command):
        return run(self.weir, "certify", *command, env=dict(os.environ, TMPDIR=self.work, LC_ALL="C"))

    def left(self):
        return [name for name in os.listdir(self.work) if name.startswith("weir-certify-")]


def rows(output):
    lines = [json.loads(line) for line in output.splitlines()]
    return lines[:-1], lines[-1]


def check_own(place, own):
    done = place.certify("--", own)
    check("our own interpreter passes", done.returncode == 0 and "libweir: " in done.stdout and ", 0 failed" in done.stdout, done.stdout + done.stderr)
    found, summary = rows(place.certify("--format", "json", "--", own).stdout)
    check("as JSON", summary["good"] and not found and all(row["passed"] and not row["failed"] for row in summary["categories"]), str(summary))
    itself = run(place.weir, "selftest", "--format", "json")
    check("weir selftest passes", itself.returncode == 0, itself.stdout[-1000:] + itself.stderr)
    check("both ran the same checks", rows(itself.stdout)[1]["categories"] == summary["categories"])
    again = run(place.weir, "selftest", "--format", "json")
    check("the same twice", again.stdout == itself.stdout)


def make_broken(place, number, row):
    name, path, old, new, _, _ = row
    text = open(os.path.join(ROOT, path), encoding="utf-8").read()
    if not check(name, text.count(old) == 1, f"'{old}' stands {text.count(old)} times in {path}"):
        return None
    folder = os.path.join(place.work, "broken%d" % number)
    os.makedirs(folder)
    source = os.path.join(folder, os.path.basename(path))
    text = text.replace(old, new)
    for ending in (".h", ".def"):  # a copy finds its neighbours where they were
        for file in os.listdir(os.path.join(ROOT, "interpreter")):
            if file.endswith(ending):
                text = text.replace('#include "%s"' % file, '#include "%s"' % os.path.join(ROOT, "interpreter", file))
    open(source, "w", encoding="utf-8").write(text)
    out = os.path.join(folder, "program")
    return out if (place.compile(out, source) if path == E else place.compile(out, changed=source)) else None


def check_broken(place, number, row):
    name, _, _, _, category, reason = row
    program = make_broken(place, number, row)
    if not program:
        return
    done = place.certify("--format", "json", "--timeout", "1", "--", program)
    if not check(name + " ends with 1", done.returncode == 1, f"{done.returncode} {done.stderr}"):
        return
    found, summary = rows(done.stdout)
    hit = [row for row in found if row["category"] == category and reason in row["failed"]]
    check(name + f" fails in '{category}' for '{reason}'", hit, "; ".join(row["category"] + ": " + row["failed"] for row in found[:5]))
    check(name + " is not good", not summary["good"])


def check_reasons(place):
    """Another reason for every refusal: that is a failure, unless it is allowed."""
    program = make_broken(place, 101, ("another reason", E, 'printf("refused %s\\n", weir_refusal_name(verdict.code))', 'printf("refused OTHER%s\\n", verdict.code ? "" : "?")', "", ""))
    if program:
        check("another reason fails", place.certify("--", program).returncode == 1)
        done = place.certify("--any-reason", "--", program)
        check("another reason passes with --any-reason", done.returncode == 0, done.stdout[:500])


def check_kept(place, own):
    """What is kept can be asked again by hand: the file, and the lines about it."""
    bad = make_broken(place, 100, next(row for row in BROKEN if row[0].startswith("the digest")))
    keep = os.path.join(place.work, "kept")
    done = place.certify("--keep", keep, "--quiet", "--", bad)
    files = sorted(os.listdir(keep))
    flipped = [name for name in files if name.endswith(".chn") and "-bit-" in name]
    check("the files of failed checks are kept", done.returncode == 1 and flipped and [n for n in files if n.endswith(".txt")], str(files[:5]))
    verified = run(place.weir, "verify", *[os.path.join(keep, name) for name in flipped[:5]])
    check("and are bad", verified.returncode == 2, verified.stderr)
    lines = "weir-certify 1\n" + open(os.path.join(keep, flipped[0][:-4] + ".txt"), encoding="utf-8").read() + "quit\n"
    for program, wanted in ((own, "refused "), (bad, "accepted")):
        answers = run(program, input=lines).stdout.splitlines()
        check("and can be asked again", len(answers) == 4 and answers[3].startswith(wanted), str(answers))


def check_hostile(place, own):
    commands = {"it says nothing": (("sleep", "1000"), "did not answer within 1.0 s"), "it says its questions": (("cat",), "answered the handshake with 'weir-certify 1'"),
                "it never stops": (("yes",), "said more than one line"), "no end of line": (("cat", "/dev/zero"), "without an end of line"),
                "it ends at once": (("true",), "ended with status 0"), "it is killed": (("sh", "-c", "kill -9 $$"), "ended by signal 9"),
                "odd answers": (("sh", "-c", "printf 'weir-certify 1 x\\n\\033[31m\\377\\n'; cat >/dev/null"), "said more than one line")}
    for name, (command, reason) in commands.items():
        done = place.certify("--format", "json", "--timeout", "1", "--", *command)
        check(name, done.returncode == 1 and reason in done.stdout, f"{done.returncode} {done.stdout[:300]}")
    done = place.certify("--format", "json", "--total", "1", "--", "sh", "-c", "read q; echo weir-certify 1 slow; while read q; do sleep 0.2; echo no-content; done")
    check("a slow one ends", done.returncode == 1 and "was not done within 1 s" in done.stdout, f"{done.returncode} {done.stdout[:300]}")
    check("no such command", place.certify("--", "./nowhere").returncode == 4)
    check("no command", place.certify().returncode == 3)
    check("no such format", place.certify("--format", "short", "--", own).returncode == 3)
    done = place.certify("--format", "junit", "--timeout", "1", "--", "true")
    suites = xml.etree.ElementTree.fromstring(done.stdout)
    counted = sum(len(suite) for suite in suites)
    check("as JUnit", int(suites.get("tests")) == counted and int(suites.get("failures")) == len(suites.findall(".//failure")) > 0, done.stdout[:300])
    check("nothing is left behind", not place.left(), str(place.left()))


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--weir", required=True)
    parser.add_argument("--build", required=True)
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as work:
        place = Place(options.weir, options.build, work)
        own = os.path.join(work, "own")
        if place.compile(own):
            check_own(place, own)
            with concurrent.futures.ThreadPoolExecutor(2) as pool:
                list(pool.map(lambda numbered: check_broken(place, *numbered), enumerate(BROKEN)))
            check_reasons(place)
            check_kept(place, own)
            check_hostile(place, own)
    for failure in failures:
        print("FAILED: " + failure)
    print(f"{passed} passed, {len(failures)} failed")
    return 1 if failures else 0


if __name__ == "__main__":
    sys.exit(main())
