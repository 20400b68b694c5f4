#!/usr/bin/env python3
"""The pictures of docs/report.md: the page of the example project in both schemes, and of the example whose proof fails. For somebody to look at before they are committed."""
import argparse
import os
import subprocess
import sys
import tempfile

sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))
from browser import Browser, find

ROOT = os.path.dirname(os.path.dirname(os.path.dirname(os.path.abspath(__file__))))
WIDTH = 1280
# Name, project, scheme, section at the top (None: the page's own top), height.
PICTURES = (("report-light.png", "starter", "light", None, 1000), ("report-dark.png", "starter", "dark", "coverage", 860), ("report-attack.png", "starter", "light", "attack", 860),
            ("report-outage.png", "outage", "light", None, 700))


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--weir", required=True)
    options = parser.parse_args()
    program = find()
    if program is None:
        print("no browser is installed (make deps-browser)")
        return 4
    browser = Browser(program)
    with tempfile.TemporaryDirectory() as work:
        for name, project, scheme, section, height in PICTURES:
            page = os.path.join(work, project + ".html")
            subprocess.run([options.weir, "report", "-o", page, "--quiet"], cwd=os.path.join(ROOT, "examples", project), stderr=subprocess.DEVNULL)
            browser.load(page, scheme, WIDTH, height)
            if section:
                browser.evaluate(f"document.getElementById('{section}').scrollIntoView()")
            browser.evaluate("new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done)))")
            browser.picture(os.path.join(ROOT, "docs", name))
            print("docs/" + name)
    browser.close()
    return 0


if __name__ == "__main__":
    sys.exit(main())
