#!/usr/bin/env python3
"""weir fmt over everything there is: formatted twice is formatted once, and nothing but layout changes.

  style      the Template Types, the example project, what `weir new` makes and the page of the style are as weir fmt prints them
  texts      every source of the tests and every example of the documents that parses: the same tokens (a comma behind a last value excepted),
             every comment once and in order, and printed again as it is
  layouts    the same files in layouts that somebody might have typed: printed as before
  comments   with comments wherever a line may end: none lost, doubled or out of order
  diff       what --diff prints makes the one of the other
  projects   projects in such layouts, with such comments: formatted in place they compile to the same bytes
Tokens are taken apart here once more, so that a mistake in weir's own lexer shows.
"""
import argparse
import os
import random
import re
import shutil
import subprocess
import sys
import tempfile

ROOT = os.path.dirname(os.path.dirname(os.path.abspath(__file__)))
TOKEN = re.compile(r"""(?P<comment>//[^\n]*)|(?P<blank>[ \t\r\n]+)|(?P<string>'(?:[^'\n]|'')*'|"(?:[^"\\\n]|\\[^\n])*")"""
                   r"""|(?P<word>-?[A-Za-z0-9_]+(?:[.-](?!\.)[A-Za-z0-9_-]+)*)|(?P<mark>\.\.|[=!<>]=|.)""")


def split(text):
    """(kind, text) of everything, blanks too"""
    return [(m.lastgroup, m[0]) for m in TOKEN.finditer(text)]


def tokens_of(text):
    found = [t for k, t in split(text) if k not in ("comment", "blank")]
    return [t for i, t in enumerate(found) if not (t == "," and i + 1 < len(found) and found[i + 1] in ")}")]


def comments_of(text):
    return [t.rstrip(" \t\r") for k, t in split(text) if k == "comment"]


class Weir:
    def __init__(self, path):
        self.path = os.path.abspath(path)

    def run(self, *arguments, **options):
        return subprocess.run([self.path, *arguments], capture_output=True, **options)

    def format(self, text):
        done = self.run("fmt", "-", "--quiet", input=text.encode("utf-8"))
        if done.returncode not in (0, 2):
            raise AssertionError("status %d: %s" % (done.returncode, done.stderr.decode("utf-8", "replace")))
        return done.stdout.decode("utf-8") if done.returncode == 0 else None


# ---- other layouts ----

def mangle(text, rng, comments):
    """The same text as somebody else might have typed it. Line ends come and go only where they say nothing: in brackets, and about connectives."""
    parts, out, stack, added = split(text), [], [], 0

    def neighbour(i, step):
        i += step
        while 0 <= i < len(parts) and parts[i][0] == "blank":
            i += step
        return parts[i] if 0 <= i < len(parts) else ("end", "")

    for i, (kind, part) in enumerate(parts):
        if kind == "mark" and part in "({":
            stack.append(part)
        elif kind == "mark" and part in ")}" and stack:
            stack.pop()
        if kind != "blank":
            out.append(part)
            continue
        before, after = neighbour(i, -1), neighbour(i, 1)
        inside = len(stack) > 1 or stack == ["("]
        free = inside or after[1] in ("and", "or") or before[1] in ("and", "or")
        around = before[0] == "comment" or after[0] == "comment" or "*" in (before[1], after[1]) or before[0] == "end" or after[0] == "end"
        if "\n\n" in part.replace("\r", "") or around or not free:
            if comments and "\n" in part and rng.random() < 0.3:
                added += 1
                out.append("\n// added %d\n\t" % added + part if before[0] != "comment" and before[0] != "end" else part)
            elif "\n" in part:
                out.append("".join(rng.choice([" ", "\t", ""]) + ("\r\n" if rng.random() < 0.3 else "\n") for _ in range(part.count("\n")))
                           + " " * rng.randrange(9) if before[0] != "end" else part)
            else:
                out.append(rng.choice([" ", "  ", "\t", "     "]))
        elif comments and rng.random() < 0.2:
            added += 1
            out.append(rng.choice([" // added %d\n", "\n\t// added %d \n", "\n\n/// added %d\n"]) % added)
        else:
            out.append(rng.choice([" ", "   ", "\t", "\n", "\n      ", "\r\n  "]))
    return "".join(out)


def apply_difference(before, difference):
    """What a unified difference makes of a text; its lines must be where it says."""
    old, new, at = re.findall(r"[^\n]*\n|[^\n]+", before), [], 0
    lines = re.findall(r"[^\n]*\n", difference)
    for i, line in enumerate(lines[2:], 2):
        content = line[1:-1] if i + 1 < len(lines) and lines[i + 1].startswith("\\") else line[1:]
        if line.startswith("@@"):
            first, count = re.match(r"@@ -(\d+)(?:,(\d+))?", line).groups()
            start = int(first) - (count != "0")
            new += old[at:start]
            at = start
        elif line[0] in " -":
            if at >= len(old) or old[at] != content:
                return None
            at += 1
        if line[0] in " +" and not line.startswith("@@"):
            new.append(content)
    return "".join(new + old[at:])


def every_source():
    """name, text"""
    folders = ["examples", "stdlib-templates", "tests/codes", "tests/golden", "tests/decoder", "tests/bytes", "tests/export", "exchange"]
    for folder in folders:
        for at, _, names in sorted(os.walk(os.path.join(ROOT, folder))):
            for name in sorted(names):
                if name.endswith(".weir"):
                    path = os.path.join(at, name)
                    with open(path, "rb") as file:
                        data = file.read()
                    try:
                        yield os.path.relpath(path, ROOT), data.decode("utf-8")
                    except UnicodeDecodeError:
                        pass
    documents = ["README.md"] + sorted("docs/" + n for n in os.listdir(os.path.join(ROOT, "docs")) if n.endswith(".md"))
    for name in documents:
        with open(os.path.join(ROOT, name), encoding="utf-8") as file:
            for number, example in enumerate(re.findall(r"^```weir[^\n]*\n(.*?)^```", file.read(), re.S | re.M)):
                yield "%s, example %d" % (name, number + 1), example


# ---- the checks ----

class Checks:
    def __init__(self, weir, seed):
        self.weir, self.seed, self.passed, self.failed = weir, seed, 0, 0

    def expect(self, good, what):
        if good:
            self.passed += 1
        else:
            self.failed += 1
            print("FAILED: " + what)

    def style(self):
        done = self.weir.run("fmt", "--diff", "--check", "stdlib-templates", "examples", "kit", cwd=ROOT)
        self.expect(done.returncode == 0 and not done.stdout, "not as weir fmt prints it:\n" + done.stdout.decode("utf-8", "replace")[:4000])
        for name, text in every_source():
            if name.startswith(("README.md", "docs/style.md")):
                self.expect(self.weir.format(text) == text, name + ": not as weir fmt prints it")
        with tempfile.TemporaryDirectory() as folder:
            self.weir.run("new", folder)
            types = re.findall(r"^ *(\w+)", self.weir.run("new", "instance").stdout.decode("utf-8"), re.M)
            for i, name in enumerate(types):
                self.weir.run("new", "instance", name, "New%d" % i, "-C", folder, "-o", "rules/new%d.weir" % i)
            done = self.weir.run("fmt", "--diff", "--check", "-C", folder)
            self.expect(done.returncode == 0 and not done.stdout, "weir new writes it in another style:\n" + done.stdout.decode("utf-8", "replace")[:4000])
            self.expect(len(os.listdir(os.path.join(folder, "rules"))) > 30, "only a few files of weir new: %s" % types)

    def text(self, name, text):
        """The printed text, or None where it does not parse."""
        printed = self.weir.format(text)
        if printed is None:
            return None
        self.expect(tokens_of(printed) == tokens_of(text), name + ": the tokens changed")
        self.expect(comments_of(printed) == comments_of(text), name + ": the comments changed")
        self.expect(self.weir.format(printed) == printed, name + ": printed again it is something else")
        return printed

    def texts(self):
        rng = random.Random(self.seed)
        parsed = 0
        for name, text in every_source():
            printed = self.text(name, text)
            if printed is None or len(text) > 100000:
                continue
            parsed += 1
            other = mangle(printed, rng, False)
            again = self.weir.format(other)
            difference = self.weir.run("fmt", "--diff", "-", input=other.encode("utf-8")).stdout.decode("utf-8")
            self.expect(apply_difference(other, difference) == again, name + ": the difference does not lead from one to the other")
            self.expect(again == printed, "%s: another layout is printed in another way\n%s" % (name, other if again != printed and len(other) < 3000 else ""))
            commented = mangle(printed, rng, True)
            self.expect(self.text(name + ", with comments", commented) is not None, name + ": with comments it does not parse\n" + commented[:3000])
        self.expect(parsed > 100, "only %d sources parse" % parsed)

    def compiled(self, folder):
        out = os.path.join(folder, "compiled")
        done = self.weir.run("compile", "-C", folder, "-o", out, "--quiet")
        self.expect(done.returncode == 0, folder + ": does not compile: " + done.stderr.decode("utf-8", "replace")[:2000])
        files = {n: open(os.path.join(out, n), "rb").read() for n in sorted(os.listdir(out)) if n.endswith(".chn")} if os.path.isdir(out) else {}
        shutil.rmtree(out, ignore_errors=True)
        return files

    def project(self, name, source):
        rng = random.Random(self.seed)
        with tempfile.TemporaryDirectory() as temporary:
            folder = os.path.join(temporary, "project")
            shutil.copytree(source, folder)
            wanted = self.compiled(folder)
            self.expect(wanted != {}, name + ": no channel files")
            for round_ in ("as it is", "in another layout", "with comments"):
                for at, _, names in os.walk(folder):
                    for path in (os.path.join(at, n) for n in names if n.endswith(".weir") and round_ != "as it is"):
                        with open(path, encoding="utf-8", newline="") as file:
                            text = file.read()
                        with open(path, "w", encoding="utf-8", newline="") as file:
                            file.write(mangle(text, rng, round_ == "with comments"))
                done = self.weir.run("fmt", "-C", folder)
                self.expect(done.returncode == 0, "%s, %s: %s" % (name, round_, done.stderr.decode("utf-8", "replace")[:2000]))
                self.expect(self.compiled(folder) == wanted, "%s, %s: the compiled bytes changed" % (name, round_))
                again = self.weir.run("fmt", "--check", "-C", folder)
                self.expect(again.returncode == 0 and not again.stdout, "%s, %s: is formatted a second time" % (name, round_))

    def projects(self):
        for name in ("examples/starter", "tests/decoder/every", "tests/bytes/costly"):
            self.project(name, os.path.join(ROOT, name))
        with tempfile.TemporaryDirectory() as temporary:
            subprocess.run([sys.executable, os.path.join(ROOT, "tests/bench/generate.py"), "200", "7", temporary], check=True)
            self.project("200 generated instances", temporary)


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--weir", required=True)
    parser.add_argument("--seed", type=int, default=1)
    options = parser.parse_args()
    checks = Checks(Weir(options.weir), options.seed)
    checks.style()
    checks.texts()
    checks.projects()
    print(f"{checks.passed} passed, {checks.failed} failed")
    return 1 if checks.failed else 0


if __name__ == "__main__":
    sys.exit(main())
