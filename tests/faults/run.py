#!/usr/bin/env python3
"""What the world can do to weir: every allocation and every system call fails once, the disk is full, the folder is read-only, the process is killed.

In:  weir, the preloaded library that fails an allocation, strace for the system calls, unshare for file systems of our own.
What must hold after each run: no signal of its own making and never our own fault (70); every channel file and the manifest is the old one or the new one,
whole; status 0 only where all of them are the new ones, or everything was printed; another status only with words on stderr; no temporary file is left,
but by a kill; and what a kill left does not disturb the next run.
Out: "N passed, N failed". What the system does not allow is said loudly to not have run.
"""
import argparse
import os
import random
import re
import resource
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from concurrent.futures import ThreadPoolExecutor

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


# ---- the commands that print, and `new` ----

def readers(bench):
    """Commands that read and print; with the files of the old compile."""
    channels = [os.path.join("out", name) for name in sorted(bench.old) if name.endswith(".chn")]
    events = os.path.join("events", "sample.jsonl")
    sensor = sorted(os.listdir(os.path.join(bench.project, "sensors")))[0]
    return {"lint": ["lint"], "lint json": ["lint", "--format", "json"], "test": ["test"], "test json": ["test", "--format", "json"], "test junit": ["test", "--format", "junit"], "verify": ["verify", *channels], "inspect": ["inspect", "--json", channels[0]],
            "verify for a sensor": ["verify", "--sensor", os.path.join("sensors", sensor), *channels], "scan": ["scan", *channels, events],
            "explain": ["explain", "E122"], "report": ["report", "--against", "out"], "fmt": ["fmt", "--check"], "instance": ["new", "instance"]}


def run(bench, arguments, **more):
    environment = dict(os.environ, **more.pop("environment", {}))
    more.setdefault("stdout", subprocess.PIPE)
    return subprocess.run([*more.pop("prefix", ()), bench.weir, *arguments], cwd=bench.project, stderr=subprocess.PIPE, env=environment, stdin=subprocess.DEVNULL, **more)


def judge_reader(done, clean):
    if done.returncode < 0:
        return f"signal {-done.returncode}"
    if done.returncode == clean.returncode:
        return None if done.stdout == clean.stdout else "its status is that of a good run, and what it printed is not"
    if done.returncode != 4:
        return f"status {done.returncode}: {done.stderr[-300:]!r}"
    return None if b"weir" in done.stderr else "status 4 without a word"


def count_allocations(bench, arguments):
    count = os.path.join(bench.work, "count")
    run(bench, arguments, environment={"LD_PRELOAD": bench.library, "WEIR_FAULT_COUNT": count})
    return int(open(count).read())


def reader_allocations(bench, most):
    bench.reset()
    for name, arguments in readers(bench).items():
        clean, total = run(bench, arguments), count_allocations(bench, arguments)
        for number in range(1, total + 1, max(1, total // most)):
            done = run(bench, arguments, environment={"LD_PRELOAD": bench.library, "WEIR_FAULT_AT": str(number)})
            yield f"{name}: allocation {number} of {total}", judge_reader(done, clean)


def printed_nowhere(bench):
    """/dev/full takes nothing: whoever prints must say so."""
    bench.reset()
    for name, arguments in readers(bench).items():
        clean = run(bench, arguments)
        with open("/dev/full", "wb") as full:
            done = run(bench, arguments, stdout=full)
        wrong = None if not clean.stdout or (done.returncode == 4 and b"weir" in done.stderr) else f"status {done.returncode}, {done.stderr[-200:]!r}"
        yield f"{name} > /dev/full", wrong


def tree_of(folder):
    found = {}
    for at, _, names in os.walk(folder):
        for name in names:
            with open(os.path.join(at, name), "rb") as file:
                found[os.path.relpath(os.path.join(at, name), folder)] = file.read()
    return found


def new_allocations(bench, most):
    """`weir new`: every file of the project is whole or not there."""
    made = os.path.join(bench.project, "made")
    for name, arguments in (("new", ["new", "made"]), ("new instance", ["new", "instance", "windows/named_pipe", "Made", "--output", "made/instance.weir"])):
        shutil.rmtree(made, ignore_errors=True)
        if name != "new":
            os.mkdir(made)
        clean, whole = run(bench, arguments), tree_of(made)
        shutil.rmtree(made)
        total = count_allocations(bench, arguments)
        for number in range(1, total + 1, max(1, total // most)):
            shutil.rmtree(made, ignore_errors=True)
            if name != "new":
                os.mkdir(made)
            done = run(bench, arguments, environment={"LD_PRELOAD": bench.library, "WEIR_FAULT_AT": str(number)})
            now = tree_of(made)
            wrong = judge_reader(done, clean)
            if any(whole.get(each) != content for each, content in now.items()):
                wrong = "a file is there that is not what a good run writes"
            elif done.returncode == 0 and now != whole:
                wrong = "status 0 without all files"
            yield f"{name}: allocation {number} of {total}", wrong
    shutil.rmtree(made, ignore_errors=True)


def fmt_faults(bench, most):
    """`weir fmt`: every file is as it was or as a good run leaves it, whatever fails, and where something failed it is said."""
    typed, wanted, before = os.path.join(bench.project, "typed"), {}, {}
    for number in range(3):
        before["%d.weir" % number] = b"list a=('%d')\r\n" % number + b"list  b%d = ( // why\n'y' )" % number
    before["broken.weir"] = b"list a = ("

    def reset():
        shutil.rmtree(typed, ignore_errors=True)
        os.mkdir(typed)
        for name, content in before.items():
            with open(os.path.join(typed, name), "wb") as file:
                file.write(content)

    def judge(done):
        now = tree_of(typed)
        if now.keys() != before.keys():
            return f"files: {sorted(now)}"
        if any(content not in (before[name], wanted[name]) for name, content in now.items()):
            return "a file is neither as it was nor formatted"
        if done.returncode not in (2, 4) or not done.stderr:
            return f"status {done.returncode}: {done.stderr[-300:]!r}"
        return None if done.returncode == 4 or now == wanted else "a file was not written, and nothing says so"

    reset()
    total = count_allocations(bench, ["fmt", "typed"])
    wanted = tree_of(typed)
    assert wanted != before and wanted["broken.weir"] == before["broken.weir"]
    for number in range(1, total + 1, max(1, total // most)):
        reset()
        yield f"fmt: allocation {number} of {total}", judge(run(bench, ["fmt", "typed"], environment={"LD_PRELOAD": bench.library, "WEIR_FAULT_AT": str(number)}))
    for limit in (0, 10, 30, 100):
        def limited():
            resource.setrlimit(resource.RLIMIT_FSIZE, (limit, limit))
            signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
        reset()
        yield f"fmt: files of at most {limit} bytes", judge(run(bench, ["fmt", "typed"], preexec_fn=limited))
    reset()
    with open("/dev/full", "wb") as full:
        yield "fmt > /dev/full", judge(run(bench, ["fmt", "typed"], stdout=full))
    shutil.rmtree(typed)


# ---- file systems of our own ----

def in_mount(bench, mount):
    """A compile with `mount` done over a folder that holds the old files; what is there afterwards."""
    bench.reset()
    shutil.rmtree(os.path.join(bench.work, "after"), ignore_errors=True)
    script = f'cp -r out old && {mount} && "$0" compile -o out; status=$?; cp -r out "$1"; exit $status'
    done = subprocess.run(["unshare", "-rm", "sh", "-c", script, bench.weir, os.path.join(bench.work, "after")], cwd=bench.project, capture_output=True)
    shutil.rmtree(os.path.join(bench.project, "old"), ignore_errors=True)
    after = os.path.join(bench.work, "after")
    left = [name for name in os.listdir(after) if ".tmp" in name] if os.path.isdir(after) else []
    return done, snapshot(after), left


def disks(bench):
    size = sum((len(content) + 4095) // 4096 * 4 for content in bench.old.values()) + 4
    for more in (0, 4, 8, 16, 24, 40, 64, 4096):
        done, now, left = in_mount(bench, f"mount -t tmpfs -o size={size + more}k none out && cp old/* out")
        wrong = None
        if done.returncode not in (0, 4) or (done.returncode == 4 and b"weir" not in done.stderr):
            wrong = f"status {done.returncode}: {done.stderr[-300:]!r}"
        elif any(now.get(name) not in (bench.old[name], bench.new[name]) for name in bench.old):
            wrong = "a file is neither the old nor the new one"
        elif (done.returncode == 0) != (now == bench.new) or left:
            wrong = f"status {done.returncode}, temporaries: {left}"
        yield f"a disk of {size + more} KiB", wrong
    done, now, left = in_mount(bench, "mount --bind out out && mount -o remount,ro,bind out")
    yield "a read-only folder", None if done.returncode == 4 and b"weir" in done.stderr and now == bench.old and not left else f"status {done.returncode}: {done.stderr!r}"


def file_sizes(bench):
    """No file may grow past a limit; the signal that comes with it is either ignored, and then the error is told, or it is a kill like another."""
    for limit in (0, 1, 100, 1024, 2048, 4096):
        for ignored in (True, False):
            def limited():
                resource.setrlimit(resource.RLIMIT_FSIZE, (limit, limit))
                signal.signal(signal.SIGXFSZ, signal.SIG_IGN if ignored else signal.SIG_DFL)
            bench.reset()
            done = run(bench, ["compile", "-o", "out"], preexec_fn=limited)
            yield f"files of at most {limit} bytes{'' if ignored else ', with the signal'}", bench.judge(done, killed=done.returncode == -signal.SIGXFSZ)


# ---- two at once, killed ----

def collisions(bench, rounds):
    """Two compiles into one folder, of the old and of the new content, killed at any moment; then one more, undisturbed."""
    other = os.path.join(bench.work, "other")
    shutil.copytree(bench.project, other)
    rule = os.path.join(other, "rules", "pipes.weir")
    text = open(rule, encoding="utf-8").read()
    with open(rule, "w", encoding="utf-8") as file:
        file.write(text.replace(", '\\changed_*'", ""))
    started = time.monotonic()
    bench.compile()
    takes = time.monotonic() - started
    draw = random.Random(7)
    for number in range(rounds):
        bench.reset()
        running = [subprocess.Popen([bench.weir, "compile", "-o", bench.out], cwd=folder, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, stdin=subprocess.DEVNULL)
                   for folder in (bench.project, other)]
        time.sleep(draw.random() * takes * 2)
        if number % 4:
            for process in running:
                process.kill()
        statuses = [process.wait() for process in running]
        wrong = bench.judge(None, killed=True)
        if not wrong and any(status not in (0, -signal.SIGKILL) for status in statuses):
            wrong = f"statuses {statuses}"
        done = bench.compile()
        if not wrong and (done.returncode != 0 or snapshot(bench.out) != bench.new):
            wrong = f"the next run: status {done.returncode}: {done.stderr[-300:]!r}"
        yield f"two at once, round {number + 1}", wrong
    shutil.rmtree(other)


def parts(options):
    """(what, whether it can run here, function of a bench), the long ones first."""
    def allowed(*command):
        return shutil.which(command[0]) is not None and subprocess.run(command, capture_output=True).returncode == 0
    traces = allowed("strace", "-o", "/dev/null", "true")
    mounts = allowed("unshare", "-rm", "sh", "-c", "mount -t tmpfs -o size=4k none /mnt")
    most = options.most
    return [("FAULTS OF SYSTEM CALLS (strace)", traces, lambda b: traced(b, most)), ("FAILING ALLOCATIONS", True, lambda b: allocations(b, b.library, 3 * most)),
            ("FAILING ALLOCATIONS OF READERS", True, lambda b: reader_allocations(b, most)), ("FAILING ALLOCATIONS OF NEW", True, lambda b: new_allocations(b, most)),
            ("FAULTS OF FMT", True, lambda b: fmt_faults(b, most)),
            ("KILLS OF TWO AT ONCE", True, lambda b: collisions(b, most)), ("FULL AND READ-ONLY DISKS (unshare, mount)", mounts, disks),
            ("LIMITED FILES", True, file_sizes), ("/dev/full", os.path.exists("/dev/full"), printed_nowhere)]


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--weir", required=True)
    parser.add_argument("--library", required=True)
    parser.add_argument("--most", type=int, default=40, help="of one kind; evenly spread where there are more")
    parser.add_argument("--only", default="", help="the parts with this in their name")
    options = parser.parse_args()

    def run_part(part):
        what, possible, function = part
        if not possible:
            return [], f"{what} DID NOT RUN: not there, or not allowed here"
        with tempfile.TemporaryDirectory() as work:
            bench = Bench(os.path.abspath(options.weir), work)
            bench.library = os.path.abspath(options.library)
            return list(function(bench)), None

    passed, failed = 0, 0
    chosen = [part for part in parts(options) if options.only.lower() in part[0].lower()]
    with ThreadPoolExecutor(max_workers=min(4, os.cpu_count() or 1)) as pool:
        for done, loud in pool.map(run_part, chosen):
            if loud:
                print(loud)
            for what, wrong in done:
                passed, failed = passed + (not wrong), failed + bool(wrong)
                if wrong:
                    print(f"FAILED: {what}: {wrong}")
    print(f"{passed} passed, {failed} failed")
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
