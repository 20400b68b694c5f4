#!/usr/bin/env python3
"""The pages that show a whole way, from an empty folder: docs/tutorial.md and docs/release.md.

In:  --weir. Of each page the ```shell blocks, in order and in one shell: lines with "$ " are commands ("> " goes on with one), what stands below is what they print on both streams together
     ("..." stands for any text), and "(status N)" how they end, 0 without it. Out: a line for each failure, "N passed, N failed"; loudly what did not run because a tool is missing.
"""
import argparse
import json
import os
import re
import shutil
import subprocess
import sys
import tempfile

ROOT = os.path.dirname(os.path.dirname(os.path.dirname(os.path.abspath(__file__))))
PAGES = ("tutorial.md", "release.md")
NEEDS = ("git", "minisign", "sha256sum")


def commands(text):
    """(command, expected output, status)"""
    for block in re.findall(r"^```shell\n(.*?)^```$", text, re.S | re.M):
        for part in re.split(r"^\$ ", block, flags=re.M)[1:]:
            lines = part.split("\n")
            end = 1
            while end < len(lines) and lines[end].startswith(">"):
                end += 1
            command = "\n".join([lines[0]] + [line[2:] for line in lines[1:end]])
            wanted = "\n".join(lines[end:]).strip("\n")
            status = re.search(r"\n?^\(status (\d+)\)$", wanted, re.M)
            yield command, wanted[:status.start()] if status else wanted, int(status[1]) if status else 0


def agrees(wanted, got):
    return re.fullmatch(".*?".join(re.escape(part) for part in wanted.split("...")), got.strip("\n"), re.S) is not None


def run_page(page, weir, failures):
    with tempfile.TemporaryDirectory() as work:
        home, empty = os.path.join(work, "home"), os.path.join(work, "empty")
        os.mkdir(home)
        os.mkdir(empty)
        os.symlink(ROOT, os.path.join(home, "weir"))
        environment = {"PATH": os.path.dirname(weir) + os.pathsep + os.environ["PATH"], "HOME": home, "LC_ALL": "C.UTF-8", "TERM": "dumb", "GIT_CONFIG_NOSYSTEM": "1",
                       "GIT_AUTHOR_NAME": "w", "GIT_AUTHOR_EMAIL": "w@example.org", "GIT_COMMITTER_NAME": "w", "GIT_COMMITTER_EMAIL": "w@example.org"}
        rows = list(commands(open(os.path.join(ROOT, "docs", page), encoding="utf-8").read()))
        script = "".join(f"{command}\necho \"\x01$?\x02\"\n" for command, _, _ in rows)
        done = subprocess.run(["sh"], cwd=empty, env=environment, input=script, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, timeout=300)
        got = re.findall(r"(.*?)\x01(\d+)\x02\n", done.stdout, re.S)
        if len(got) != len(rows) or not rows:
            failures.append(f"{page}: {len(rows)} commands, and {len(got)} came to an end: {done.stdout[-500:]}")
        for (command, wanted, status), (printed, ended) in zip(rows, got):
            if int(ended) != status or not agrees(wanted, printed):
                failures.append(f"{page}: $ {command}\nprinted, with status {ended}:\n{printed}\nthe page says, with status {status}:\n{wanted}")
                return 0
        return len(rows)


def ci_steps(weir, failures):
    """The steps of integrations/ci one by one, as the GitHub action and the GitLab template run them; and that both call them."""
    ci = os.path.join(ROOT, "integrations", "ci")
    with tempfile.TemporaryDirectory() as work:
        shutil.copytree(os.path.join(ROOT, "examples", "starter"), os.path.join(work, "content"), ignore=shutil.ignore_patterns("build"))
        environment = {"PATH": os.path.dirname(weir) + os.pathsep + os.environ["PATH"], "HOME": work, "LC_ALL": "C.UTF-8", "WEIR_PROJECT": "content", "WEIR_OUTPUT": "one", "WEIR_SARIF": "weir.sarif"}

        def step(name, **more):
            done = subprocess.run([os.path.join(ci, name)], cwd=work, env={**environment, **more}, capture_output=True, text=True, timeout=120)
            return done.returncode, done.stdout + done.stderr

        subprocess.run([weir, "-C", "content", "gate", "--lock"], cwd=work, env=environment, capture_output=True, check=True)
        results = [
            ("install", step("install.sh"), 0, "weir "),
            ("gate", step("gate.sh"), 0, "gate: passed"),
            ("gate with a release before", step("gate.sh", WEIR_OUTPUT="two", WEIR_PREVIOUS="one", WEIR_REVISION="2"), 0, "revision 1"),
        ]
        def findings():
            run = json.load(open(os.path.join(work, "weir.sarif"), encoding="utf-8"))["runs"][0]
            paths = {place["physicalLocation"]["artifactLocation"]["uri"] for result in run["results"] for place in result.get("locations", [])}
            return {result["ruleId"] for result in run["results"]}, all(os.path.exists(os.path.join(work, path)) for path in paths) and bool(paths)

        results.append(("SARIF of a gate that passes, with paths from the repository", (0 if findings()[1] else 1, str(findings())), 0, ""))
        rule = os.path.join(work, "content", "rules", "pipes.weir")
        text = open(rule, encoding="utf-8").read()
        open(rule, "w", encoding="utf-8").write(text.replace("PipeName", "PipName", 1))
        results += [("gate refuses", step("gate.sh", WEIR_OUTPUT="three"), 1, "gate: refused"), ("annotations", step("annotate.sh"), 0, "::error file=content/rules/pipes.weir,line="),
                    ("code quality", step("quality.sh"), 0, '"path": "content/rules/pipes.weir"'), ("no release folder", (0 if not os.path.exists(os.path.join(work, "three")) else 1, ""), 0, "")]
        codes, there = findings()
        results.append(("SARIF of a gate that refuses", (0 if there and any(code.startswith("E") for code in codes) else 1, str(codes)), 0, ""))
        results.append(("a comment's text", (0 if os.path.getsize(os.path.join(work, "two", "changes.md")) else 1, ""), 0, ""))
        for place in ("github/action.yml", "gitlab/weir.yml"):
            words = open(os.path.join(ROOT, "integrations", place), encoding="utf-8").read()
            try:
                import yaml
                read = yaml.safe_load(words)
                shape = all(set(i) == {"description", "default"} for i in read["inputs"].values()) if "inputs" in read else len(read["weir-gate"]["script"]) == 2
                results.append((place + " as YAML", (0 if shape else 1, words), 0, ""))
            except ImportError:
                print(f"NOT RUN: {place} as YAML: python3-yaml is not installed")
            needed = ("ci/install.sh", "ci/gate.sh", "changes.md", "weir.sarif", "upload-sarif" if place.startswith("github") else "codequality")
            results.append((place, (0 if all(word in words for word in needed) else 1, words), 0, ""))
        for name, (ended, said), status, wanted in results:
            if ended != status or wanted not in said:
                failures.append(f"ci: {name}: status {ended}: {said[-600:]}")
        return len(results)


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--weir", required=True)
    weir = os.path.abspath(parser.parse_args().weir)
    missing = [name for name in NEEDS if shutil.which(name) is None]
    if missing:
        print(f"NOT RUN: {' and '.join(PAGES)}: not installed: {', '.join(missing)}")
        print("0 passed, 0 failed")
        return 0
    failures = []
    passed = sum(run_page(page, weir, failures) for page in PAGES)
    steps = ci_steps(weir, failures)
    passed += steps - sum(failure.startswith("ci:") for failure in failures)
    for failure in failures:
        print("FAILED: " + failure)
    print(f"{passed} passed, {len(failures)} failed")
    return 1 if failures else 0


if __name__ == "__main__":
    sys.exit(main())
