#!/usr/bin/env python3
"""The JUnit XML of `weir test` has the form that CI systems read: what the XSD of the Jenkins xUnit plugin (junit-10) allows, as a table.

In:  the cases of tests/golden/test that have a project, and examples/starter. Each is run with --format junit.
Out: a line for each failure, and "N passed, N failed". Checked besides the form: the numbers of each suite are those of its test cases, and they
     agree with the summary of --format json.
"""
import argparse
import json
import os
import shutil
import subprocess
import sys
import tempfile
import xml.etree.ElementTree as ElementTree

ROOT = os.path.dirname(os.path.dirname(os.path.dirname(os.path.abspath(__file__))))

# element: (required attributes, optional attributes, children in any number, whether it may have text)
REPORT = {"message", "type"}
FORM = {
    "testsuites": (set(), {"name", "time", "tests", "failures", "disabled", "errors"}, {"testsuite"}, False),
    "testsuite": ({"name", "tests"}, {"failures", "errors", "group", "time", "skipped", "timestamp", "hostname", "id", "package", "file", "log", "url", "version"},
                  {"testsuite", "properties", "testcase", "system-out", "system-err"}, False),
    "properties": (set(), set(), {"property"}, False),
    "property": ({"name", "value"}, set(), set(), False),
    "testcase": ({"name", "classname"}, {"assertions", "time", "status", "class", "file", "line", "log", "group", "url"},
                 {"skipped", "error", "failure", "system-out", "system-err"}, False),
    "skipped": (set(), REPORT, set(), True),
    "error": (set(), REPORT, set(), True),
    "failure": (set(), REPORT, set(), True),
    "system-out": (set(), set(), set(), True),
    "system-err": (set(), set(), set(), True),
}
NUMBERS = {"tests", "failures", "errors", "skipped", "disabled", "line", "assertions"}


def problems_of(element, path):
    path = f"{path}/{element.tag}"
    if element.tag not in FORM:
        yield f"{path}: no such element"
        return
    required, optional, children, text = FORM[element.tag]
    for name in required - set(element.attrib):
        yield f"{path}: no attribute {name}"
    for name, value in element.attrib.items():
        if name not in required | optional:
            yield f"{path}: attribute {name} is not allowed"
        if name in NUMBERS and not value.isdigit():
            yield f"{path}: {name} is no number: {value}"
    if not text and ((element.text or "").strip() or any((child.tail or "").strip() for child in element)):
        yield f"{path}: text is not allowed"
    for child in element:
        if child.tag not in children:
            yield f"{path}: {child.tag} is not allowed here"
        yield from problems_of(child, path)


def count(element, tag):
    return sum(1 for case in element.iter("testcase") if case.find(tag) is not None)


def numbers_of(element):
    for tag, attribute in (("failure", "failures"), ("error", "errors")):
        if int(element.get(attribute, "0")) != count(element, tag):
            yield f"{element.tag} {element.get('name')}: {attribute} is {element.get(attribute)}, and there are {count(element, tag)}"
    cases = sum(1 for _ in element.iter("testcase"))
    if int(element.get("tests", "-1")) != cases:
        yield f"{element.tag} {element.get('name')}: tests is {element.get('tests')}, and there are {cases}"


def run(weir, folder, form):
    return subprocess.run([weir, "test", "--format", form], cwd=folder, capture_output=True, timeout=120)


def check(weir, folder):
    done, other = run(weir, folder, "junit"), run(weir, folder, "json")
    if done.returncode != other.returncode:
        yield f"status {done.returncode}, and {other.returncode} with json"
    if done.returncode == 2 or not done.stdout:
        if done.stdout:
            yield "XML although nothing has run"
        return
    root = ElementTree.fromstring(done.stdout)
    if root.tag != "testsuites":
        yield f"the root is {root.tag}"
    yield from problems_of(root, "")
    for element in [root, *root.iter("testsuite")]:
        yield from numbers_of(element)
    rows = [json.loads(line) for line in other.stdout.decode("utf-8").splitlines()]
    summary = rows[-1]["summary"]
    known = sum(1 for row in rows if row.get("kind") == "known-good" and not row["passed"])
    if int(root.get("failures")) != summary["failed"] + known or int(root.get("errors")) != summary["not_run"]:
        yield f"failures and errors are {root.get('failures')} and {root.get('errors')}; json says {summary}"
    if int(root.get("tests")) != sum(1 for row in rows if "kind" in row):
        yield "json has another number of results"


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--weir", required=True)
    weir = os.path.abspath(parser.parse_args().weir)
    golden = os.path.join(ROOT, "tests", "golden", "test")
    projects = [os.path.join(golden, name) for name in sorted(os.listdir(golden))] + [os.path.join(ROOT, "examples", "starter")]
    passed = failed = 0
    for project in projects:
        with tempfile.TemporaryDirectory() as folder:
            work = os.path.join(folder, "project")
            shutil.copytree(project, work)
            found = list(check(weir, work))
        for problem in found:
            print(f"FAILED: {os.path.relpath(project, ROOT)}: {problem}")
        passed, failed = passed + (not found), failed + bool(found)
    print(f"{passed} passed, {failed} failed")
    return 1 if failed or not passed else 0


if __name__ == "__main__":
    sys.exit(main())
