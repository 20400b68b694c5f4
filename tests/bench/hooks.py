#!/usr/bin/env python3
"""What the hooks before a commit and the gate cost on generated projects: prints two tables, and no verdict.

In:  --weir, --measure, --work (a folder for generated projects, kept), --runs. Out: for each hook of .pre-commit-hooks.yaml the least and the median time on the clock and of the processor, over a project of
     5,000 instances with three staged files, with budgets in weir.json and without; for `weir gate` the same on the example project and on 3,000 instances, with mutation and without.
"""
import argparse
import json
import pathlib
import re
import shutil
import statistics
import subprocess
import sys

HERE = pathlib.Path(__file__).resolve().parent
ROOT = HERE.parents[1]
SEED = 7
STAGED = ("rules/0003.weir", "rules/0010.weir", "rules/0021.weir")


def hooks():
    """The commands of .pre-commit-hooks.yaml; fmt only looks, so that every run finds the same files."""
    entries = re.findall(r"^  entry: weir (.*)$", (ROOT / ".pre-commit-hooks.yaml").read_text(encoding="utf-8"), re.M)
    return [["fmt", "--check"] if entry == "fmt" else entry.split() for entry in entries]


def split(folder):
    """Each instance into a file of its own, as those who write one rule a file have them."""
    number = 0
    for path in sorted((folder / "rules").glob("*.weir")):
        text = path.read_text(encoding="utf-8")
        head, *bodies = re.split(r"^(?=instance )", text, flags=re.M)
        path.unlink()
        for body in bodies:
            (folder / "rules" / f"one{number:05}.weir").write_text(head + body.rstrip() + "\n", encoding="utf-8")
            number += 1


def project(options, name, size, settings=None, splits=False):
    folder = options.work / name
    if not (folder / "weir.json").exists():
        partial = options.work / f"partial-{name}"
        shutil.rmtree(partial, ignore_errors=True)
        subprocess.run([sys.executable, HERE / "generate.py", str(size), str(SEED), partial], check=True, stdout=subprocess.DEVNULL)
        read = json.loads((partial / "weir.json").read_text(encoding="utf-8"))
        (partial / "weir.json").write_text(json.dumps({**read, **(settings or {})}, indent=2) + "\n", encoding="utf-8")
        if splits:
            split(partial)
        subprocess.run([options.weir, "fmt"], cwd=partial, check=True, capture_output=True)
        shutil.rmtree(folder, ignore_errors=True)
        partial.rename(folder)
    return folder


def measure(options, words, folder, allowed=(0,)):
    runs = []
    for _ in range(options.runs):
        done = subprocess.run([options.measure, options.weir, *words], cwd=folder, capture_output=True, check=True)
        one = json.loads(done.stdout)
        if one["status"] not in allowed:
            raise SystemExit(f"weir {' '.join(words)}: status {one['status']}\n{done.stderr.decode(errors='replace')[-2000:]}")
        runs.append((one["wall"], one["user"] + one["system"]))
    return [f"{1000 * pick(run[at] for run in runs):8.0f}" for at in (0, 1) for pick in (min, statistics.median)]


def table(title, rows):
    print(f"\n{title}\n\n| | clock, least | clock, median | processor, least | processor, median |\n|---|---|---|---|---|")
    for name, figures in rows:
        print(f"| {name} | " + " | ".join(figure.strip() for figure in figures) + " |", flush=True)


def gate_rows(options):
    releases = options.work / "releases"
    starter = options.work / "starter"
    shutil.rmtree(starter, ignore_errors=True)
    shutil.copytree(ROOT / "examples" / "starter", starter, ignore=shutil.ignore_patterns("build"))
    rows = (("the example project", starter), ("3,000 instances", project(options, "gate-3000", 3000)),
            ("3,000 instances, with mutation", project(options, "gate-3000-mutants", 3000, {"gate": {"mutants": 1}})))
    for name, folder in rows:
        subprocess.run([options.weir, "gate", "--lock"], cwd=folder, check=True, capture_output=True)

        def once():
            shutil.rmtree(releases, ignore_errors=True)
            return measure(argparse.Namespace(**{**vars(options), "runs": 1}), ["gate", "--quiet", "--first", "--unsigned", "--output", str(releases / "1")], folder)
        figures = [once() for _ in range(options.gate_runs)]
        yield name, [f"{pick(float(row[at]) for row in figures):.0f}" for at, pick in ((0, min), (0, statistics.median), (2, min), (2, statistics.median))]


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--weir", required=True)
    parser.add_argument("--measure", required=True)
    parser.add_argument("--work", required=True, type=pathlib.Path)
    parser.add_argument("--runs", type=int, default=11)
    parser.add_argument("--gate-runs", type=int, default=3)
    options = parser.parse_args()
    options.weir, options.measure = (str(pathlib.Path(p).resolve()) for p in (options.weir, options.measure))
    options.work = options.work.resolve()
    options.work.mkdir(parents=True, exist_ok=True)
    plain = project(options, "hooks-5000", 5000)
    with_budgets = project(options, "hooks-5000-budgets", 5000, {"budgets": {"file_bytes": 1 << 28, "steps_per_event": 1 << 50}})
    files = project(options, "hooks-5000-files", 5000, splits=True)
    table("Hooks, 5,000 instances of one Template Type, three staged files (600 instances), milliseconds:",
          [(f"weir {' '.join(words)}", measure(options, [*words, *STAGED], plain)) for words in hooks()] +
          [(f"weir {' '.join(words)}, budgets in weir.json", measure(options, [*words, *STAGED], with_budgets)) for words in hooks() if words[0] == "compile"])
    staged = [f"rules/one{number:05}.weir" for number in (3, 1010, 4021)]
    table("Hooks, the same instances in 5,000 files, three of them staged, milliseconds:", [(f"weir {' '.join(words)}", measure(options, [*words, *staged], files)) for words in hooks()])
    if options.gate_runs:
        table("The gate, milliseconds:", list(gate_rows(options)))
    return 0


if __name__ == "__main__":
    sys.exit(main())
