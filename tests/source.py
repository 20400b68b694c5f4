#!/usr/bin/env python3
"""weir inspect --source: what it prints compiles to the same bytes. source.py --weir WEIR [--data FOLDER] PROJECT...

Every channel file of each project is turned into source, alone in a project of its own, and compiled again; for the sensors of the first, as far as they
supply that version of the Template Type: the file does not say what the others had."""
import argparse
import json
import pathlib
import shutil
import subprocess
import sys
import tempfile


sys.path.insert(0, str(pathlib.Path(__file__).resolve().parent / "real"))
from sigma import import_rules  # noqa: E402


def run(*command, cwd=None):
    return subprocess.run([str(c) for c in command], cwd=cwd, capture_output=True)


def sensors_of(project):
    settings = re_read(project / "weir.json")
    return [path for pattern in settings["sensors"] for path in sorted(project.glob(pattern))], settings


def re_read(path):
    """weir.json with its comments taken out."""
    lines = []
    for line in path.read_text(encoding="utf-8").splitlines():
        quoted, at = False, 0
        while at < len(line):
            if line[at] == '"' and (at == 0 or line[at - 1] != "\\"):
                quoted = not quoted
            if not quoted and line.startswith("//", at):
                break
            at += 1
        lines.append(line[:at])
    return json.loads("\n".join(lines))


def round_trip(weir, project, folder):
    """Problems; and how many files were compared."""
    compiled = folder / "compiled"
    first = run(weir, "compile", "--quiet", "-o", compiled, cwd=project)
    if first.returncode:
        return [f"{project}: does not compile:\n{first.stderr.decode()}"], 0
    sensors, settings = sensors_of(project)
    problems, count = [], 0
    for channel in sorted(compiled.glob("*.chn")):
        count += 1
        source = run(weir, "inspect", "--source", channel)
        if source.returncode:
            problems.append(f"{channel.name}: no source: {source.stderr.decode().strip()}")
            continue
        again = folder / "again"
        shutil.rmtree(again, ignore_errors=True)
        (again / "sensors").mkdir(parents=True)
        for number, sensor in enumerate(sensors):
            manifest = json.loads(sensor.read_text(encoding="utf-8"))
            wanted = (source.stdout.split(None, 2)[1].decode(), int(channel.name.split("-")[2]))
            manifest["supplies"] = [s for s in manifest["supplies"] if (s["template"], s["version"]) == wanted]
            (again / "sensors" / f"{number}.json").write_text(json.dumps(manifest))
        (again / "all.weir").write_bytes(source.stdout)
        (again / "weir.json").write_text(json.dumps({"name": "again", "sources": ["all.weir"], "sensors": ["sensors/*.json"], "revision": settings.get("revision", 1)}))
        second = run(weir, "compile", "--quiet", "-o", again / "out", cwd=again)
        made = again / "out" / channel.name
        if not made.exists():
            problems.append(f"{channel.name}: its source does not compile to it:\n{second.stderr.decode()[:2000]}")
        elif made.read_bytes() != channel.read_bytes():
            problems.append(f"{channel.name}: its source compiles to other bytes")
        elif run(weir, "fmt", "--check", again / "all.weir", cwd=again).returncode:
            problems.append(f"{channel.name}: its source is not in the one style")
    return problems, count


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--weir", type=pathlib.Path, required=True)
    parser.add_argument("--data", type=pathlib.Path, help="with a folder sigma: its rules, imported, are compared too")
    parser.add_argument("projects", type=pathlib.Path, nargs="+")
    options = parser.parse_args()
    problems, total = [], 0
    if options.data:
        with tempfile.TemporaryDirectory() as folder:
            import_rules(str(options.weir.resolve()), (options.data / "sigma").resolve(), pathlib.Path(folder))
            found, count = round_trip(options.weir.resolve(), pathlib.Path(folder) / "project", pathlib.Path(folder))
            problems += found
            total += count
    else:
        print("imported rules were not turned into source: DATA=folder names none")
    for project in options.projects:
        with tempfile.TemporaryDirectory() as folder:
            found, count = round_trip(options.weir.resolve(), project.resolve(), pathlib.Path(folder))
            problems += found
            total += count
    for problem in problems:
        print(problem)
    print(f"source: {total} channel files, {len(problems)} problems")
    return 1 if problems or total == 0 else 0


if __name__ == "__main__":
    sys.exit(main())
