#!/usr/bin/env python3
"""The progress line: on a terminal, after a second, gone at the end; never in a pipe, never with --quiet, never for what is done at once.

In:  weir. Work is made slow without load: a file that is read is a FIFO, and who writes it takes its time.
Out: a line for each failure, and "N passed, N failed".
"""
import argparse
import os
import pty
import select
import subprocess
import sys
import tempfile
import threading
import time

HERE = os.path.dirname(os.path.abspath(__file__))
SLOW, PATIENCE = 1.3, 20  # seconds
ERASE = b"\r\x1b[K"
SOURCE = """template FileOpen {
    channel  700
    version  1
    platform windows
    actions  observe, detect
    phase    pre

    1 FileName : path
}

instance Read : FileOpen {
    id       700001
    title    'File'
    severity high
    action   detect
    match    FileName endswith '\\\\secret.kdbx'
    test 'one' matches { FileName: 'C:\\\\secret.kdbx' }
}
""".replace("\\\\", "\\")
SENSOR = '{ "sensor": "1", "platform": "windows", "supplies": [ { "template": "FileOpen", "version": 1, "inputs": [ { "name": "FileName", "type": "path" } ] } ] }\n'
RULE = "title: T\nlogsource: { category: process_creation, product: windows }\ndetection:\n  s: { Image|endswith: '\\\\a.exe' }\n  condition: s\n".replace("\\\\", "\\")


def feed(path, text, seconds):
    time.sleep(seconds)
    end = time.monotonic() + PATIENCE
    while time.monotonic() < end:
        try:
            handle = os.open(path, os.O_WRONLY | os.O_NONBLOCK)
        except OSError:  # nobody reads it yet
            time.sleep(0.01)
            continue
        os.write(handle, text)
        os.close(handle)
        return


def on_terminal(command, folder, terminal):
    """What came on stderr, and the status. stderr is a terminal or a pipe."""
    ours, theirs = pty.openpty() if terminal else os.pipe()
    process = subprocess.Popen(command, cwd=folder, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=theirs, env=dict(os.environ, TERM="xterm"))
    os.close(theirs)
    drain = threading.Thread(target=process.stdout.read)
    drain.start()
    text, end = b"", time.monotonic() + PATIENCE
    while time.monotonic() < end and select.select([ours], [], [], max(0, end - time.monotonic()))[0]:
        try:
            part = os.read(ours, 65536)
        except OSError:  # a terminal whose other side is closed
            part = b""
        if not part:
            break
        text += part
    try:
        status = process.wait(PATIENCE)
    except subprocess.TimeoutExpired:
        process.kill()
        status = process.wait()
    drain.join()
    os.close(ours)
    return text, status


def run(weir, name, words, slow, terminal):
    with tempfile.TemporaryDirectory() as folder:
        def put(path, text):
            with open(os.path.join(folder, path), "w", encoding="utf-8") as out:
                out.write(text)
        put("a.weir", SOURCE)
        put("sensor.json", SENSOR)
        put("a.yml", RULE)
        put("weir.json", '{ "name": "x", "sources": ["a.weir", "late"], "sensors": ["sensor.json"], "output": "out" }\n')
        late = {"verify": "late.chn", "import": "late.yml"}.get(name, "late/b.weir")
        os.mkdir(os.path.join(folder, "late"))
        text = b"// nothing\n"
        if name == "verify":
            subprocess.run([weir, "compile", "-q", "a.weir"], cwd=folder, check=True)
            file = os.path.join(folder, "out", "C-00000700-00000001-00000001.chn")
            with open(file, "rb") as data:
                text = data.read()
        elif name == "import":
            text = RULE.replace("title: T", "title: U").encode()
        path = os.path.join(folder, late)
        os.mkfifo(path)
        words = [path if w == "LATE" else w for w in words]
        writer = threading.Thread(target=feed, args=(path, text, SLOW if slow else 0))
        writer.start()
        told, status = on_terminal([weir] + words, folder, terminal)
        writer.join()
        return told, status


def judge(told, status, name, wanted):
    if status != 0:
        return f"status {status}, {told!r}"
    if not wanted:
        return f"there is a progress line: {told!r}" if ERASE in told or b"weir %s: " % name.encode() in told else None
    if ERASE + b"weir %s: " % name.encode() not in told:
        return f"there is no progress line: {told!r}"
    shown = told.split(ERASE)
    if b" of " not in shown[1] or any(b"\n" in line for line in shown[1:-1]):
        return f"a progress line is more than a line: {told!r}"
    return None if b"weir " not in shown[-1] or b"\n" in shown[-1] else f"the last progress line stays: {told!r}"


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--weir", default=os.path.join(HERE, "..", "build", "weir"))
    options = parser.parse_args()
    weir = os.path.abspath(options.weir)
    commands = {"lint": ["lint", "LATE", "a.weir"], "compile": ["compile", "LATE", "a.weir"], "test": ["test", "LATE", "a.weir"],
                "verify": ["verify", "LATE", "out/C-00000700-00000001-00000001.chn"], "import": ["import", "sigma", "LATE", "a.yml", "-o", "new"]}
    passed, failures = 0, []
    for name, words in commands.items():
        for what, extra, slow, terminal, wanted in (("slow, on a terminal", [], True, True, True), ("slow, in a pipe", [], True, False, False),
                                                    ("slow, quiet", ["--quiet"], True, True, False), ("at once", [], False, True, False)):
            problem = judge(*run(weir, name, words + extra, slow, terminal), name, wanted)
            if problem:
                failures.append(f"{name}, {what}: {problem}")
            else:
                passed += 1
    for failure in failures:
        print("FAILED:", failure)
    print(f"{passed} passed, {len(failures)} failed")
    return 1 if failures or not passed else 0


if __name__ == "__main__":
    sys.exit(main())
