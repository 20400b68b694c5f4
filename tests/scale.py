#!/usr/bin/env python3
"""`weir scan` as a filter of streams: what cannot be seen in one golden case.

In:  weir, the preloaded library that fails allocations and threads. --seed and --count for the random streams, --no-limits under sanitizers.
Out: a line for each failure, "N passed, N failed", and loudly what did not run because a tool is missing.

  same      random streams and options: -j N prints what -j 1 prints, on both streams, with the same status
  latency   a match is there while the stream stands still: in pipes and on a terminal, with half a line behind it, with few matches
  reader    a reader that leaves ends the run at the next match, although the stream is still open
  memory    streams, lines and output that are much larger than the memory that is allowed
  faults    threads that cannot be created; each of many allocations fails once
  page      the commands of docs/scale.md, in order, print what the page says
"""
import argparse
import json
import os
import pty
import random
import re
import resource
import select
import shutil
import subprocess
import sys
import tempfile
import threading
import time

ROOT = os.path.dirname(os.path.dirname(os.path.abspath(__file__)))
JOBS = os.path.join(ROOT, "tests", "golden", "scan", "jobs")
PATIENCE = 20  # seconds for what should take a few hundredths


class Bench:
    def __init__(self, options, work):
        self.weir, self.library, self.work, self.options = os.path.abspath(options.weir), options.library and os.path.abspath(options.library), work, options
        self.channels = self.compile("small", None)
        self.many = self.compile("many", 400)

    def compile(self, name, instances):
        project = os.path.join(self.work, name)
        shutil.copytree(JOBS, project)
        if instances:
            with open(os.path.join(project, "rules", "more.weir"), "w", encoding="utf-8") as out:
                out.write("use 'rules/all.weir'\n")
                for i in range(instances):
                    out.write(f"instance More{i} : Number {{\n    id {100 + i}  title 'One of many'  severity low  action observe\n    match N in 0..{10000 + i}\n"
                              "    test 'has' matches { N: 1 }\n    test 'not' misses { Text: 'x' }\n}\n")
        done = subprocess.run([self.weir, "compile", "--quiet"], cwd=project, capture_output=True)
        if done.returncode not in (0, 1):
            sys.exit(f"the project does not compile: {done.stdout.decode()}{done.stderr.decode()}")
        return os.path.join(project, "out")

    def command(self, *arguments, channels=None):
        return [self.weir, "scan", channels or self.channels, *arguments]


# ---- same ----

def random_line(rng):
    kind = rng.random()
    if kind < 0.05:
        return rng.choice([b"", b"   ", b"\t", b"null", b"[]", b"{", b'{"k":"n"', b'{"k":"n","k":"n"}', b"\xff\xfe", b'{"k":"n","N":1} x', b'"\\u0000"', b"{}{}"])
    event = {"k": rng.choice(["n", "n", "n", "o", "both", "none", 7])}
    if rng.random() < 0.8:
        event["N"] = rng.choice([1000, 2000, 5995, 3, -1, "5000", "0x1388", "?", None, rng.randrange(7000)])
    if rng.random() < 0.4:
        event["Text"] = rng.choice(["evil", "EVIL \u00e4\u00f6", "axb", 12.5, True, ["a"], "x" * rng.randrange(200), "a" * rng.randrange(30) + "b"])
    if rng.random() < 0.5:
        event["id"] = rng.choice([rng.randrange(10 ** 6), "#\u00df", None, {"a": [1, "}"]}])
    if rng.random() < 0.003:
        event["Text"] = "long " * rng.randrange(60000) + "evil"
    return json.dumps(event, ensure_ascii=rng.random() < 0.5).encode()


def random_stream(rng):
    lines, count = [], rng.choice([0, 1, 5, 300, 3000, 8000])
    while len(lines) < count:
        lines.append(random_line(rng))
        if rng.random() < 0.002:
            lines.extend(b"no event %d" % i for i in range(rng.choice([3, 30, 2000])))
        if rng.random() < 0.002:
            lines.extend([b'{"k":"both","id":%d,"N":5999,"Text":"a evil b"}' % rng.randrange(9)] * rng.choice([10, 3000]))
    text = b"".join(line + rng.choice([b"\n"] * 9 + [b"\r\n"]) for line in lines)
    if rng.random() < 0.2:
        text = text[:-1]
    return b"\xef\xbb\xbf" + text if rng.random() < 0.1 else text


def random_options(rng):
    words = []
    for chance, option in ((0.4, ["--key", rng.choice(["id", "none"])]), (0.4, ["--stats"]), (0.2, ["--strict"]), (0.3, ["--line-buffered"]), (0.2, ["--quiet"]),
                           (0.2, ["--format", "json"]), (0.15, ["--explain", rng.choice(["1", "2", "3"])]), (0.1, ["--event", str(rng.randrange(1, 3000))]),
                           (0.1, ["--workspace", "70000"])):
        if rng.random() < chance:
            words += option
    return words


def feed(process, text, rng):
    """In pieces that have nothing to do with the lines, now and then with a pause."""
    at = 0
    try:
        while at < len(text):
            step = rng.choice([1, 50, 4096, 65536, 1 << 20])
            process.stdin.write(text[at:at + step])
            process.stdin.flush()
            at += step
            if rng.random() < 0.05 and step > 1:
                time.sleep(0.002)
        process.stdin.close()
    except BrokenPipeError:
        pass


def run_stream(command, text, rng, together):
    process = subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.STDOUT if together else subprocess.PIPE)
    source = process.stdin
    feeder = threading.Thread(target=feed, args=(process, text, rng))
    feeder.start()
    parts = [b"", b""]
    reader = threading.Thread(target=lambda: parts.__setitem__(1, process.stderr.read() if process.stderr else b""))
    reader.start()
    parts[0] = process.stdout.read()
    reader.join()
    feeder.join()
    process.wait()
    for stream in (source, process.stdout, process.stderr):
        try:
            if stream:
                stream.close()
        except BrokenPipeError:
            pass
    return parts[0], parts[1], process.returncode


def same(bench):
    for number in range(bench.options.count):
        seed = bench.options.seed * 1000 + number
        rng = random.Random(seed)
        text, words, together = random_stream(rng), random_options(rng), rng.random() < 0.3
        channels = bench.many if rng.random() < 0.15 and len(text) < 20000 else bench.channels
        path = os.path.join(bench.work, "events.jsonl")
        with open(path, "wb") as out:
            out.write(text)
        wanted = run_stream(bench.command(*words, channels=channels), text, rng, together)
        for jobs in ("2", rng.choice(["3", "5", "16", "0"])):
            got = run_stream(bench.command(*words, "-j", jobs, channels=channels), text, rng, together)
            yield f"seed {seed}: {' '.join(words)} -j {jobs}", None if got == wanted else f"differs; status {wanted[2]} and {got[2]}, {describe(wanted, got)}"
        one, several = (subprocess.run(bench.command(path, *words, *more, channels=channels), capture_output=True) for more in ((), ("-j", "4")))
        equal = (one.stdout, one.stderr, one.returncode) == (several.stdout, several.stderr, several.returncode)
        yield f"seed {seed}: {' '.join(words)} of a file", None if equal else "differs: " + describe((one.stdout, one.stderr), (several.stdout, several.stderr))


def describe(wanted, got):
    for name, one, other in zip(("stdout", "stderr"), wanted, got):
        if one != other:
            at = next((i for i, (a, b) in enumerate(zip(one, other)) if a != b), min(len(one), len(other)))
            return f"{name} at byte {at}: {one[at:at + 80]!r} and {other[at:at + 80]!r}"
    return "the status"


# ---- latency, reader ----

HIT, MISS = b'{"k":"n","N":1000}\n', b'{"k":"n","N":999}\n'


def read_some(handle, seconds):
    ready, _, _ = select.select([handle], [], [], seconds)
    try:
        return os.read(handle, 65536) if ready else None
    except OSError:  # a terminal whose other end is closed
        return b""


def read_until(handle, count):
    """As many lines as were asked for, or what came in time."""
    text, end = b"", time.monotonic() + PATIENCE
    while text.count(b"\n") < count and time.monotonic() < end:
        text += read_some(handle, 0.5) or b""
    return text


def one_latency(command, terminal, steps):
    ours, theirs = pty.openpty() if terminal else os.pipe()
    process = subprocess.Popen(command, stdin=subprocess.PIPE, stdout=theirs, stderr=subprocess.DEVNULL)
    os.close(theirs)
    wrong, seen = None, 0
    for text, hits in steps:
        process.stdin.write(text)
        process.stdin.flush()
        if not hits:
            continue
        got = read_until(ours, hits)
        seen += got.count(b"\n")
        if got.count(b"\n") != hits:
            wrong = f"{hits} matches were to come, {got.count(b'%c' % 10)} came within {PATIENCE} seconds while the stream stood still"
            break
    process.stdin.close()
    while not wrong and read_some(ours, PATIENCE):
        wrong = "more came after the end of the stream"
    process.wait()
    os.close(ours)
    return wrong


def latency(bench):
    steps = [(HIT, 1), (MISS * 20000, 0), (HIT, 1), (MISS * 3 + HIT[:7], 0), (HIT[7:] + MISS[:-1], 1), (b"\n" + HIT + b"no event\n\n  \n", 1),
             (HIT * 3000 + MISS[:5], 3000), (MISS[5:], 0)]
    for jobs in ("1", "2", "7"):
        for words in (["--line-buffered"], []):
            yield f"-j {jobs} {' '.join(words)} into a pipe", one_latency(bench.command("--quiet", "-j", jobs, *words), False, steps)
        yield f"-j {jobs} to a terminal", one_latency(bench.command("--quiet", "-j", jobs), True, steps)


def reader(bench):
    for jobs in ("1", "2", "7"):
        ours, theirs = os.pipe()
        process = subprocess.Popen(bench.command("-j", jobs, "--line-buffered"), stdin=subprocess.PIPE, stdout=theirs, stderr=subprocess.PIPE)
        os.close(theirs)
        process.stdin.write(HIT)
        process.stdin.flush()
        read_until(ours, 1)
        os.close(ours)
        process.stdin.write(HIT)
        process.stdin.flush()
        try:
            process.wait(PATIENCE)
            told = process.stderr.read()
            wrong = None if process.returncode == 4 and not told else f"status {process.returncode}, {told!r}"
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()
            wrong = "it still waits for more events"
        process.stdin.close()
        process.stderr.close()
        yield f"-j {jobs}: the reader leaves", wrong
        with open("/dev/full", "wb") as full:
            done = subprocess.run(bench.command("-j", jobs, "--quiet"), input=HIT * 5000, stdout=full, stderr=subprocess.PIPE)
        yield f"-j {jobs}: the disk is full", None if done.returncode == 4 and b"cannot write to standard output" in done.stderr else f"{done.returncode} {done.stderr!r}"


# ---- memory ----

def limited(command, source, address_bytes):
    """(status, bytes of output, last line of stderr, peak of memory in bytes) with the address space limited."""
    def limit():
        resource.setrlimit(resource.RLIMIT_AS, (address_bytes, address_bytes))
        resource.setrlimit(resource.RLIMIT_CORE, (0, 0))

    errors = tempfile.TemporaryFile()
    process = subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=errors, preexec_fn=limit)
    count, peak = [0], [0]

    def look():  # rusage would count what we were before exec
        with open(f"/proc/{process.pid}/status", encoding="ascii") as about:
            found = re.search(r"VmHWM:\s+(\d+) kB", about.read())  # not there when it is over
        peak[0] = max(peak[0], int(found[1]) * 1024 if found else 0)

    def drain():
        looked = 0
        while True:
            got = os.read(process.stdout.fileno(), 1 << 20)
            if not got:
                return
            count[0] += len(got)
            if count[0] - looked > MIB:
                looked = count[0]
                look()

    drainer = threading.Thread(target=drain)
    drainer.start()
    try:
        for piece in source:
            process.stdin.write(piece)
        process.stdin.flush()
        look()
        process.stdin.close()
    except BrokenPipeError:
        pass
    drainer.join()
    process.wait()
    process.stdout.close()
    errors.seek(0)
    lines = errors.read().decode("utf-8", "replace").splitlines()
    return process.returncode, count[0], lines[-1] if lines else "", peak[0]


MIB = 1 << 20


def memory(bench):
    line = b'{"k":"n","N":1000,"Text":"' + b"some words of an event " * 10 + b'"}\n'
    piece = (b'{"k":"n","N":7,"Text":"' + b"some words of an event " * 10 + b'"}\n') * 4000 + line
    many = b'{"k":"n","N":7}\n' * 1000
    wide = b'{"k":"n","N":1000,"Text":"' + b"x" * (3 * MIB) + b'"}\n'
    deep = b'{"k":"n","N":1000,"a":' + b"[" * 10 + b"1," * MIB + b"1" + b"]" * 10 + b"}\n"
    for jobs, address, peak in (("1", 56 * MIB, 10 * MIB), ("4", 512 * MIB, 24 * MIB)):
        def run(*more, channels=None):
            return [*bench.command("-j", jobs, *more, channels=channels)]
        status, _, told, used = limited(run(), (piece for _ in range(150)), address)
        good = status == 0 and "600,150 events, 150 matches" in told and MIB < used < peak
        yield f"-j {jobs}: {150 * len(piece) // MIB} MiB of events in {address // MIB} MiB", None if good else f"status {status}, {told}, {used // MIB} MiB"
        status, got, told, used = limited(run(channels=bench.many), (many for _ in range(3)), address)
        good = status == 0 and got > 150 * MIB and MIB < used < peak
        yield f"-j {jobs}: {got // MIB} MiB of matches of few events", None if good else f"status {status}, {told}, {used // MIB} MiB"
        status, _, told, used = limited(run(), (wide for _ in range(40)), address)
        good = status == 0 and "40 events, 40 matches" in told
        yield f"-j {jobs}: long lines", None if good else f"status {status}, {told}, {used // MIB} MiB"
        status, got, told, _ = limited(run(), [line * 1000, deep * 4, line], 80 * MIB if jobs == "1" else 200 * MIB)
        good = status == 4 and told == "weir: out of memory" and got > 0
        yield f"-j {jobs}: a line that needs more memory than there is", None if good else f"status {status}, {told}, {got} bytes"


# ---- faults ----

def faults(bench):
    rng = random.Random(bench.options.seed)
    text = b"".join(random_line(rng)[:2000] + b"\n" for _ in range(900))
    wanted = subprocess.run(bench.command("--key", "id"), input=text, capture_output=True)

    def run(*words, **environment):
        return subprocess.run(bench.command("--key", "id", *words), input=text, capture_output=True, timeout=10 * PATIENCE,
                              env=dict(os.environ, LD_PRELOAD=bench.library, **environment))

    for first in (1, 2, 4):
        done = run("-j", "6", WEIR_FAULT_THREAD=str(first))
        told = b"weir: only %d of 6 threads could be started: Resource temporarily unavailable\n" % (first - 1)
        good = (done.stdout, done.stderr, done.returncode) == (wanted.stdout, told + wanted.stderr, 0)
        yield f"thread {first} of 6 cannot be created", None if good else f"status {done.returncode}, {done.stderr[:200]!r}"
    for words in ((), ("-j", "3"), ("-j", "2", "--explain", "2", "--format", "json")):
        right = run(*words)
        count = os.path.join(bench.work, "count")
        run(*words, WEIR_FAULT_COUNT=count)
        total = int(open(count).read())
        numbers = sorted(set(range(1, total + 1, max(1, total // bench.options.faults))) | set(range(max(1, total - 20), total + 1)))
        for number in numbers:
            done = run(*words, WEIR_FAULT_AT=str(number))
            if done.returncode == 0:
                wrong = None if done.stdout == right.stdout else "status 0 with another output"
            elif done.returncode == 4:
                wrong = None if done.stderr.endswith((b"weir: out of memory\n", b": Cannot allocate memory\n")) and right.stdout.startswith(done.stdout) else f"{done.stderr[-200:]!r}"
                if not wrong and words and done.stdout and not done.stdout.endswith(b"\n"):
                    wrong = "the output ends in the middle of a line"
            else:
                wrong = f"status {done.returncode}, {done.stderr[-300:]!r}"
            yield f"{' '.join(words)}: allocation {number} of {total}", wrong


# ---- page ----

NEEDS = {"parallel": lambda: shutil.which("parallel") and b"GNU" in subprocess.run(["parallel", "--version"], capture_output=True).stdout,
         "pyspark": lambda: shutil.which("spark-submit") and shutil.which("java")}


def shown_matches(pattern, lines):
    if not pattern:
        return not lines
    if pattern[0].strip() == "...":
        return any(shown_matches(pattern[1:], lines[i:]) for i in range(len(lines) + 1))
    return bool(lines) and pattern[0].rstrip() == lines[0].rstrip() and shown_matches(pattern[1:], lines[1:])


def page(bench):
    """```shell [needs=TOOL]: "$ command" and what it prints, both streams. ```python file=NAME: is put there."""
    text = open(os.path.join(ROOT, "docs", "scale.md"), encoding="utf-8").read()
    work = os.path.join(bench.work, "starter")
    shutil.copytree(os.path.join(ROOT, "examples", "starter"), work)
    environment = dict(os.environ, PATH=os.path.dirname(bench.weir) + os.pathsep + os.environ["PATH"], LC_ALL="C.UTF-8")
    skipped = []
    for info, body in re.findall(r"^```(shell[^\n]*|python file=[^\n]*)\n(.*?)^```", text, re.M | re.S):
        if info.startswith("python"):
            with open(os.path.join(work, info.split("=")[1]), "w", encoding="utf-8") as out:
                out.write(body)
            continue
        tool = info.partition("needs=")[2]
        runs = not tool or NEEDS[tool]()
        for part in re.split(r"^(?=\$ )", body, flags=re.M):
            if not part.startswith("$ "):
                continue
            command, _, shown = part[2:].partition("\n")
            if not runs:
                skipped.append((tool, command))
                continue
            done = subprocess.run(["sh", "-c", command], cwd=work, env=environment, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE,
                                  stderr=subprocess.STDOUT, text=True)
            good = shown_matches(shown.rstrip("\n").split("\n") if shown.strip() else [], done.stdout.rstrip("\n").split("\n") if done.stdout else [])
            yield f"docs/scale.md: {command}", None if good else f"printed:\n{done.stdout}\nthe page says:\n{shown}"
    for tool, command in skipped:
        print(f"DID NOT RUN, {tool} is not installed: {command}")


PARTS = {"same": same, "latency": latency, "reader": reader, "memory": memory, "faults": faults, "page": page}


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--weir", required=True)
    parser.add_argument("--library")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--count", type=int, default=25, help="of random streams")
    parser.add_argument("--faults", type=int, default=60, help="of allocations, evenly spread")
    parser.add_argument("--no-limits", action="store_true", help="without the parts that a sanitizer's own memory and preloading forbid")
    parser.add_argument("parts", nargs="*", choices=[[], *PARTS], default=[])
    options = parser.parse_args()
    names = options.parts or [name for name in PARTS if not (options.no_limits and name in ("memory", "faults"))]
    passed, failed = 0, 0
    with tempfile.TemporaryDirectory() as work:
        bench = Bench(options, work)
        for name in names:
            if name == "faults" and not bench.library:
                print("DID NOT RUN, no --library: faults")
                continue
            for what, wrong in PARTS[name](bench):
                passed, failed = passed + (not wrong), failed + bool(wrong)
                if wrong:
                    print(f"FAILED: {name}: {what}: {wrong}", flush=True)
    print(f"{passed} passed, {failed} failed")
    return 1 if failed or not passed else 0


if __name__ == "__main__":
    sys.exit(main())
