#!/usr/bin/env python3
"""The generated pages are what the program prints: a table that changed without its page is found here. --update writes them."""
import argparse
import difflib
import glob
import os
import re
import subprocess
import sys

ROOT = os.path.dirname(os.path.dirname(os.path.abspath(__file__)))
PAGES = {
    "docs/cli.md": ["help", "--markdown"],
    "docs/diagnostics.md": ["explain", "--markdown", "diagnostics"],
    "docs/refusals.md": ["explain", "--markdown", "refusals"],
}


def template_rows():
    """The rows of docs/stdlib.md as the Template Types' own files make them."""
    base = os.path.join(ROOT, "stdlib-templates")
    for path in sorted(glob.glob(os.path.join(base, "*", "*.weir"))):
        text = open(path, encoding="utf-8").read()
        setting = lambda key: re.search(r"^    %s +(.*)$" % key, text, re.M)[1]
        version = int(setting("version"))
        recorded = " ".join(re.search(r"^    recorded (.*?)\n\n", text, re.M | re.S)[1].split()).replace("( ", "(").replace(", )", ")")
        yield "| `%s` | %s | %s | %s | %d | `%s` | %s |" % (
            os.path.relpath(path, base)[:-5], re.search(r"^template (\w+)", text, re.M)[1], setting("channel"),
            "1 to %d" % version if version > 1 else "1", len(re.findall(r"^    \d+ +\w+ +:", text, re.M)), recorded,
            re.match(r"/// (.*)", text)[1])


def update_templates():
    """Puts the rows under the heading of their folder, where its table begins."""
    path = os.path.join(ROOT, "docs", "stdlib.md")
    with open(path, encoding="utf-8") as page:
        lines = [line for line in page.read().split("\n") if not line.startswith("| `")]
    rows = sorted(template_rows())
    out, folder = [], "none"
    for line in lines:
        out.append(line)
        if line.startswith("## "):
            folder = line[3:]
        if line.startswith("|---"):
            out += [row for row in rows if row.startswith("| " + folder.rstrip("`") + "/")]
    with open(path, "w", encoding="utf-8") as page:
        page.write("\n".join(out))


def check_templates():
    page = open(os.path.join(ROOT, "docs", "stdlib.md"), encoding="utf-8").read().splitlines()
    listed, wanted = {line for line in page if line.startswith("| `")}, set(template_rows())
    for line in sorted(wanted - listed):
        yield "docs/stdlib.md has no row " + line
    for line in sorted(listed - wanted):
        yield "docs/stdlib.md has a row that no file makes: " + line


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--weir", required=True)
    parser.add_argument("--update", action="store_true")
    options = parser.parse_args()
    failed = 0
    if options.update:
        update_templates()
    for page, command in PAGES.items():
        path = os.path.join(ROOT, page)
        got = subprocess.run([os.path.abspath(options.weir)] + command, capture_output=True, text=True, check=True, encoding="utf-8").stdout
        wanted = open(path, encoding="utf-8").read() if os.path.exists(path) else ""
        if got == wanted:
            continue
        if options.update:
            with open(path, "w", encoding="utf-8") as out:
                out.write(got)
            continue
        failed += 1
        lines = list(difflib.unified_diff(wanted.splitlines(), got.splitlines(), page, "weir " + " ".join(command), lineterm=""))
        print("FAILED: " + "\n".join(lines[:20]))
        print(f"  python3 tests/docs.py --weir {options.weir} --update   writes it")
    for problem in check_templates():
        failed += 1
        print("FAILED: " + problem)
    print(f"{len(PAGES) + 1 - failed} passed, {failed} failed")
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
