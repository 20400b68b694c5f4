#!/usr/bin/env python3
"""What compiling, verifying and scanning cost: prints a table a question, made by the programs in hand on this machine.

In:  weir, the measuring program, a folder for generated projects (kept: the second run is quicker), sizes. Out: the tables. Each figure is the median of
     several runs; time is that of the processor (user and system), because the clock also counts what others do on the machine.
"""
import argparse
import json
import os
import pathlib
import shutil
import statistics
import subprocess
import sys

import interpreter

HERE = pathlib.Path(__file__).resolve().parent
SEED = 1
ENOUGH_SECONDS = 2.0  # what one measurement of scanning may take


class Failed(Exception):
    pass


def measure(options, command, runs, cwd=None):
    """Medians over the runs."""
    all_runs = []
    for _ in range(runs):
        done = subprocess.run([options.measure, *map(str, command)], cwd=cwd, stdout=subprocess.PIPE, stderr=subprocess.PIPE, check=True)
        one = json.loads(done.stdout)
        if one["status"] != 0:
            raise Failed(f"{' '.join(map(str, command))}: status {one['status']}\n{done.stderr.decode(errors='replace')[-1000:]}")
        one["cpu"] = one["user"] + one["system"]
        all_runs.append(one)
    return {key: statistics.median(one[key] for one in all_runs) for key in ("cpu", "wall", "peak")}


def generate(options, *arguments, out=None):
    with open(out, "wb") if out else open(os.devnull, "wb") as stream:
        subprocess.run([sys.executable, HERE / "generate.py", *map(str, arguments)], stdout=stream, check=True)


def project(options, size, tests=True):
    folder = options.work / (f"project-{size}" if tests else f"project-{size}-without-tests")
    if not (folder / "weir.json").exists():
        partial = options.work / f"partial-{size}"
        shutil.rmtree(partial, ignore_errors=True)
        generate(options, size, SEED, partial, *([] if tests else ["--no-tests"]))
        partial.rename(folder)
    return folder


def channel(options, size):
    return next((project(options, size) / "out").glob("*.chn"))


def generated(options, name, *arguments):
    path = options.work / name
    if not path.exists():
        generate(options, *arguments, out=options.work / "partial")
        (options.work / "partial").rename(path)
    return path


def table(title, header, rows):
    print(f"\n{title}\n")
    widths = [max(len(str(row[i])) for row in [header, *rows]) for i in range(len(header))]
    for row in [header, ["-" * w for w in widths], *rows]:
        print("| " + " | ".join(str(cell).rjust(w) for cell, w in zip(row, widths)) + " |", flush=True)


def megabytes(n):
    return f"{n / 1e6:.1f} MB"


def compile_one(options, size, tests):
    folder = project(options, size, tests)
    shutil.rmtree(folder / "out", ignore_errors=True)
    got = measure(options, [options.weir, "compile", "--quiet", "-o", "out"], options.runs if size <= 10000 else max(1, options.runs - 2), folder)
    got["source"] = sum(path.stat().st_size for path in (folder / "rules").iterdir())
    return got


def compile_all(options):
    rows, results = [], {}
    for tests in (False, True):
        before = None
        for size in options.sizes:
            got = results[size, tests] = compile_one(options, size, tests)
            growth = "" if before is None else f"{got['cpu'] / before['cpu'] / (got['source'] / before['source']):.2f}"
            before = got
            rows.append([f"{size:,}", 2 if tests else 0, megabytes(got["source"]), f"{got['cpu']:.3f} s", f"{got['wall']:.3f} s", f"{got['source'] / got['cpu'] / 1e6:.0f} MB/s",
                         growth, megabytes(got["peak"]), f"{got['peak'] / got['source']:.2f}"])
    table("weir compile: lint, compile, check against the model, verify, write (growth: time over time by source over source, 1 is linear)",
          ["instances", "tests each", "source", "CPU", "clock", "rate", "growth", "peak memory", "to source"], rows)
    return results


def compile_yara(options, weir):
    if shutil.which(options.yarac) is None:
        print(f"\n{options.yarac} is not there (package yara): nothing to compare with")
        return
    rows = []
    for size, cased in [(size, True) for size in options.yara_cased if size] + [(size, False) for size in options.yara_nocase if size]:
        if (size, False) not in weir:
            weir[size, False] = compile_one(options, size, False)
        ours, word = weir[size, False], "cased" if cased else "nocase"
        rules = generated(options, f"rules-{size}-{word}.yar", size, SEED, "--yara", *(["--cased"] if cased else []))
        got = measure(options, [options.yarac, "-w", rules, options.work / "rules.compiled"], 1)
        rows.append([f"{size:,}", word, f"{got['cpu']:.2f} s", megabytes(got["peak"]), f"{ours['cpu']:.3f} s", megabytes(ours["peak"]), f"{got['cpu'] / ours['cpu']:.1f}",
                     f"{got['peak'] / ours['peak']:.1f}"])
    if not rows:
        return
    table("yarac on the same strings (weir compares without case and also lints, checks and verifies)",
          ["rules", "strings", "yarac CPU", "memory", "weir CPU", "memory", "times the CPU", "times the memory"], rows)


def verify_all(options):
    rows = []
    for size in options.sizes:
        path = channel(options, size)
        got = measure(options, [options.weir, "verify", "--quiet", path], options.runs)
        bytes_ = path.stat().st_size
        rows.append([f"{size:,}", megabytes(bytes_), f"{got['cpu']:.3f} s", f"{bytes_ / got['cpu'] / 1e6:.0f} MB/s", f"{got['peak'] / bytes_:.2f}"])
    table("weir verify", ["instances", "channel file", "CPU", "rate", "memory to file"], rows)


def scan_all(options):
    """So many events of the file that a run takes a second or two: what a run costs before its first event is taken off."""
    rows = []
    for size in options.scan_sizes:
        folder = project(options, size)
        if not (folder / "out").exists():
            measure(options, [options.weir, "compile", "--quiet", "-o", "out"], 1, folder)
        chosen = channel(options, size)
        events = generated(options, f"events-{size}.jsonl", size, SEED, "--events", options.events).read_bytes().splitlines(keepends=True)
        part = options.work / "events.part"
        part.write_bytes(b"")
        empty = measure(options, [options.weir, "scan", "--quiet", chosen, part], options.runs)
        count = min(100, len(events))
        while True:
            part.write_bytes(b"".join(events[:count]))
            got = measure(options, [options.weir, "scan", "--quiet", chosen, part], 1)
            took = max(got["cpu"] - empty["cpu"], 1e-3)
            if count == len(events) or took * 3 > ENOUGH_SECONDS:
                break
            count = min(len(events), max(count * 2, int(count * ENOUGH_SECONDS / took / 2)))
        got = measure(options, [options.weir, "scan", "--quiet", chosen, part], options.runs)
        cpu, wall = max(got["cpu"] - empty["cpu"], 1e-4), max(got["wall"] - empty["wall"], 1e-4)
        rows.append([f"{size:,}", f"{count:,}", megabytes(part.stat().st_size), f"{cpu:.3f} s", f"{count / cpu:,.0f}", f"{count / wall:,.0f}",
                     f"{cpu / count * 1e6:.1f} us"])
        part.unlink()
    table("weir scan: JSON lines read, converted and evaluated", ["instances", "events", "size", "CPU", "events/s of CPU", "events/s", "CPU an event"], rows)


def numbers(text):
    return [int(part) for part in text.replace(".", "").split(",") if part not in ("", "-")]


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--weir", required=True, type=os.path.abspath)
    parser.add_argument("--measure", required=True, type=os.path.abspath, help="the program made of measure.c")
    parser.add_argument("--work", required=True, type=pathlib.Path, help="folder for what is generated")
    parser.add_argument("--sizes", type=numbers, default=[1000, 10000, 30000, 100000], help="instances to compile and verify")
    parser.add_argument("--scan-sizes", type=numbers, default=[1, 100, 1000, 10000], help="instances to scan with")
    parser.add_argument("--events", type=int, default=50000, help="events to scan at most")
    parser.add_argument("--match", type=os.path.abspath, help="the program made of match.c")
    parser.add_argument("--hyperscan", type=os.path.abspath, help="the program made of hyperscan.c, if it could be made")
    parser.add_argument("--engine-sizes", type=numbers, default=[1, 100, 1000, 10000, 100000], help="instances for the interpreter's part; - for none")
    parser.add_argument("--engine-events", type=int, default=20000, help="of the generated events, for the interpreter")
    parser.add_argument("--seconds", type=float, default=2.0, help="for each measurement of the interpreter's part")
    parser.add_argument("--hyperscan-most", type=int, default=10000, help="instances that Hyperscan is given at most")
    parser.add_argument("--sqlite-most", type=int, default=10000, help="instances that SQLite is given at most")
    parser.add_argument("--data", type=pathlib.Path, help="folder with sigma/ and events/bench.jsonl.xz")
    parser.add_argument("--runs", type=int, default=5, help="runs of each measurement")
    parser.add_argument("--yarac", default="yarac")
    parser.add_argument("--yara-cased", type=numbers, default=[10000, 100000], help="rules for yarac with cased strings; 0 for none")
    parser.add_argument("--yara-nocase", type=numbers, default=[10000], help="rules for yarac with nocase strings; 0 for none")
    options = parser.parse_args()
    options.work = options.work.resolve()
    options.work.mkdir(parents=True, exist_ok=True)
    try:
        weir = compile_all(options) if options.sizes else {}
        compile_yara(options, weir)
        if options.sizes:
            verify_all(options)
        if options.scan_sizes:
            scan_all(options)
        if options.match:
            interpreter.interpreter_all(options, sys.modules[__name__])
    except (Failed, subprocess.CalledProcessError) as failure:
        print(f"bench: {failure}", file=sys.stderr)
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
