#!/usr/bin/env python3
"""What is installed: the Debian package, the manual page, and completion for shells.

In:  --build, where weir and its libraries are built. Out: a line for each failure, "N passed, N failed"; loudly what did not run because a program is missing.

  package     made twice it is the same byte for byte; dpkg installs it below a folder, weir runs from there and compiles the example; removed, nothing of it is left
  manual      every command and option is in it, and groff has nothing to say against it
  completion  each shell loads its file; asked for the words of each command, it gives the options of docs/cli.md
"""
import argparse
import filecmp
import glob
import os
import re
import shutil
import subprocess
import sys
import tempfile

ROOT = os.path.dirname(os.path.dirname(os.path.dirname(os.path.abspath(__file__))))


class Bench:
    def __init__(self, build, work):
        self.build, self.work, self.passed, self.failed = build, work, 0, 0
        self.weir = os.path.join(os.path.abspath(build), "weir")
        self.commands = read_commands()

    def check(self, name, good, said=""):
        self.passed += bool(good)
        self.failed += not good
        if not good:
            print(f"FAILED: {name}: {str(said)[-1500:]}")

    def run(self, *words, **more):
        return subprocess.run(words, capture_output=True, text=True, timeout=300, **more)


def read_commands():
    """command -> its long options, of docs/cli.md, which is generated from the tables and held against them by check-docs."""
    text = open(os.path.join(ROOT, "docs", "cli.md"), encoding="utf-8").read()

    def options(part):
        return set(re.findall(r"^\|[^|]*`(--[a-z-]+)", part, re.M))

    common = options(text[text.index("## Common options"):text.index("## weir ")])
    return {match[1]: options(match[2]) | common for match in re.finditer(r"^## weir (\S+)\n(.*?)(?=^## |\Z)", text, re.S | re.M)}


def make_package(b):
    made = b.run(*os.environ.get("MAKE", "make").split(), "deb", f"BUILD={b.build}", cwd=ROOT, env={**os.environ, "SOURCE_DATE_EPOCH": "1795300000"})
    packages = glob.glob(os.path.join(b.build, "weir_*.deb"))
    return packages[0] if made.returncode == 0 and len(packages) == 1 else None, made.stdout + made.stderr


def check_installed(b, root, weir):
    installed = [os.path.relpath(os.path.join(at, name), root) for at, _, names in os.walk(os.path.join(root, "usr")) for name in names]
    wanted = ("usr/share/man/man1/weir.1.gz", "usr/share/bash-completion/completions/weir", "usr/share/zsh/vendor-completions/_weir", "usr/share/fish/vendor_completions.d/weir.fish",
              "usr/share/doc/weir/copyright", "usr/share/doc/weir/changelog.gz", "usr/include/weir/weir.h", "usr/lib/pkgconfig/weir.pc", "usr/lib/libweir.a")
    b.check("package: what is in it", all(name in installed for name in wanted), installed)
    texts = [name for name in installed if name.endswith((".pc", ".h", "_weir", ".fish", "completions/weir"))]
    b.check("package: nothing in it of where it was made", not [name for name in texts if ROOT in open(os.path.join(root, name), encoding="utf-8").read()], texts)
    b.check("package: weir runs", b.run(weir, "--version").stdout.startswith("weir "))
    out = os.path.join(b.work, "out")
    done = b.run(weir, "-C", os.path.join(ROOT, "examples", "starter"), "compile", "--quiet", "-o", out)
    b.check("package: weir compiles", done.returncode == 0 and glob.glob(os.path.join(out, "*.chn")), done.stderr)


def check_package(b):
    missing = [tool for tool in ("dpkg", "dpkg-deb", "dpkg-shlibdeps") if shutil.which(tool) is None]
    if missing:
        print(f"NOT RUN: the Debian package: not installed: {', '.join(missing)}")
        return
    package, said = make_package(b)
    b.check("package: make deb", package, said)
    if package is None:
        return
    first = shutil.copy(package, os.path.join(b.work, "first.deb"))
    second, said = make_package(b)
    b.check("package: twice the same bytes", second and filecmp.cmp(first, second, shallow=False), said)
    depends = b.run("dpkg-deb", "-f", first, "Depends").stdout
    b.check("package: what it depends on", "libc6 (>=" in depends and "libssl" in depends and "libyaml-0-2" in depends, depends)
    root = os.path.join(b.work, "root")
    for folder in ("info", "updates", "triggers"):
        os.makedirs(os.path.join(root, "var/lib/dpkg", folder))
    for name in ("status", "available"):
        open(os.path.join(root, "var/lib/dpkg", name), "w").close()
    dpkg = ("dpkg", f"--root={root}", "--force-not-root", "--force-depends", "--force-bad-path", "--log=/dev/null")
    done = b.run(*dpkg, "-i", first)
    weir = os.path.join(root, "usr/bin/weir")
    b.check("package: dpkg -i", done.returncode == 0 and os.access(weir, os.X_OK), done.stderr)
    if os.access(weir, os.X_OK):
        check_installed(b, root, weir)
        done = b.run(*dpkg, "-P", "weir")
        left = [os.path.join(at, name) for at, _, names in os.walk(os.path.join(root, "usr")) for name in names]
        b.check("package: dpkg -P leaves nothing", done.returncode == 0 and not left, (done.stderr, left))


def check_manual(b):
    page = os.path.join(b.work, "weir.1")
    text = b.run(b.weir, "help", "--man").stdout
    with open(page, "w", encoding="utf-8") as out:
        out.write(text)
    plain = text.replace("\\-", "-")
    b.check("manual: every command", all(f".SS weir {name}" in plain for name in b.commands))
    b.check("manual: every option", all(option in plain for options in b.commands.values() for option in options))
    if shutil.which("groff") and os.path.exists("/usr/share/groff/current/tmac/an.tmac"):
        done = b.run("groff", "-man", "-Tutf8", "-ww", page)
        b.check("manual: groff", done.returncode == 0 and done.stderr == "", done.stderr)
    else:
        print("NOT RUN: what groff says of the manual page: it is not installed whole")


def check_bash(b, file):
    script = f'. {file}; ask() {{ COMP_WORDS=("$@"); COMP_CWORD=$(($# - 1)); COMPREPLY=(); _weir; printf "%s\\n" "${{COMPREPLY[@]}}"; }}\n'
    for name, options in b.commands.items():
        done = b.run("bash", "-c", script + f"ask weir {name} --", cwd=b.work)
        b.check(f"completion: bash: weir {name}", set(done.stdout.split()) == options and done.stderr == "", (done.stdout, done.stderr))
    words = b.run("bash", "-c", script + "ask weir ''", cwd=b.work)
    b.check("completion: bash: commands", set(b.commands) <= set(words.stdout.split()), words.stdout)
    open(os.path.join(b.work, "a file.sec"), "w").close()
    file_word = b.run("bash", "-c", script + "ask weir -C x gate --key 'a f'", cwd=b.work)
    b.check("completion: bash: a file", file_word.stdout == "a file.sec\n", file_word.stdout + file_word.stderr)
    color = b.run("bash", "-c", script + "ask weir lint --color a", cwd=b.work)
    b.check("completion: bash: words", color.stdout.split() == ["auto", "always"], color.stdout)


def check_zsh(b, file):
    for name, options in b.commands.items():
        script = ('_arguments() { if [[ $1 == -C ]]; then state=argument; else print -rl -- "$@"; fi }; _describe() { }; _files() { }\n'
                  f"words=({name}); . {file}")
        done = b.run("zsh", "-f", "-c", script)
        got = set(re.findall(r"^\*?(--[a-z-]+)\[", done.stdout, re.M))
        b.check(f"completion: zsh: weir {name}", got == options and done.stderr == "", (sorted(got ^ options), done.stderr))


def check_fish(b, file):
    for name, options in b.commands.items():
        done = b.run("fish", "-N", "-c", f"source {file}; complete -C 'weir {name} --'", env={**os.environ, "HOME": b.work})
        got = {line.split("\t")[0].rstrip("=") for line in done.stdout.splitlines()}
        b.check(f"completion: fish: weir {name}", options <= got and done.stderr == "", (sorted(options - got), done.stderr))


def check_completion(b):
    for shell, check in (("bash", check_bash), ("zsh", check_zsh), ("fish", check_fish)):
        file = os.path.join(b.work, "weir." + shell)
        with open(file, "w", encoding="utf-8") as out:
            out.write(b.run(b.weir, "help", "--completion", shell).stdout)
        if shutil.which(shell):
            check(b, file)
        else:
            print(f"NOT RUN: completion in {shell}: it is not installed")
    b.check("completion: another shell", b.run(b.weir, "help", "--completion", "ksh").returncode == 3)


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--build", required=True)
    with tempfile.TemporaryDirectory() as work:
        b = Bench(parser.parse_args().build, work)
        check_manual(b)
        check_completion(b)
        check_package(b)
        print(f"{b.passed} passed, {b.failed} failed")
        return 1 if b.failed else 0


if __name__ == "__main__":
    sys.exit(main())
