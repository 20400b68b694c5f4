#!/usr/bin/env python3
"""The hooks before a commit: the real pre-commit tool with .pre-commit-hooks.yaml, and integrations/git-hook.sh in plain git.

In:  --weir. Out: a line for each failure, "N passed, N failed", and loudly what did not run because git or pre-commit is missing.
Each way: a good commit goes through; one with an error is refused and named; so is one whose list breaks a rule that is not staged, one that fails a test, and one that is not
formatted; an error elsewhere in the project is not held against a commit by lint, and an unstaged mistake is not either.
"""
import argparse
import os
import shutil
import subprocess
import sys
import tempfile

ROOT = os.path.dirname(os.path.dirname(os.path.dirname(os.path.abspath(__file__))))
HOOKS = ("weir-fmt", "weir-lint", "weir-compile", "weir-test")


class Repository:
    def __init__(self, folder, weir):
        self.folder = folder
        os.makedirs(folder, exist_ok=True)
        self.environment = {"PATH": os.path.dirname(weir) + os.pathsep + os.environ["PATH"], "HOME": os.path.dirname(folder), "LC_ALL": "C.UTF-8", "TERM": "dumb",
                            "GIT_CONFIG_NOSYSTEM": "1", "GIT_AUTHOR_NAME": "w", "GIT_AUTHOR_EMAIL": "w@example.org", "GIT_COMMITTER_NAME": "w", "GIT_COMMITTER_EMAIL": "w@example.org"}
        self.run("git", "init", "-q", "-b", "main", ".")

    def run(self, *words, check=True):
        done = subprocess.run(words, cwd=self.folder, env=self.environment, capture_output=True, text=True, timeout=120)
        if check and done.returncode:
            raise SystemExit(f"{' '.join(words)}: {done.stdout}{done.stderr}")
        return done

    def write(self, path, text):
        whole = os.path.join(self.folder, path)
        os.makedirs(os.path.dirname(whole), exist_ok=True)
        with open(whole, "w", encoding="utf-8") as out:
            out.write(text)

    def replace(self, path, before, after):
        text = open(os.path.join(self.folder, path), encoding="utf-8").read()
        assert before in text, (path, before)
        self.write(path, text.replace(before, after))

    def commit(self, message="change"):
        return self.run("git", "commit", "-q", "-m", message, check=False)


def install_pre_commit(repository, work, weir):
    hooks = Repository(os.path.join(work, "hooks"), weir)
    shutil.copy(os.path.join(ROOT, ".pre-commit-hooks.yaml"), hooks.folder)
    hooks.run("git", "add", ".")
    hooks.run("git", "commit", "-q", "-m", "hooks")
    revision = hooks.run("git", "rev-parse", "HEAD").stdout.strip()
    repository.write(".pre-commit-config.yaml", f"repos:\n- repo: {hooks.folder}\n  rev: {revision}\n  hooks:\n" + "".join(f"  - id: {name}\n" for name in HOOKS))
    repository.run("git", "add", ".pre-commit-config.yaml")
    repository.run("pre-commit", "install")


def install_plain(repository, work, weir):
    shutil.copy(os.path.join(ROOT, "integrations", "git-hook.sh"), os.path.join(repository.folder, ".git", "hooks", "pre-commit"))


RULE = """use 'windows/named_pipe'

list Tools from 'lists/tools.txt'

/// Pipes of tools.
instance ToolPipe : NamedPipe {
    id          1002
    title       'Pipe of a tool'
    severity    low
    action      detect

    match PipeName in Tools and not Image endswith '\\ordinary.exe'

    test 'a tool'    matches { PipeName: '\\tool_a', Image: 'C:\\a.exe' }
    test 'no tool'   misses  { PipeName: '\\other', Image: 'C:\\a.exe' }
}
"""


def steps(repository, way):
    """(name, what is staged, whether it must go through, what must be said)"""
    git = lambda *words: repository.run("git", *words)

    def staged(*changes):
        for change in changes:
            change()
        git("add", "-A")

    def reset():
        git("reset", "-q", "--hard")
        git("clean", "-qfd")

    staged(lambda: repository.run("weir", "new", "."), lambda: repository.write("rules/tool.weir", RULE), lambda: repository.write("lists/tools.txt", "\\tool_a\n\\tool_b\n"),
           lambda: repository.run("weir", "fmt"))
    yield "good", True, ""
    staged(lambda: repository.replace("rules/tool.weir", "match PipeName", "match PipName"))
    yield "error", False, "PipName"
    reset()
    staged(lambda: repository.write("lists/tools.txt", "\\tool_b\n"))
    yield "list that breaks a rule's test", False, "a tool"
    reset()
    staged(lambda: repository.replace("rules/tool.weir", "severity    low", "severity   low"))
    yield "not formatted", False, "rules/tool.weir" if way == "plain" else "files were modified"
    reset()
    staged(lambda: repository.replace("rules/tool.weir", "severity    low", "severity    high"))
    repository.write("rules/draft.weir", "instance Half")
    repository.replace("rules/tool.weir", "severity    high", "severity    hihg")
    if way == "plain":  # pre-commit puts away what is not staged of files that git knows, and leaves those that it does not know
        yield "a mistake that is not staged", True, ""
    else:
        os.remove(os.path.join(repository.folder, "rules/draft.weir"))
        yield "a mistake that is not staged", True, ""
    reset()
    staged(lambda: repository.replace("rules/tool.weir", "id          1002", "id          1001"))
    yield "an id that another file has", False, "1001"
    reset()


def run_way(way, weir, work, failures):
    repository = Repository(os.path.join(work, way), weir)
    (install_plain if way == "plain" else install_pre_commit)(repository, work, weir)
    passed = 0
    for name, good, text in steps(repository, way):
        done = repository.commit(name)
        said = done.stdout + done.stderr
        if (done.returncode == 0) != good or text not in said:
            failures.append(f"{way}: {name}: status {done.returncode}, and it said:\n{said}")
        else:
            passed += 1
    # An error elsewhere, which got in past the hooks, is not shown by lint and does not stop it.
    repository.write("rules/broken.weir", "instance Broken : Nothing {\n}\n")
    repository.run("git", "add", "-A")
    repository.run("git", "commit", "-q", "--no-verify", "-m", "broken")
    lint = repository.run("weir", "lint", "--affected", "rules/tool.weir", check=False)
    if lint.returncode or "broken.weir" in lint.stdout + lint.stderr or "other files" not in lint.stderr:
        failures.append(f"{way}: an error elsewhere: status {lint.returncode}: {lint.stdout}{lint.stderr}")
    else:
        passed += 1
    return passed


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--weir", required=True)
    weir = os.path.abspath(parser.parse_args().weir)
    passed, failures = 0, []
    if shutil.which("git") is None:
        print("NOT RUN: the hooks: git is not installed")
        print("0 passed, 0 failed")
        return 0
    with tempfile.TemporaryDirectory() as work:
        passed += run_way("plain", weir, work, failures)
        if shutil.which("pre-commit") is None:
            print("NOT RUN: the hooks of the pre-commit tool, which is not installed")
        else:
            passed += run_way("pre-commit", weir, work, failures)
    for failure in failures:
        print("FAILED: " + failure)
    print(f"{passed} passed, {len(failures)} failed")
    return 1 if failures else 0


if __name__ == "__main__":
    sys.exit(main())
