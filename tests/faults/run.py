#!/usr/bin/env python3
"""Lets each allocation and each system call of `weir compile` fail once, and kills it at each of them.

In:  weir, the preloaded library that fails an allocation, strace for the system calls.
What must hold after each run: no signal of its own making; every channel file and the manifest is the old one or the new one, whole; status 0
only where all of them are the new ones; another status only with words on stderr.
Out: "N passed, N failed". Without strace (or where the system forbids tracing) it says loudly that this part did not run.
"""
import argparse
import os
import re
import shutil
import subprocess
import sys
import tempfile

ROOT = os.path.dirname(os.path.dirname(os.path.dirname(os.path.abspath(__file__))))
STARTER = os.path.join(ROOT, "examples", "starter")
CALLS = ["openat", "read", "write", "fsync", "rename", "renameat", "renameat2", "newfstatat", "getdents64", "close", "lseek", "mkdir", "unlink"]


def snapshot(folder):
    found = {}
    for name in os.listdir(folder) if os.path.isdir(folder) else []:
        if name.endswith(".chn") or name == "manifest.json":
            with open(os.path.join(folder, name), "rb") as file:
                found[name] = file.read()
    return found


class Bench:
    def __init__(self, weir, work):
        self.weir, self.work = weir, work
        self.project = os.path.join(work, "project")
        shutil.copytree(STARTER, self.project)
        for extra in ("rules/linux.weir", "rules/injection.weir", "rules/files.weir", "rules/network.weir", "rules/logon.weir"):
            os.remove(os.path.join(self.project, extra))  # a smaller project: the same calls, fewer of them
        self.out = os.path.join(self.project, "out")
        self.compile()
        self.old = snapshot(self.out)
        rule = os.path.join(self.project, "rules", "pipes.weir")
        text = open(rule, encoding="utf-8").read()
        open(rule, "w", encoding="utf-8").write(text.replace("'\\status_*'", "'\\status_*', '\\changed_*'"))
        self.compile()
        self.new = snapshot(self.out)
        assert self.old and self.old != self.new and self.old.keys() == self.new.keys()

    def compile(self, prefix=(), environment=None):
        return subprocess.run([*prefix, self.weir, "compile", "-o", "out"], cwd=self.project, capture_output=True,
                              env=dict(os.environ, **(environment or {})))

    def reset(self):
        shutil.rmtree(self.out)
        os.mkdir(self.out)
        for name, content in self.old.items():
            with open(os.path.join(self.out, name), "wb") as file:
                file.write(content)

    def judge(self, done, killed=False):
        """None, or what is wrong."""
        now = snapshot(self.out)
        for name in self.old:
            if now.get(name) not in (self.old[name], self.new[name]):
                return f"{name} is neither the old nor the new one"
        if killed:
            return None
        if done.returncode < 0:
            return f"signal {-done.returncode}"
        if done.returncode == 0 and now != self.new:
            return "status 0 without all the new files"
        if done.returncode not in (0, 4):
            return f"status {done.returncode}: {done.stderr[-300:]!r}"
        if done.returncode == 4 and b"weir" not in done.stderr:
            return "status 4 without a word"
        if done.returncode == 4 and [n for n in os.listdir(self.out) if ".tmp" in n]:
            return "a temporary file is left"
        return None


def allocations(bench, library, most):
    count = os.path.join(bench.work, "count")
    bench.compile(environment={"LD_PRELOAD": library, "WEIR_FAULT_COUNT": count})
    total = int(open(count).read())
    step = max(1, total // most)
    for number in range(1, total + 1, step):
        bench.reset()
        done = bench.compile(environment={"LD_PRELOAD": library, "WEIR_FAULT_AT": str(number)})
        yield f"allocation {number} of {total}", bench.judge(done)


def traced(bench, most):
    """Each call failing, then a kill at each call."""
    log = os.path.join(bench.work, "trace")
    bench.reset()
    bench.compile(prefix=("strace", "-f", "-o", log, "-e", "trace=" + ",".join("?" + c for c in CALLS)))
    lines = open(log).read().splitlines()
    started = next(i for i, line in enumerate(lines) if "weir.json" in line)  # what the loader does before is not ours
    counts, first = {}, {}
    for i, line in enumerate(lines):
        match = re.match(r"\d+\s+(\w+)\(", line)
        if match:
            counts[match[1]] = counts.get(match[1], 0) + 1
            if i >= started:
                first.setdefault(match[1], counts[match[1]])
    for call, total in sorted(counts.items()):
        error = {"read": "EIO", "write": "ENOSPC", "fsync": "EIO", "close": "EIO"}.get(call, "EACCES")
        numbers = range(first.get(call, total + 1), total + 1)
        for number in list(numbers)[:: max(1, len(numbers) // most)]:
            for what in (f"error={error}", "signal=KILL"):
                bench.reset()
                done = bench.compile(prefix=("strace", "-f", "-o", "/dev/null", "-e", "trace=" + call, "-e", f"inject={call}:{what}:when={number}"))
                wrong = bench.judge(done, killed="KILL" in what)
                if wrong and call == "close" and "status 0" not in wrong and done.returncode == 0:
                    wrong = None
                yield f"{call} {number} of {total} with {what}", wrong


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--weir", required=True)
    parser.add_argument("--library", required=True)
    parser.add_argument("--most", type=int, default=60, help="of one kind; evenly spread where there are more")
    options = parser.parse_args()
    passed, failed = 0, 0
    with tempfile.TemporaryDirectory() as work:
        bench = Bench(os.path.abspath(options.weir), work)
        runs = [allocations(bench, os.path.abspath(options.library), 4 * options.most)]
        probe = subprocess.run(["strace", "-o", "/dev/null", "true"], capture_output=True) if shutil.which("strace") else None
        if probe is not None and probe.returncode == 0:
            runs.append(traced(bench, options.most))
        else:
            print("FAULTS OF SYSTEM CALLS DID NOT RUN: strace is missing, or tracing is not allowed here")
        for run in runs:
            for what, wrong in run:
                if wrong:
                    failed += 1
                    print(f"FAILED: {what}: {wrong}")
                else:
                    passed += 1
    print(f"{passed} passed, {failed} failed")
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
