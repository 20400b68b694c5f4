#!/usr/bin/env python3
"""The decoder that was written from the page alone against weir: both must say the same of every channel file and of every event.

In:  --weir PATH. The projects: examples/starter, tests/decoder/every, and those under tests/golden that compile; the channel files that
     are in the tree; the bad files of tests/bytes.
Out: a line for each difference, and "N passed, N failed". One comparison is one channel file, one file of events or one bad file.
"""
import argparse
import glob
import json
import os
import subprocess
import sys
import tempfile

HERE = os.path.dirname(os.path.abspath(__file__))
ROOT = os.path.dirname(os.path.dirname(HERE))
sys.path.insert(0, HERE)
from agree import compare_inspect, compare_matches            # noqa: E402
from channel import NotWellFormed                             # noqa: E402
from decode import read_channel, read_lines, scan             # noqa: E402
from made import made_events                                  # noqa: E402

MADE = (1500, 1)     # how many events, and the seed that they are made from

passed, failed = 0, 0


def tell(what, problems):
    """Counts one comparison and prints its problems, the first ten."""
    global passed, failed
    passed, failed = passed + (not problems), failed + bool(problems)
    for problem in problems[:10]:
        print("FAILED: %s: %s" % (what, problem))


def run(*command):
    return subprocess.run(command, capture_output=True, stdin=subprocess.DEVNULL)


def lines_of(output):
    return [json.loads(line) for line in output.decode("utf-8").splitlines()]


def check_file(weir, path, what):
    """One channel file that weir accepts. Gives the Channel, or None."""
    done = run(weir, "inspect", "--json", path)
    if done.returncode:
        tell(what, ["weir inspect: %s" % done.stderr.decode().strip()])
        return None
    try:
        channel = read_channel(path)
    except NotWellFormed as error:
        tell(what, ["the decoder refuses it: %s" % error])
        return None
    tell(what, compare_inspect(channel, lines_of(done.stdout)[0]))
    return channel


def check_events(weir, paths, channels, events, what):
    """One file of events, over channel files that all are named, so that weir uses all of them."""
    done = run(weir, "scan", *paths, events)
    if done.returncode:
        tell(what, ["weir scan: %s" % done.stderr.decode().strip()])
        return
    said = {(match["event"], match["channel"], match["version"], match["id"]) for match in lines_of(done.stdout)}
    found = {(number, channel.channel, channel.version, each) for number, channel, ids in scan(channels, read_lines(events)) for each in ids}
    tell(what, compare_matches(found, said))


def check_project(weir, folder, events, must_compile):
    """A project: all its channel files, and its files of events over them."""
    name = os.path.relpath(folder, ROOT)
    with tempfile.TemporaryDirectory() as out:
        done = run(weir, "compile", "-C", folder, "-o", out, "--quiet")
        if done.returncode:
            if must_compile:
                tell(name, ["weir compile: %s" % done.stderr.decode().strip()])
            return
        paths = sorted(glob.glob(os.path.join(out, "*.chn")))
        channels = [check_file(weir, path, "%s: %s" % (name, os.path.basename(path))) for path in paths]
        if must_compile and not paths:
            tell(name, ["no channel files"])
        if None not in channels:
            for each in events:
                check_events(weir, paths, channels, each, "%s: %s" % (name, os.path.basename(each)))


def check_bytes():
    """The hand-written files. A case that names limits or a contract is about the reader, not the bytes: those are well formed."""
    folder = os.path.join(ROOT, "tests", "bytes")
    with tempfile.TemporaryDirectory() as out:
        sources = sorted(glob.glob(os.path.join(folder, "*.hex")))
        done = run(sys.executable, os.path.join(folder, "assemble.py"), out, *sources)
        if done.returncode:
            tell("tests/bytes/assemble.py", [done.stderr.decode().strip()])
            return
        with open(os.path.join(out, "cases.txt"), encoding="ascii") as index:
            cases = [line.split() for line in index]
        for _, name, code, at, *reader in cases:
            what = "tests/bytes/%s" % name
            try:
                read_channel(os.path.join(out, name + ".chn"), name="")
                refused = None
            except NotWellFormed as error:
                refused = error
            if code == "ACCEPTED" or reader:
                tell(what, ["the decoder refuses it: %s" % refused] if refused else [])
            else:
                tell(what, [] if refused else ["the decoder accepts what the verifier refuses as %s at byte %s" % (code, at)])


def check_names(weir):
    """The same bytes under another name: the numbers of the name must be the header's."""
    with tempfile.TemporaryDirectory() as out:
        run(weir, "compile", "-C", os.path.join(ROOT, "tests", "golden", "outage", "good"), "-o", out, "--quiet")
        for path in glob.glob(os.path.join(out, "*.chn")):
            numbers = os.path.basename(path)[2:-4].split("-")
            for place in range(3):
                other = numbers[:place] + ["%08d" % (int(numbers[place]) + 1)] + numbers[place + 1:]
                name = "C-%s.chn" % "-".join(other)
                try:
                    read_channel(path, name)
                    tell("the name " + name, ["the decoder accepts it for " + os.path.basename(path)])
                except NotWellFormed:
                    tell("the name " + name, [])


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--weir", required=True)
    weir = os.path.abspath(parser.parse_args().weir)
    starter, every = os.path.join(ROOT, "examples", "starter"), os.path.join(HERE, "every")
    check_project(weir, starter, [os.path.join(starter, "events", "sample.jsonl")], True)
    with tempfile.TemporaryDirectory() as folder:
        events = os.path.join(folder, "made.jsonl")
        with open(events, "w", encoding="utf-8") as file:
            file.writelines(line + "\n" for line in made_events(*MADE))
        check_project(weir, every, [events], True)
    for project in sorted(glob.glob(os.path.join(ROOT, "tests", "golden", "*", "*", "weir.json"))):
        folder = os.path.dirname(project)
        check_project(weir, folder, sorted(glob.glob(os.path.join(folder, "*.jsonl"))), os.path.basename(folder).startswith("good"))
    for path in sorted(glob.glob(os.path.join(ROOT, "tests", "**", "*.chn"), recursive=True)):
        check_file(weir, path, os.path.relpath(path, ROOT))
    check_bytes()
    check_names(weir)
    print("%d passed, %d failed" % (passed, failed))
    return failed != 0


if __name__ == "__main__":
    sys.exit(main())
