#!/usr/bin/env python3
"""weir lint --fix: every rule that claims a fix (compiler/diag/codes/fixes.def) does it, and a rule that carries edits claims it.

For each bad example of tests/codes/ whose rule claims a fix:
  - the findings carry edits in JSON; one of them at least, in one of its examples
  - --fix-dry-run prints a difference that `patch` takes, writes nothing, and gives what --fix writes
  - --fix, or --unsafe-fixes where the fix is not safe, leaves no finding of the rule that carries edits, and no error
  - what --fix leaves alone because it is not safe is left byte for byte
  - after a safe fix `weir diff` of the project before and after, compiled, says that every instance is the same
  - it is a fixed point: the second run changes nothing
  - CRLF and a byte order mark stay, and a file that was formatted is formatted afterwards
And cases of their own, in cases/NAME/: `cmd`, its output and files as in the golden tests of lint (see tests/golden/lint/fix-*).

In:  --weir. Out: a line for each failure, and "N passed, N failed".
"""
import argparse
import json
import os
import re
import shutil
import subprocess
import sys
import tempfile

HERE = os.path.dirname(os.path.abspath(__file__))
ROOT = os.path.dirname(os.path.dirname(HERE))
sys.path.insert(0, os.path.join(ROOT, "tests", "codes"))
import run as codes  # noqa: E402


def table():
    text = open(os.path.join(ROOT, "compiler/diag/codes/fixes.def"), encoding="utf-8").read()
    return dict(re.findall(r"^FIX\((\w+), (\w+),", text, re.M))


def rows_of(weir, work, *options):
    out = subprocess.run([weir, "lint", "--format", "json", *options], cwd=work, capture_output=True, stdin=subprocess.DEVNULL)
    return [json.loads(line) for line in out.stdout.decode("utf-8").splitlines() if line.startswith('{"code"')], out


def sources(work):
    found = {}
    for folder, _, names in os.walk(work):
        for name in names:
            if name.endswith(".weir"):
                path = os.path.join(folder, name)
                found[os.path.relpath(path, work)] = open(path, "rb").read()
    return found


class Failures(list):
    passed = 0

    def check(self, condition, what):
        if condition:
            self.passed += 1
        else:
            self.append(what)


def turn_on(work, slug):
    path = os.path.join(work, "weir.json")
    project = json.load(open(path, encoding="utf-8"))
    project.setdefault("lint", {}).setdefault("levels", {}).setdefault(slug, "warning")
    json.dump(project, open(path, "w", encoding="utf-8"))


def example(weir, code, slug, kind, word, failures):
    """Did a finding of the rule carry edits?"""
    name = f"{slug}/{word}"
    folder = os.path.join(ROOT, "tests", "codes", slug)
    with tempfile.TemporaryDirectory() as top:
        work = os.path.join(top, "work")
        os.mkdir(work)
        codes.prepare(folder, word, work)
        turn_on(work, slug)
        before, out = rows_of(weir, work)
        mine = [r for r in before if r["code"] == code]
        fixable = [r for r in mine if r["fix"]]
        if not fixable:
            return False
        failures.check(all(r["fix"]["safe"] == (kind == "SAFE") for r in fixable), f"{name}: 'safe' is not what the table says")
        texts = sources(work)
        option = ["--fix"] if kind == "SAFE" else ["--unsafe-fixes"]
        if kind != "SAFE":  # left alone by --fix; fixes of other rules may be made
            mended = os.path.join(top, "safe")
            shutil.copytree(work, mended)
            subprocess.run([weir, "lint", "--fix", "--quiet"], cwd=mended, capture_output=True)
            failures.check([r["message"] for r in rows_of(weir, mended)[0] if r["code"] == code and r["fix"]], f"{name}: --fix made an edit that is not safe")
        dry = subprocess.run([weir, "lint", *option, "--fix-dry-run", "--quiet"], cwd=work, capture_output=True)
        failures.check(dry.returncode == 1 and sources(work) == texts, f"{name}: --fix-dry-run: status {dry.returncode}, {dry.stderr.decode()}")
        shutil.copytree(work, os.path.join(top, "patched"))
        patched = subprocess.run(["patch", "-p0", "-s", "--binary"], cwd=os.path.join(top, "patched"), input=dry.stdout, capture_output=True)
        shutil.copytree(work, os.path.join(top, "before"))
        done = subprocess.run([weir, "lint", *option, "--quiet"], cwd=work, capture_output=True)
        failures.check(patched.returncode == 0 and sources(os.path.join(top, "patched")) == sources(work),
                       f"{name}: the difference is not what {option[0]} writes: {dry.stdout.decode()} {patched.stdout.decode()}")
        after, out = rows_of(weir, work)
        left = [r["message"] for r in after if r["code"] == code and r["fix"]]
        failures.check(not left and sources(work) != texts, f"{name}: left after {option[0]}: {left} {done.stderr.decode()}")
        failures.check(not [r for r in after if r["level"] == "error"] or any(r["level"] == "error" for r in before), f"{name}: an error after the fix: {after}")
        again = sources(work)
        subprocess.run([weir, "lint", *option, "--quiet"], cwd=work, capture_output=True)
        failures.check(sources(work) == again, f"{name}: a second run changes something")
        if kind != "OTHER":
            same(weir, name, top, work, failures)
        crlf(weir, name, os.path.join(top, "before"), option, failures)
    return True


def same(weir, name, top, work, failures):
    """Only where sensors are targeted is there anything to compile."""
    project = json.load(open(os.path.join(work, "weir.json"), encoding="utf-8"))
    if not project.get("sensors"):
        return
    out = subprocess.run([weir, "diff", os.path.join(top, "before"), work, "--format", "json"], cwd=top, capture_output=True, text=True)
    changed = [line for line in out.stdout.splitlines() if re.search(r'"(change|kind)": "(added|removed|wider|narrower|both|undecided)"', line)]
    failures.check(out.returncode in (0, 1) and not changed, f"{name}: another verdict: {out.stdout} {out.stderr}")


def crlf(weir, name, before, option, failures):
    """The same fix in a file of another system, that was formatted."""
    subprocess.run([weir, "fmt", "--quiet"], cwd=before, capture_output=True)
    formatted = subprocess.run([weir, "fmt", "--check"], cwd=before, capture_output=True).returncode == 0
    texts = sources(before)
    if any(b"\r" in t or t.startswith(b"\xef\xbb\xbf") for t in texts.values()):
        return
    for path, text in texts.items():
        with open(os.path.join(before, path), "wb") as out:
            out.write(b"\xef\xbb\xbf" + text.replace(b"\n", b"\r\n"))
    other = subprocess.run([weir, "fmt", "--check"], cwd=before, capture_output=True).returncode == 0
    start = sources(before)
    subprocess.run([weir, "lint", *option, "--quiet"], cwd=before, capture_output=True)
    for path, text in sources(before).items():
        if text == start[path]:
            continue
        failures.check(text.startswith(b"\xef\xbb\xbf") and text.count(b"\n") == text.count(b"\r\n"), f"{name}: {path} has not the line ends that it had")
    if formatted and other:
        failures.check(subprocess.run([weir, "fmt", "--check"], cwd=before, capture_output=True).returncode == 0, f"{name}: it was formatted, and is not any more")


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--weir", default=os.path.join(ROOT, "build", "weir"))
    parser.add_argument("filters", nargs="*")
    options = parser.parse_args()
    weir, failures, claims = os.path.abspath(options.weir), Failures(), table()
    known = {slug.upper().replace("-", "_"): (code, slug) for code, slug in codes.codes_of(weir)}
    for name, kind in claims.items():
        code, slug = known[name]
        if options.filters and not any(f in (code, slug) for f in options.filters):
            continue
        folder = os.path.join(ROOT, "tests", "codes", slug)
        done = [example(weir, code, slug, kind, word, failures) for word in codes.words_in(folder) if word.startswith("bad")]
        failures.check(any(done), f"{slug}: the rule claims a fix, and none of its bad examples carries one")
    for failure in failures:
        print("FAILED:", failure)
    print(f"{failures.passed} passed, {len(failures)} failed")
    return 1 if failures or not failures.passed else 0


if __name__ == "__main__":
    sys.exit(main())
