#!/usr/bin/env python3
"""What weir lint writes for other programs has the form that it is said to have.

In:  the examples of tests/codes/, each linted in every format; --weir.
Out: a line for each failure, "NOT RUN: ..." for what could not be checked, and "N passed, N failed".

json   each line against docs/lint.schema.json, by jsonschema (python3-jsonschema); the lines of --config too.
sarif  against the standard's own JSON schema where --sarif-schema names it: it is in no package of the distribution and is not copied here. Always: every property of every object, and
       that those that are required are there, against sarif_om (python3-sarif-python-om), whose classes were generated from that schema; and by the table VALUES below the kinds and
       allowed values of all properties that weir writes, and what the standard's text asks beyond the schema: ruleIndex names the rule, regions do not end before they begin, URIs are
       relative and escaped. Without the schema, and without sarif_om, that part is NOT RUN.
junit  the table of tests/junit/check.py, which is the XSD of the Jenkins plugin; the numbers of suites.
gitlab, github: the keys that GitLab's documentation asks for; one command a line.
All formats tell the same findings, and each check is shown to fail on output that is wrong on purpose.
"""
import argparse
import copy
import json
import os
import re
import subprocess
import sys
import tempfile
import xml.etree.ElementTree as ElementTree
from concurrent.futures import ThreadPoolExecutor

HERE = os.path.dirname(os.path.abspath(__file__))
ROOT = os.path.dirname(os.path.dirname(HERE))
sys.path[:0] = [os.path.join(ROOT, "tests", "codes"), os.path.join(ROOT, "tests", "junit")]
sys.path.append("/usr/lib/python3/dist-packages")  # where packages of the system are, for a Python that is none of them
import check as junit  # noqa: E402
import run as codes  # noqa: E402

try:
    import jsonschema
except ImportError:
    jsonschema = None
try:
    import sarif_om
except ImportError:
    sarif_om = None

LEVELS = {"none", "note", "warning", "error"}
TEXT, NUMBER, FLAG = str, int, bool
# object: what weir writes there; a class's name, a list of one, a kind, or the values allowed
VALUES = {
    "SarifLog": {"$schema": TEXT, "version": {"2.1.0"}, "runs": ["Run"]},
    "Run": {"columnKind": {"utf16CodeUnits", "unicodeCodePoints"}, "tool": "Tool", "results": ["Result"]},
    "Tool": {"driver": "ToolComponent"},
    "ToolComponent": {"name": TEXT, "version": TEXT, "rules": ["ReportingDescriptor"]},
    "ReportingDescriptor": {"id": TEXT, "name": TEXT, "shortDescription": "MultiformatMessageString", "fullDescription": "MultiformatMessageString", "help": "MultiformatMessageString",
                            "defaultConfiguration": "ReportingConfiguration"},
    "MultiformatMessageString": {"text": TEXT},
    "ReportingConfiguration": {"enabled": FLAG, "level": LEVELS},
    "Result": {"ruleId": TEXT, "ruleIndex": NUMBER, "level": LEVELS, "message": "Message", "locations": ["Location"], "relatedLocations": ["Location"], "partialFingerprints": {"weir/v1"},
               "fixes": ["Fix"]},
    "Message": {"text": TEXT},
    "Location": {"physicalLocation": "PhysicalLocation", "message": "Message"},
    "PhysicalLocation": {"artifactLocation": "ArtifactLocation", "region": "Region"},
    "ArtifactLocation": {"uri": TEXT},
    "Region": {"startLine": NUMBER, "startColumn": NUMBER, "endLine": NUMBER, "endColumn": NUMBER},
    "Fix": {"description": "Message", "artifactChanges": ["ArtifactChange"], "properties": {"safe"}},
    "ArtifactChange": {"artifactLocation": "ArtifactLocation", "replacements": ["Replacement"]},
    "Replacement": {"deletedRegion": "Region", "insertedContent": "ArtifactContent"},
    "ArtifactContent": {"text": TEXT},
}


def om_properties(name):
    """Of a class of sarif_om: property -> is it required?"""
    import attr
    return {a.metadata["schema_property_name"]: a.default is attr.NOTHING for a in attr.fields(getattr(sarif_om, name))}


def sarif_object(value, name, path, use_om):
    if not isinstance(value, dict):
        yield f"{path}: no object"
        return
    known = om_properties(name) if use_om else {}
    for key, required in known.items():
        if required and key not in value:
            yield f"{path}: the standard asks for {key}"
    for key, one in value.items():
        where = f"{path}.{key}"
        if use_om and key not in known and key != "$schema":
            yield f"{where}: the standard has no such property of {name}"
        if key not in VALUES[name]:
            yield f"{where}: not in the table"
            continue
        kind = VALUES[name][key]
        if isinstance(kind, list):
            if not isinstance(one, list):
                yield f"{where}: no list"
                continue
            for i, item in enumerate(one):
                yield from sarif_object(item, kind[0], f"{where}[{i}]", use_om)
        elif isinstance(kind, set) and isinstance(one, dict):
            if set(one) - kind:
                yield f"{where}: {set(one) - kind}"
        elif isinstance(kind, set):
            if one not in kind:
                yield f"{where}: '{one}' is not one of {kind}"
        elif isinstance(kind, str):
            yield from sarif_object(one, kind, where, use_om)
        elif type(one) is not kind:
            yield f"{where}: {one!r} is no {kind.__name__}"
    if name == "Region" and (value.get("startLine", 0), value.get("startColumn", 0)) > (value.get("endLine", 0), value.get("endColumn", 0)) or name == "Region" and value.get("startColumn", 0) < 1:
        yield f"{path}: {value}"
    if name == "ArtifactLocation" and not re.fullmatch(r"([A-Za-z0-9._~/-]|%[0-9A-F]{2})+", value.get("uri", "")):
        yield f"{path}: {value}"


def sarif(log, use_om):
    yield from sarif_object(log, "SarifLog", "", use_om)
    for run in log.get("runs", []):
        rules = run["tool"]["driver"]["rules"]
        if len({r["id"] for r in rules}) != len(rules):
            yield "a rule stands there twice"
        prints = [r["partialFingerprints"]["weir/v1"] for r in run["results"]]
        if len(set(prints)) != len(prints):
            yield "two results have one fingerprint"
        for result in run["results"]:
            if not 0 <= result["ruleIndex"] < len(rules) or rules[result["ruleIndex"]]["id"] != result["ruleId"]:
                yield f"ruleIndex {result['ruleIndex']} is not {result['ruleId']}"


def gitlab(report):
    for row in report:
        if set(row) != {"description", "check_name", "severity", "fingerprint", "location"} or row["severity"] not in ("info", "minor", "major", "critical", "blocker"):
            yield f"{row}"
        elif not re.fullmatch("[0-9a-f]{32}", row["fingerprint"]) or set(row["location"]) != {"path", "lines"} or row["location"]["lines"]["begin"] < 1:
            yield f"{row}"
    if len({row.get("fingerprint") for row in report}) != len(report):
        yield "two have one fingerprint"


def xml(text):
    root = ElementTree.fromstring(text)
    yield from junit.problems_of(root, "")
    for element in [root, *root.iter("testsuite")]:
        yield from junit.numbers_of(element)


def run_formats(weir, folder, word):
    """(format, text) of one example."""
    with tempfile.TemporaryDirectory() as work:
        codes.prepare(folder, word, work)
        out = {}
        for form in ("json", "sarif", "junit", "gitlab", "github"):
            done = subprocess.run([weir, "lint", "--format", form], cwd=work, capture_output=True, stdin=subprocess.DEVNULL, timeout=60)
            out[form] = done.stdout.decode("utf-8")
            if done.returncode not in (0, 1, 2, 3, 4):
                out["status"] = f"status {done.returncode}"
        out["config"] = subprocess.run([weir, "lint", "--config", "--format", "json"], cwd=work, capture_output=True).stdout.decode("utf-8") if word == "bad" else ""
        return out


def problems(out, validator, standard):
    if "status" in out:
        yield out["status"]
        return
    rows = [json.loads(line) for line in out["json"].splitlines()]
    for row in rows + [json.loads(line) for line in out["config"].splitlines() if line.startswith('{"code"') and "default" in line]:
        if validator:
            for error in validator.iter_errors(row):
                yield f"json: {error.message[:200]} in {str(row)[:300]}"
    if not out["sarif"]:
        if rows:
            yield "no SARIF"
        return
    log = json.loads(out["sarif"])
    for problem in sarif(log, sarif_om is not None):
        yield "sarif: " + problem
    for error in standard.iter_errors(log) if standard else ():
        yield f"sarif, by the standard's schema: {error.message[:200]} at {list(error.absolute_path)}"
    report = json.loads(out["gitlab"])
    for problem in gitlab(report):
        yield "gitlab: " + problem
    for problem in xml(out["junit"]):
        yield "junit: " + problem
    lines = out["github"].splitlines()
    for line in lines:
        if not re.fullmatch(r"::(debug|notice|warning|error) (file=[^,:]*,line=\d+,col=\d+,)?title=[ELT]\d{3} [a-z0-9-]+::.+", line):
            yield "github: " + line
    told = len(rows)
    suites = sum(1 for case in ElementTree.fromstring(out["junit"]).iter("testcase") if case.get("name") != "no findings")
    if not told == len(log["runs"][0]["results"]) == len(report) == len(lines) == suites:
        yield f"told by json {told}, sarif {len(log['runs'][0]['results'])}, gitlab {len(report)}, github {len(lines)}, junit {suites}"


def spoiled(out, validator, standard):
    """Output that is wrong on purpose, each with what must see it."""
    row = json.loads(out["json"].splitlines()[0])
    log = json.loads(out["sarif"])
    if validator:
        for change in ({"level": "off"}, {"line": "3"}, {"column": 0}, {"code": "X1"}, {"more": 1}, {"fix": {"title": "x"}}, {"labels": [{}]}):
            yield f"json with {change}", list(validator.iter_errors({**row, **change}))
        yield "json without a message", list(validator.iter_errors({k: v for k, v in row.items() if k != "message"}))
        yield "json without a line", list(validator.iter_errors({k: v for k, v in row.items() if k != "line"}))
    result = lambda one: one["runs"][0]["results"][0]  # noqa: E731
    for what, spoil in (("another level", lambda one: result(one).update(level="off")), ("an unknown property", lambda one: result(one).update(colour="red")),
                        ("another index", lambda one: result(one).update(ruleIndex=99)), ("a blank in a URI", lambda one: result(one)["locations"][0]["physicalLocation"]["artifactLocation"].update(uri="a b")),
                        ("a region backwards", lambda one: result(one)["locations"][0]["physicalLocation"]["region"].update(endLine=0)), ("no version", lambda one: one.update(version="2"))):
        wrong = copy.deepcopy(log)
        spoil(wrong)
        yield f"sarif with {what}", list(sarif(wrong, sarif_om is not None))
    if sarif_om:
        wrong = copy.deepcopy(log)
        del wrong["runs"][0]["results"][0]["message"]
        yield "sarif without a message", list(sarif_object(wrong, "SarifLog", "", True))
    if standard:
        for what, spoil in (("another level", lambda one: result(one).update(level="off")), ("an unknown property", lambda one: result(one).update(colour="red")),
                            ("no message", lambda one: result(one).pop("message")), ("no tool", lambda one: one["runs"][0].pop("tool"))):
            wrong = copy.deepcopy(log)
            spoil(wrong)
            yield f"sarif with {what}, by the standard's schema", list(standard.iter_errors(wrong))
    yield "junit with another number", list(xml(out["junit"].replace('tests="', 'tests="9', 1)))
    yield "gitlab without a fingerprint", list(gitlab([{k: v for k, v in json.loads(out["gitlab"])[0].items() if k != "fingerprint"}]))


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--weir", default=os.path.join(ROOT, "build", "weir"))
    parser.add_argument("--sarif-schema", help="sarif-schema-2.1.0.json, as OASIS publishes it")
    options = parser.parse_args()
    weir = os.path.abspath(options.weir)
    schema = json.load(open(os.path.join(ROOT, "docs", "lint.schema.json"), encoding="utf-8"))
    validator = None
    if jsonschema:
        jsonschema.Draft202012Validator.check_schema(schema)
        validator = jsonschema.Draft202012Validator(schema)
    else:
        print("NOT RUN: json against its schema: python3-jsonschema is not installed; make deps-test installs it")
    if sarif_om is None:
        print("NOT RUN: sarif against the classes of the standard's schema: python3-sarif-python-om is not installed; make deps-test installs it")
    standard = None
    if options.sarif_schema and jsonschema:
        with open(options.sarif_schema, encoding="utf-8") as file:
            standard = jsonschema.Draft7Validator(json.load(file))
    else:
        print("NOT RUN: sarif against the standard's own schema: SARIF_SCHEMA=FILE names none" if jsonschema else "NOT RUN: sarif against the standard's own schema: python3-jsonschema is not installed")
    work = []
    for code, slug in codes.codes_of(weir):
        folder = os.path.join(ROOT, "tests", "codes", slug)
        for word in codes.words_in(folder):
            if not os.path.exists(os.path.join(folder, "cmd")) and not os.path.exists(os.path.join(folder, "make.sh")) and not os.path.exists(os.path.join(folder, word + ".yml")):
                work.append((slug, folder, word))
    failures, passed = [], 0
    with ThreadPoolExecutor(max_workers=2) as pool:
        for (slug, _, word), out in zip(work, pool.map(lambda w: run_formats(weir, w[1], w[2]), work)):
            found = list(problems(out, validator, standard))
            failures += [f"{slug}/{word}: {problem}" for problem in found[:3]]
            passed += not found
    seen = run_formats(weir, os.path.join(ROOT, "tests", "codes", "case-duplicate"), "bad")
    for what, found in spoiled(seen, validator, standard):
        passed += bool(found)
        if not found:
            failures.append(f"nobody sees {what}")
    for failure in failures:
        print("FAILED:", failure)
    print(f"{passed} passed, {len(failures)} failed")
    return 1 if failures or not passed else 0


if __name__ == "__main__":
    sys.exit(main())
