#!/usr/bin/env python3
"""The generated pages are what the program prints: a table that changed without its page is found here. --update writes them."""
import argparse
import difflib
import os
import subprocess
import sys

ROOT = os.path.dirname(os.path.dirname(os.path.abspath(__file__)))
PAGES = {
    "docs/cli.md": ["help", "--markdown"],
    "docs/diagnostics.md": ["explain", "--markdown", "diagnostics"],
    "docs/refusals.md": ["explain", "--markdown", "refusals"],
}


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--weir", required=True)
    parser.add_argument("--update", action="store_true")
    options = parser.parse_args()
    failed = 0
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
    print(f"{len(PAGES) - failed} passed, {failed} failed")
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
