#!/usr/bin/env python3
"""weir gate on the example project: it passes as it is, and each of its steps is made to fail by one seeded fault, alone.

In:  --weir; --library, which changes channel files on their way to the disk. Out: a line for each failure, "N passed, N failed"; loudly what did not run because minisign is missing.

  whole      it passes; every file is signed so that `minisign` verifies it, and release.json and the statement have the digests of what is there; JUnit is XML
  findings   SARIF in the folder, and where it is asked for although a step fails
  faults     a table: step, change, and what the step says. That step fails, no other does, and no release folder is left, nor anything beside it
  reasons    removed and re-identified content passes with its reason
  signature  one changed byte of each signed file is refused by `weir verify --pubkey`, and by minisign, too; a key inside of the project is refused; a key with a password opens
  own fault  a cryptographic library that stops signing in the middle: status 70, and neither a release folder nor anything beside it
  lock       two branches that add an instance each merge weir.lock without a conflict
  promote    canary to everyone: refused without a record, with a bad one, one of another release, one too short, before its time, or one ring too far; and let through
"""
import argparse
import hashlib
import json
import os
import re
import shutil
import subprocess
import sys
import tempfile
import threading
import xml.etree.ElementTree

ROOT = os.path.dirname(os.path.dirname(os.path.dirname(os.path.abspath(__file__))))
NOW = 1795300000  # 2026-11-21T22:26:40Z
DAY = 86400


def stamp(seconds):
    import time
    return time.strftime("%Y-%m-%dT%H:%M:%SZ", time.gmtime(seconds))


class Bench:
    def __init__(self, options, work):
        self.weir, self.library, self.work = os.path.abspath(options.weir), options.library and os.path.abspath(options.library), work
        self.passed, self.failed, self.number = 0, 0, 0
        self.minisign = shutil.which("minisign")
        self.environment = {"PATH": os.environ["PATH"], "HOME": work, "LC_ALL": "C.UTF-8", "TERM": "dumb", "SOURCE_DATE_EPOCH": str(NOW)}
        self.environment.update({k: v for k, v in os.environ.items() if k.endswith("SAN_OPTIONS")})
        self.key, self.public = os.path.join(work, "key.sec"), os.path.join(work, "key.pub")
        write_keys(self.key, self.public)

    def run(self, *words, cwd=None, environment=None, text=None):
        return subprocess.run([self.weir, *words], cwd=cwd, env={**self.environment, **(environment or {})}, capture_output=True, text=True, timeout=300, input=text)

    def project(self):
        self.number += 1
        folder = os.path.join(self.work, f"p{self.number}")
        shutil.copytree(os.path.join(ROOT, "examples", "starter"), folder, ignore=shutil.ignore_patterns("build"))
        change(folder, "weir.json", '"output"', '"gate": {"coverage": 10, "mutants": 10, "rings": [{"ring": "canary", "hours": 24}, {"ring": "early", "hours": 2}, {"ring": "everyone"}]},\n  "output"')
        self.run("gate", "--lock", cwd=folder)
        return folder

    def gate(self, folder, *words, environment=None):
        """(status, step -> (state, text), verdict, everything that was said)"""
        output = os.path.join(folder + ".release", str(len(os.listdir(folder + ".release")) + 1) if os.path.isdir(folder + ".release") else "1")
        defaults = ["--output", output] + ([] if "--previous" in words or "--first" in words else ["--first"]) + ([] if "--key" in words or "nokey" in words else ["--key", self.key])
        done = self.run("gate", "--format", "json", *defaults, *[w for w in words if w != "nokey"], cwd=folder, environment=environment)
        rows = [json.loads(line) for line in done.stdout.splitlines() if line.startswith("{")]
        steps = {row["step"]: (row["state"], row["text"]) for row in rows if "step" in row}
        verdict = next((row["verdict"] for row in rows if "verdict" in row), None)
        return done.returncode, steps, verdict, done.stdout + done.stderr, output

    def check(self, name, good, said=""):
        self.passed += bool(good)
        self.failed += not good
        if not good:
            print(f"FAILED: {name}: {str(said)[-1500:]}")


def write_keys(secret, public):
    """A pair as `minisign -G -W` writes it; the one of RFC 8032, test 1, so that no library is needed here."""
    import base64
    seed = bytes.fromhex("9d61b19deffd5a60ba844af492ec2cc44449c5697b326919703bac031cae7f60")
    point = bytes.fromhex("d75a980182b10ab7d54bfed3c964073a0ee172f3daa62325af021a68f707511a")
    number = bytes(range(1, 9))
    check = hashlib.blake2b(b"Ed" + number + seed + point, digest_size=32).digest()
    with open(secret, "w") as out:
        out.write("untrusted comment: minisign secret key\n" + base64.b64encode(b"Ed\0\0B2" + bytes(48) + number + seed + point + check).decode() + "\n")
    with open(public, "w") as out:
        out.write("untrusted comment: minisign public key\n" + base64.b64encode(b"Ed" + number + point).decode() + "\n")


def change(folder, path, before, after, count=1):
    whole = os.path.join(folder, path)
    text = open(whole, encoding="utf-8").read()
    assert before in text, (path, before)
    with open(whole, "w", encoding="utf-8") as out:
        out.write(text.replace(before, after, count))


def write(folder, path, text):
    os.makedirs(os.path.dirname(os.path.join(folder, path)), exist_ok=True)
    with open(os.path.join(folder, path), "w", encoding="utf-8") as out:
        out.write(text)


def flip(path, at):
    data = bytearray(open(path, "rb").read())
    data[at] ^= 1
    open(path, "wb").write(data)


def check_whole(b):
    folder = b.project()
    status, steps, verdict, said, release = b.gate(folder)
    b.check("whole: passes", status == 0 and verdict == "passed" and all(state in ("passed", "not asked") for state, _ in steps.values()), said)
    files = sorted(os.listdir(release))
    listed = json.load(open(os.path.join(release, "release.json")))
    statement = json.load(open(os.path.join(release, "statement.intoto.json")))
    digest = lambda name: hashlib.sha256(open(os.path.join(release, name), "rb").read()).hexdigest()
    named = {row["file"]: row["sha256"] for row in listed["files"]}
    b.check("whole: digests", all(digest(n) == d for n, d in named.items()) and all(digest(s["name"]) == s["digest"]["sha256"] for s in statement["subject"]), named)
    b.check("whole: complete", set(files) == set(named) | {"release.json", "statement.intoto.json"} | {n + ".minisig" for n in list(named) + ["release.json", "statement.intoto.json"]}, files)
    b.check("whole: statement", statement["_type"] == "https://in-toto.io/Statement/v1" and "release.json" in [s["name"] for s in statement["subject"]])
    b.check("whole: junit", xml.etree.ElementTree.parse(os.path.join(release, "junit.xml")).getroot().tag == "testsuites")
    page = open(os.path.join(release, "report.html"), encoding="utf-8").read()
    b.check("whole: the page", "Proved: every parameter agrees" in page and "Content revision 1," in page and "this is the first release" in page and "beside this page" in page)
    b.check("whole: what the manifest says", listed["ring"] == "canary" and listed["earliest"] == stamp(NOW) and listed["previous"] is None and listed["category"] == "detection")
    again = b.run("verify", "--quiet", "--pubkey", b.public, release)
    b.check("whole: weir verifies", again.returncode == 0, again.stderr)
    if b.minisign:
        bad = [n for n in files if not n.endswith(".minisig") and subprocess.run([b.minisign, "-V", "-q", "-p", b.public, "-m", os.path.join(release, n)], capture_output=True).returncode]
        b.check("whole: minisign verifies", not bad, bad)
    else:
        print("NOT RUN: what minisign says of the signatures: it is not installed")
    status, _, _, said, second = b.gate(folder)
    same = status == 0 and all(open(os.path.join(release, n), "rb").read() == open(os.path.join(second, n), "rb").read() for n in files)
    b.check("whole: the same sources, time and key give the same bytes", same, said)
    return folder, release


def fault_table(b):
    """step, what to do to the project (and what words to add), a part of what the step says"""
    def previous(folder, after=None):
        _, _, _, said, release = b.gate(folder)
        assert os.path.isdir(release), said
        if after:
            after(release)
        return ["--previous", release, "--revision", "2"]

    def corrupt(release):
        name = sorted(n for n in os.listdir(release) if n.endswith(".chn"))[0]
        flip(os.path.join(release, name), 200)

    def bad_record(release):
        digest = hashlib.sha256(open(os.path.join(release, "release.json"), "rb").read()).hexdigest()
        write(release, "records/canary.json", json.dumps({"release": digest, "ring": "canary", "verdict": "bad", "from": stamp(NOW), "to": stamp(NOW)}))

    def remove(folder):
        words = previous(folder)
        text = open(os.path.join(folder, "rules/logon.weir"), encoding="utf-8").read()
        first = re.search(r"\n(///[^\n]*\n)*instance \w+ : .*?\n}\n", text, re.S)
        write(folder, "rules/logon.weir", text.replace(first[0], "\n"))
        b.run("fmt", cwd=folder)
        locked = b.run("gate", "--lock", cwd=folder)
        assert locked.returncode == 0, locked.stderr
        return words

    def renumber(folder):
        words = previous(folder)
        change(folder, "rules/process.weir", "101001", "101901")
        b.run("gate", "--lock", cwd=folder)
        return words

    def same_revision(folder):
        words = previous(folder)[:2]
        change(folder, "rules/process.weir", "severity    high", "severity    low")
        return words

    def pipe(folder):
        path = os.path.join(folder, "lists/remote_tools.txt")
        text = open(path, encoding="utf-8").read()
        os.remove(path)
        os.mkfifo(path)

        def feed():
            for number in range(8):
                try:
                    with open(path, "w", encoding="utf-8") as out:
                        out.write(text + (f"tool{number}.exe\n" if number else ""))
                except (BrokenPipeError, FileNotFoundError):
                    return
                import time
                time.sleep(0.05)  # so that the reader has seen the end
        threading.Thread(target=feed, daemon=True).start()
        return []

    def twin(folder):
        """The same condition once more: nothing but asking what conditions mean finds it."""
        text = open(os.path.join(folder, "rules/pipes.weir"), encoding="utf-8").read()
        first = re.search(r"\n(///[^\n]*\n)*instance (\w+) : .*?\n}\n", text, re.S)
        other = re.sub(r"id( +)\d+", r"id\g<1>291990", first[0].replace(first[2], "TwinOfIt", 1), count=1)
        write(folder, "rules/pipes.weir", text + re.sub(r"title( +)'", r"title\1'twin: ", other, count=1))
        change(folder, "weir.json", '"gate": {', '"lint": {"levels": {"identical-instance": "warning"}}, "gate": {"fail_on": "warning", ')
        b.run("fmt", cwd=folder)
        b.run("gate", "--lock", cwd=folder)
        return []

    def edit(path, before, after, *words):
        def do(folder):
            change(folder, path, before, after)
            return list(words)
        return do

    return [
        ("formatted", edit("rules/process.weir", "severity    high", "severity   high"), "weir fmt"),
        ("linted", edit("weir.json", '"gate": {', '"lint": {"levels": {"partly-supplied": "warning"}}, "gate": {"fail_on": "note", '), "at or above 'note'"),
        ("linted", twin, "at or above 'warning'"),
        ("proved", lambda f: (manifest_without(f), [])[1], "proof"),
        ("budgets", edit("weir.json", '"file_bytes": 1048576', '"file_bytes": 1024'), "over"),
        ("tested", lambda f: (first_test(f), [])[1], "1 test failed"),
        ("known good", edit("weir.json", ', "allow": "events/allowed.json"', ""), "finding"),
        ("coverage", edit("weir.json", '"coverage": 10', '"coverage": 100'), "100 %"),
        ("mutants", edit("weir.json", '"mutants": 10', '"mutants": 100'), "100 %"),
        ("locked", edit("weir.lock", "instance 101001 ", "instance 101002 "), "101001"),
        ("locked", lambda f: (os.remove(os.path.join(f, "weir.lock")), [])[1], "no weir.lock"),
        ("roll-back", lambda f: previous(f, corrupt), "no whole release"),
        ("roll-back", lambda f: previous(f, bad_record), "found it bad"),
        ("declared", remove, "is gone"),
        ("declared", renumber, "has another id"),
        ("declared", same_revision, "higher one"),
        ("ring", lambda f: ["--ring", "everyone"], "begins in ring 'canary'"),
        ("ring", lambda f: ["--earliest", stamp(NOW - 1)], "past"),
        ("ring", lambda f: ["--earliest", "tomorrow"], "no time"),
        ("compiled", pipe, "other bytes"),
        ("verified", lambda f: ["flip"], "refused when it is read back"),
        ("signed", lambda f: ["nokey"], "no key"),
    ]


def manifest_without(folder):
    path = os.path.join(folder, "sensors/windows-7.11.json")
    text = open(path, encoding="utf-8").read()
    # The input that stands last: the sensor supplies one less than the Template Type declares.
    entry = re.search(r'"template": "ProcessCreation".*?"inputs"\s*:\s*\[(.*?)\]', text, re.S)
    write(folder, "sensors/windows-7.11.json", text.replace(entry[0], entry[0].replace(entry[1], ", ".join(re.findall(r"\{[^{}]*\}", entry[1])[:-1])), 1))


def first_test(folder):
    text = open(os.path.join(folder, "rules/process.weir"), encoding="utf-8").read()
    write(folder, "rules/process.weir", re.sub(r"(test '[^']*' +)matches( )", r"\1misses \2", text, count=1))


def check_faults(b):
    for step, seed, text in fault_table(b):
        folder = b.project()
        words = seed(folder)
        environment = None
        if words == ["flip"]:
            if not b.library:
                print("NOT RUN: a disk that changes what it is given: no library to preload")
                continue
            words, environment = [], {"LD_PRELOAD": b.library}
        if step == "tested":
            b.run("fmt", cwd=folder)
        before = sorted(os.listdir(folder + ".release")) if os.path.isdir(folder + ".release") else []
        status, steps, verdict, said, release = b.gate(folder, *words, environment=environment)
        failed = [name for name, (state, _) in steps.items() if state == "failed"]
        after = sorted(os.listdir(folder + ".release")) if os.path.isdir(folder + ".release") else []
        b.check(f"fault: {step} ({text})", status == 1 and verdict == "refused" and failed == [step] and text in steps[step][1] and before == after, (status, failed, steps.get(step), before, after, said))


def check_reasons(b):
    folder = b.project()
    _, _, _, _, release = b.gate(folder)
    change(folder, "rules/process.weir", "101001", "101901")
    write(folder, "weir.lock", open(os.path.join(folder, "weir.lock"), encoding="utf-8").read() + "renumbered 101001 101901: the id belongs to another team\n")
    b.run("gate", "--lock", cwd=folder)
    status, steps, _, said, second = b.gate(folder, "--previous", release, "--revision", "2")
    b.check("reasons: renumbered", status == 0 and "1 of them with a reason" in steps["declared"][1], said)
    listed = json.load(open(os.path.join(second, "release.json")))
    digest = hashlib.sha256(open(os.path.join(release, "release.json"), "rb").read()).hexdigest()
    b.check("reasons: the release names the one before", listed["previous"] == {"revision": 1, "sha256": digest}, listed["previous"])
    b.check("reasons: the change is in the note", "101001" in open(os.path.join(second, "changes.md"), encoding="utf-8").read())
    page = open(os.path.join(second, "report.html"), encoding="utf-8").read()
    b.check("reasons: the change is in the page", "Content revision 2," in page and "its id was 101001; an id is for ever" in page)
    write(folder, "weir.lock", open(os.path.join(folder, "weir.lock"), encoding="utf-8").read() + "removed 101002 X:\n")
    done = b.run("gate", "--lock", cwd=folder)
    b.check("reasons: none given", done.returncode == 2 and "why" in done.stderr, done.stderr)


def check_signatures(b, release):
    copy = os.path.join(b.work, "changed")
    for name in sorted(n for n in os.listdir(release) if n.endswith(".chn"))[:3] + ["manifest.json", "release.json"]:
        shutil.rmtree(copy, ignore_errors=True)
        shutil.copytree(release, copy)
        flip(os.path.join(copy, name), os.path.getsize(os.path.join(copy, name)) // 2)
        done = b.run("verify", "--pubkey", b.public, copy)
        b.check(f"signature: {name} changed", done.returncode == 2 and "refused before it was read" in done.stderr and "refused[" not in done.stdout, done.stdout + done.stderr)
        if b.minisign:
            b.check(f"signature: minisign on {name}", subprocess.run([b.minisign, "-V", "-q", "-p", b.public, "-m", os.path.join(copy, name)], capture_output=True).returncode != 0)
    name = sorted(n for n in os.listdir(release) if n.endswith(".chn"))[0]
    for at in range(0, os.path.getsize(os.path.join(release, name + ".minisig")), 7):
        shutil.copy(os.path.join(release, name + ".minisig"), os.path.join(copy, name + ".minisig"))
        shutil.copy(os.path.join(release, name), os.path.join(copy, name))
        flip(os.path.join(copy, name + ".minisig"), at)
        first_line = open(os.path.join(copy, name + ".minisig"), "rb").read().split(b"\n")[0]
        done = b.run("verify", "--quiet", "--pubkey", b.public, os.path.join(copy, name))
        untrusted = first_line.startswith(b"untrusted comment: ") and at < len(first_line)
        b.check(f"signature: byte {at} of it changed", (done.returncode == 0) == untrusted, (done.returncode, done.stderr))
    folder = b.project()
    shutil.copy(b.key, os.path.join(folder, "rules", "key.sec"))
    status, steps, _, said, _ = b.gate(folder, "--key", os.path.join(folder, "rules", "key.sec"))
    b.check("signature: a key inside of the project", status == 1 and steps["signed"][0] == "failed" and "no place in the project" in said, said)
    status, steps, _, said, _ = b.gate(folder, "nokey", environment={"WEIR_SIGNING_KEY": open(b.key).read()})
    b.check("signature: a key from the environment", status == 0, said)
    if b.minisign:
        secret, public = os.path.join(b.work, "locked.sec"), os.path.join(b.work, "locked.pub")
        made = subprocess.run([b.minisign, "-G", "-p", public, "-s", secret], input="secret\nsecret\n", capture_output=True, text=True)
        if made.returncode == 0:
            good = b.gate(folder, "--key", secret, environment={"WEIR_SIGNING_PASSWORD": "secret"})
            wrong = b.gate(folder, "--key", secret, environment={"WEIR_SIGNING_PASSWORD": "sekret"})
            b.check("signature: a key with a password", good[0] == 0 and b.run("verify", "--quiet", "--pubkey", public, good[4]).returncode == 0, good[3])
            b.check("signature: a wrong password", wrong[0] == 1 and "password" in wrong[3], wrong[3])
        else:
            print("NOT RUN: a key with a password: minisign made none")


def check_findings(b, release):
    inside = json.load(open(os.path.join(release, "findings.sarif"), encoding="utf-8"))
    results = inside["runs"][0]["results"]
    b.check("findings: in the folder", inside["version"] == "2.1.0" and results and {r["level"] for r in results} <= {"note", "warning"}, results[:1])
    for name, seed in (("a source", lambda f: change(f, "rules/process.weir", "match", "mtch")), ("a test", first_test), ("the settings", lambda f: change(f, "weir.json", '"name"', '"nam"'))):
        folder, path = b.project(), os.path.join(b.work, "found.sarif")
        seed(folder)
        if os.path.exists(path):
            os.remove(path)
        status, _, _, said, _ = b.gate(folder, "--sarif", path, "--path-prefix", "a b/")
        run = json.load(open(path, encoding="utf-8"))["runs"][0] if os.path.exists(path) else {"results": []}
        paths = [r["locations"][0]["physicalLocation"]["artifactLocation"]["uri"] for r in run["results"] if "locations" in r]
        errors = [r for r in run["results"] if r["level"] == "error"]
        b.check(f"findings: {name} is wrong", status != 0 and paths and all(p.startswith("a%20b/") for p in paths) and bool(errors) == (name != "a test"), (status, paths[:2], len(errors), said))
    folder = b.project()
    status, _, _, said, output = b.gate(folder, "--sarif", os.path.join(b.work, "none", "found.sarif"))
    b.check("findings: nowhere to put them", status == 4 and "found.sarif" in said and not os.path.exists(output), (status, said))


def check_own_fault(b):
    if not b.library:
        print("NOT RUN: a cryptographic library that fails: no library to preload")
        return
    folder = b.project()
    for signs in (0, 1, 20):
        status, _, verdict, said, output = b.gate(folder, environment={"LD_PRELOAD": b.library, "WEIR_TEST_SIGNS": str(signs)})
        left = os.listdir(folder + ".release") if os.path.isdir(folder + ".release") else []
        b.check(f"own fault: after {signs} signatures", status == 70 and verdict is None and "our own fault: the cryptographic library did not sign" in said and left == [], (status, left, said))


def check_lock(b):
    git = shutil.which("git")
    if git is None:
        print("NOT RUN: merging weir.lock: git is not installed")
        return
    folder = b.project()
    words = ["git", "-c", "user.name=w", "-c", "user.email=w@example.org"]
    run = lambda *more: subprocess.run(words + list(more), cwd=folder, capture_output=True, text=True, env=b.environment)
    for more in (["init", "-q", "-b", "main"], ["add", "."], ["commit", "-q", "-m", "a"]):
        run(*more)
    for branch, number in (("one", 101003), ("two", 291902)):
        run("checkout", "-q", "-b", branch, "main")
        kind = "windows/process_creation", "ProcessCreation", "Image endswith '\\x.exe'" if number == 101003 else "Image endswith '\\y.exe'"
        write(folder, f"rules/{branch}.weir", f"use '{kind[0]}'\n\n/// One.\ninstance New_{branch} : {kind[1]} {{\n    id          {100001 if branch == 'one' else 999001}\n    title       'x'\n    severity    low\n"
                                              f"    action      detect\n\n    match {kind[2]}\n\n    test 'a' matches {{ Image: 'C:\\{kind[2][-7:-1]}' }}\n    test 'b' misses {{ Image: 'C:\\b' }}\n}}\n")
        b.run("fmt", cwd=folder)
        done = b.run("gate", "--lock", cwd=folder)
        run("add", ".")
        run("commit", "-q", "-m", branch)
    merged = run("merge", "-q", "--no-edit", "one")
    status, steps, _, said, _ = b.gate(folder)
    b.check("lock: merges by line", merged.returncode == 0 and steps.get("locked", ("",))[0] == "passed", merged.stdout + merged.stderr + said + done.stderr)


def check_promote(b, release):
    digest = hashlib.sha256(open(os.path.join(release, "release.json"), "rb").read()).hexdigest()
    later = {"SOURCE_DATE_EPOCH": str(NOW + 3 * DAY)}

    def promote(ring, *words, environment=later):
        return b.run("promote", ring, release, "--key", b.key, *words, environment=environment)

    def record(ring, **changes):
        row = {"release": digest, "ring": ring, "verdict": "good", "from": stamp(NOW), "to": stamp(NOW + DAY), **changes}
        write(release, f"records/{ring}.json", json.dumps(row))

    def refused(name, done, text):
        b.check(f"promote: {name}", done.returncode in (1, 2, 3) and text in done.stderr and not os.path.exists(os.path.join(release, "promotions", "early.json")), (done.returncode, done.stdout + done.stderr))

    refused("no record", promote("early"), "no record of ring 'canary'")
    refused("the first ring", promote("canary"), "begins in ring")
    refused("no such ring", promote("evryone"), "did you mean 'everyone'")
    record("canary", verdict="bad")
    refused("a bad record", promote("early"), "found it bad")
    record("canary", release="0" * 64)
    refused("a record of another release", promote("early"), "another release")
    record("canary", to=stamp(NOW + DAY - 1))
    refused("too short", promote("early"), "23 hours")
    record("canary", to=stamp(NOW + 9 * DAY))
    refused("from the future", promote("early"), "future")
    record("canary", **{"from": stamp(NOW - DAY), "to": stamp(NOW)})
    refused("before the release", promote("early"), "before the release")
    record("canary")
    refused("before its time", promote("early", environment={"SOURCE_DATE_EPOCH": str(NOW - 1)}), "")
    refused("one ring too far", promote("everyone"), "never got it")
    refused("no signature of the record", promote("early", "--pubkey", b.public), "there is no signature")
    done = promote("early")
    made = os.path.join(release, "promotions", "early.json")
    b.check("promote: let through", done.returncode == 0 and json.load(open(made))["release"] == digest and os.path.exists(made + ".minisig"), done.stderr)
    record("early", to=stamp(NOW + 2 * 3600))
    done = promote("everyone")
    b.check("promote: to everyone", done.returncode == 0, done.stderr)
    record("everyone", verdict="bad")
    done = promote("everyone")
    b.check("promote: bad somewhere is bad everywhere", done.returncode == 1 and "go back" in done.stderr, done.stderr)


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--weir", required=True)
    parser.add_argument("--library")
    parser.add_argument("--only", help="one part: faults")
    with tempfile.TemporaryDirectory() as work:
        options = parser.parse_args()
        b = Bench(options, work)
        if options.only == "faults":
            check_faults(b)
            print(f"{b.passed} passed, {b.failed} failed")
            return 1 if b.failed else 0
        _, release = check_whole(b)
        check_faults(b)
        check_reasons(b)
        check_signatures(b, release)
        check_findings(b, release)
        check_own_fault(b)
        check_lock(b)
        check_promote(b, release)
        print(f"{b.passed} passed, {b.failed} failed")
        return 1 if b.failed else 0


if __name__ == "__main__":
    sys.exit(main())
