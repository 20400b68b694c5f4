#!/usr/bin/env python3
"""weir report: the page says what the other commands say, of projects that are whole, that fail, that are hostile and that are large; and what a reader does with it in a real browser.

In:  the example projects, and projects made here. Out: a line for each failure, "*** NOT RUN ***" for what could not be looked at (no browser, no tidy), and "N passed, N failed".
"""
import argparse
import glob
import json
import os
import re
import shutil
import subprocess
import sys
import tempfile

sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))
import browser
import look
from page import Page, check

ROOT = os.path.dirname(os.path.dirname(os.path.dirname(os.path.abspath(__file__))))
MANY = 10000  # instances of the large project
SCRIPT = "</script><script>window.pwned=%d</script>\"'<!--"
HOSTILE = r"""
template Pipe {
    channel  2291
    version  1
    platform windows
    actions  observe, detect
    phase    pre
    recorded EventID in (17, 18)

    1  PipeName : path
    2  Image    : path
}

instance Hostile : Pipe {
    id       9
    title    '%s'
    severity high
    action   detect
    tags     attack.execution, attack.t1559.001
    match PipeName == '</script><b>' and Image contains "\u{202e}x"

    test '</td></table><svg onload=window.pwned=4>' matches { PipeName: 'x' }
}
"""


class Run:
    def __init__(self, weir, work):
        self.weir, self.work, self.passed, self.failures = weir, work, 0, []

    def hold(self, what, got, wanted=True):
        if got == wanted:
            self.passed += 1
        else:
            self.failures.append(f"{what}: {str(got)[:600]!r}, not {str(wanted)[:600]!r}")

    def run(self, folder, *arguments, status=0):
        done = subprocess.run([self.weir, *arguments], cwd=folder, capture_output=True, text=True, encoding="utf-8")
        if done.returncode != status:
            self.failures.append(f"weir {' '.join(arguments)} in {folder} ended with {done.returncode}, not {status}: {done.stderr[:500]}")
        return done.stdout

    def objects(self, folder, *arguments, status=0):
        return [json.loads(line) for line in self.run(folder, *arguments, status=status).splitlines()]

    def page(self, folder, name, *arguments, status=0):
        """The page in a file, read, and the same twice and on standard output."""
        path = os.path.join(self.work, name + ".html")
        self.run(folder, "report", "-o", path, "--quiet", *arguments, status=status)
        with open(path, encoding="utf-8", newline="") as file:
            text = file.read()
        self.hold(f"{name}: the same page again, on standard output", self.run(folder, "report", *arguments, status=status) == text)
        page = Page(text)
        for fault in check(page):
            self.failures.append(f"{name}: {fault}")
        self.tidy(name, path)
        return path, page

    def tidy(self, name, path):
        if shutil.which("tidy"):
            done = subprocess.run(["tidy", "-e", "-q", path], capture_output=True, text=True)
            self.hold(f"{name}: tidy", done.stderr.strip(), "")


def clean(text):
    return " ".join(text.split())


def number(cell):
    return int(re.sub(r"[^0-9]", "", cell.text(seen=True)))


# ---- what the page says, held against the other commands ----

def compare_matrix(run, folder, page):
    """The cells against the manifests, which are read here; of a project that is proved."""
    manifests = [json.load(open(path, encoding="utf-8")) for path in sorted(glob.glob(os.path.join(folder, "sensors", "*.json")))]
    supplied = {(one["platform"], one["sensor"], supply["template"], supply["version"]): len(supply["inputs"]) for one in manifests for supply in one["supplies"]}
    shown = {}
    for table in page.root.all("table", class_="matrix"):
        platform = table.first("caption").attributes["id"].split("-")[1]
        sensors = [cell.first("bdi").text() for cell in table.first("thead").first("tr").inside[3:]]
        for row in table.first("tbody").all("tr"):
            cells = row.inside
            name, version = cells[0].first("bdi").text(), int(cells[0].first("span", class_="version").text(seen=True))
            for sensor, cell in zip(sensors, cells[3:]):
                if cell.has("good"):
                    shown[platform, sensor, name, version] = number(cell)
                else:
                    run.hold(f"matrix: {name} {version} and {sensor}", clean(cell.text()), "—not supplied")
    declared = {name for _, _, name, _ in shown}
    run.hold("matrix: its cells", shown, {key: count for key, count in supplied.items() if key[2] in declared})
    run.hold("matrix: there are pairs", len(shown) > 20)
    targets = {(channel["template"], channel["template_version"]) for channel in run.manifest["channels"]}
    run.hold("matrix: every channel file's version is there", targets - {key[2:] for key in shown}, set())


def compare_cost(run, folder, page, release):
    rows = {cells[0].text(): cells for cells in page.rows(id="channels")}
    run.hold("cost: the channel files", set(rows), {channel["file"] for channel in run.manifest["channels"]})
    for channel in run.manifest["channels"]:
        cells = rows[channel["file"]]
        got = [int(cells[at].text(seen=True).split()[0].replace(",", "")) for at in (2, 3, 4, 7)]
        run.hold("cost: " + channel["file"], got, [len(channel["instances"]), channel["bytes"], channel["workspace_bytes"], channel["steps_per_event"]])
        shares = [cells[at].first("span", class_="of").text() for at in (3, 4, 7)]
        run.hold("cost: the budgets of " + channel["file"], shares, ["%.0f\u00a0%%" % (100 * channel[key] / budget) for key, budget in (("bytes", 1048576), ("workspace_bytes", 1048576), ("steps_per_event", 500000000))])
    wanted = {}
    for path in sorted(glob.glob(os.path.join(release, "*.chn"))):
        told = json.loads(run.run(folder, "inspect", "--json", path))
        for one in told["instances"]:
            cost = [len(one["criteria"]), one["steps_fixed"], one["steps_per_byte"]]
            wanted[one["id"]] = max(wanted.get(one["id"], cost), cost, key=lambda c: (c[1] + 65536 * c[2], c[1]))
    shown = [(number(cells[0]), [number(cells[6]), number(cells[8]), number(cells[9])], number(cells[10])) for cells in page.rows(id="instances")]
    run.hold("cost: the instances", {identity: cost for identity, cost, _ in shown}, wanted)
    run.hold("cost: each once", len(shown), len(wanted))
    run.hold("cost: with 64 KiB of text", [steps for _, _, steps in shown], [cost[1] + 65536 * cost[2] for _, cost, _ in shown])
    run.hold("cost: the most costly first", [steps for _, _, steps in shown], sorted((steps for _, _, steps in shown), reverse=True))


def count_uses(run, folder, release):
    """How many instances have a criterion with the operator on the parameter, counted in the channel files: of several versions in the oldest, whose criteria are in all of them."""
    words = {"EXISTS": "exists", "STARTS": "startswith", "ENDS": "endswith", "CONTAINS": "contains", "LIKE": "like", "MATCHES": "matches"}
    uses, seen = {}, {}
    for path in sorted(glob.glob(os.path.join(release, "*.chn"))):
        told = json.loads(run.run(folder, "inspect", "--json", path))
        for one in told["instances"]:
            if seen.setdefault(one["id"], path) != path:
                continue
            for criterion in one["criteria"]:
                if criterion["operator"] in words:
                    uses.setdefault((told["template"]["name"], criterion["ordinal"], words[criterion["operator"]]), set()).add(one["id"])
    return {key: len(ids) for key, ids in uses.items()}


def compare_coverage(run, folder, page, release):
    words = {(True, True): "both", (True, False): "match only", (False, True): "miss only", (False, False): "no test"}
    wanted, score = {}, None
    for one in run.objects(folder, "test", "--coverage", "--format", "json"):
        if "coverage" in one:
            wanted[one["coverage"], one["parameter"], one["operator"]] = (words[one["match"], one["miss"]] if one["counts"] else "cannot decide", one["instances"])
        elif one.get("score") == "coverage":
            score = one["good"], one["all"]
    shown, sums, read = {}, [0, 0], 0
    for details in page.root.all("details"):
        name = details.first("summary").first("bdi").text()
        share = re.fullmatch(r"(\d+) of (\d+)", details.first("span", class_="share").text())
        sums = [sums[0] + int(share[1]), sums[1] + int(share[2])]
        operators = [cell.text() for cell in details.first("thead").first("tr").inside[1:]]
        for row in details.first("tbody").all("tr"):
            ordinals = [int(word) for word in re.findall(r"\d+", row.inside[0].text().split()[0] + " " + " ".join(row.inside[0].text().split()[1:3] if row.inside[1].has("unread") else []))]
            if row.inside[1].has("unread"):
                run.hold(f"coverage: {name} {ordinals} names them all", len(list(row.inside[1].all("bdi"))), ordinals[-1] - ordinals[0] + 1)
                continue
            read += 1
            for operator, cell in zip(operators, row.inside[1:]):
                if not cell.has("none"):
                    word, times = cell.text(seen=True).split(" ×")
                    shown[name, ordinals[0], operator] = word, int(times)
    run.hold("coverage: its cells", shown, wanted)
    uses = count_uses(run, folder, release)
    run.hold("coverage: how many instances", {key: times for key, (_, times) in shown.items() if key in uses}, uses)
    run.hold("coverage: the score", tuple(sums), score)
    run.hold("coverage: there are cells", read > 20)


def compare_attack(run, folder, page):
    layer = json.loads(run.run(folder, "export", "navigator", "--quiet"))
    wanted = {one["techniqueID"]: (one["score"], sorted({entry["value"].replace("-", " ") for entry in one["metadata"]})) for one in layer["techniques"]}
    table = page.root.first("table", class_="attack")
    tactics = [cell.text() for cell in table.first("thead").first("tr").inside[1:-3]]
    shown = {}
    for row in table.first("tbody").all("tr"):
        cells = row.inside
        name = cells[0].text()
        score = number(cells[-3])
        heats = {tactic: int(cell.text()) for tactic, cell in zip(tactics, cells[1:-3]) if cell.text()}
        for tactic, count in heats.items():
            level = 1 + (count > 1) + (count > 3) + (count > 7) + (count > 15)
            run.hold(f"attack: heat of {name} and {tactic}", [cell.attributes["class"] for word, cell in zip(tactics, cells[1:-3]) if word == tactic], [f"heat{level}"])
        if name in wanted and not (row.has("group") and any(key.startswith(name + ".") for key in wanted)):
            shown[name] = (score, sorted(heats))
        elif name in wanted:
            wanted.pop(name)  # with its subtechniques: more than the layer's
        else:
            below = {key for key in wanted if key.startswith(name + ".")}
            run.hold(f"attack: {name} has subtechniques", len(below) > 1 and max(wanted[key][0] for key in below) <= score <= sum(wanted[key][0] for key in below))
    run.hold("attack: its rows", shown, wanted)
    run.hold("attack: there are rows", len(shown) > 20)


def compare_changes(run, folder, page, release, old):
    wanted = [(one["change"], one["id"], one["name"]) for one in run.objects(folder, "diff", old, release, "--format", "json", status=1) if "change" in one]
    shown = [(cells[0].text(), number(cells[1]), cells[2].text()) for cells in page.rows(id="changed")]
    run.hold("changes: its rows", shown, wanted)
    run.hold("changes: there are some", len(shown) > 2)


def compare_findings(run, folder, page, name, status):
    """As `weir lint`, without what asks the solver."""
    wanted = sorted((one["code"], one["level"]) for one in run.objects(folder, "lint", "--format", "json", status=status) if "code" in one and not "L200" <= one["code"] <= "L213")
    run.hold(f"{name}: findings", sorted((cells[1].text(), cells[0].text()) for cells in page.rows(id="found")), wanted)


def figures(page):
    return [clean(one.text()) for one in page.root.first("ul", class_="figures").all("li")]


def verdict(page):
    return next(clean(one.text(seen=True)) for one in page.root.all("p") if one.has("verdict"))


# ---- projects ----

def starter(run):
    """The example project, changed a little since its last release."""
    folder, old, new = os.path.join(run.work, "starter"), os.path.join(run.work, "old"), os.path.join(run.work, "new")
    shutil.copytree(os.path.join(ROOT, "examples", "starter"), folder, ignore=shutil.ignore_patterns("build"))
    run.run(folder, "compile", "-o", old, "--quiet")
    rules = os.path.join(folder, "rules", "pipes.weir")
    with open(rules, encoding="utf-8") as file:
        text = file.read()
    for was, becomes in (("severity    critical", "severity    high"), ("instance FakeServicePipe", "instance RenamedServicePipe")):
        text = text.replace(was, becomes, 1)
    with open(rules, "w", encoding="utf-8") as file:
        file.write(text.split("/// The same, for sensors", 1)[0])  # the last one is gone
    with open(os.path.join(folder, "rules", "any.weir"), "w", encoding="utf-8") as file:  # costs more in each later version
        file.write("use 'windows/process_creation'\n\ninstance AnyWord : ProcessCreation {\n    id 101777\n    title 'A word anywhere'\n    severity low\n    action observe\n"
                   "    match any field contains 'zqxw'\n\n    test 'there' matches { CommandLine: 'a zqxw b' }\n}\n")
    settings = os.path.join(folder, "weir.json")
    with open(settings, encoding="utf-8") as file:
        text = file.read()
    with open(settings, "w", encoding="utf-8") as file:
        file.write(text.replace('"name"', '"revision": 2, "name"', 1))
    run.run(folder, "compile", "-o", new, "--quiet")
    with open(os.path.join(new, "manifest.json"), encoding="utf-8") as file:
        run.manifest = json.load(file)
    path, page = run.page(folder, "starter-page", "--against", old, "--time", "2026-11-22T09:00:00Z")
    proved = re.search(r"proved ([0-9,]+) obligations", run.run(folder, "lint"))[1]
    run.hold("starter: obligations", clean(page.root.first("p", class_="counts").text()).startswith(proved + " obligations: "))
    run.hold("starter: verdict", verdict(page), "✓ Proved: every parameter agrees in count, name and type.")
    run.hold("starter: the time", page.root.first("time").text(), "2026-11-22T09:00:00Z")
    compare_matrix(run, folder, page)
    compare_cost(run, folder, page, new)
    compare_coverage(run, folder, page, new)
    compare_attack(run, folder, page)
    compare_changes(run, folder, page, new, old)
    compare_findings(run, folder, page, "starter", 0)
    tests = run.objects(folder, "test", "--format", "json")[-1]["summary"]
    run.hold("starter: tests", figures(page)[1].startswith(f"Tests passed {tests['passed']} of {tests['passed']} "))
    return path


def cells_of(page):
    return [[clean(cell.text(seen=True)) for cell in row.inside] for row in page.root.first("table", class_="matrix").first("tbody").all("tr")]


def outage(run):
    """A project whose proof fails, in every way in which a pair can."""
    path, page = run.page(os.path.join(ROOT, "examples", "outage"), "outage-page", status=2)
    found = run.objects(os.path.join(ROOT, "examples", "outage"), "lint", "--format", "json", status=1)
    run.hold("outage: lint says so too", any("'ServerSid' is missing" in one.get("message", one.get("text", "")) for one in found))
    run.hold("outage: the matrix", cells_of(page), [["IpcCall 1", "21", "1", "✗ at 21 ServerSid is missing: 20 of 21 supplied", "✓ 21"]])
    run.hold("outage: verdict", verdict(page), "✗ The proof fails: 1 of 2 pairs of a Template Type version and a sensor do not agree.")
    compare_findings(run, os.path.join(ROOT, "examples", "outage"), page, "outage", 1)
    folder = os.path.join(run.work, "broken")
    shutil.copytree(os.path.join(ROOT, "examples", "outage"), folder, ignore=shutil.ignore_patterns("build"))
    whole = json.load(open(os.path.join(folder, "sensors", "7.12.0.json"), encoding="utf-8"))

    def sensor(name, change):
        manifest = json.loads(json.dumps(whole))
        manifest["sensor"] = name
        change(manifest["supplies"][0])
        with open(os.path.join(folder, "sensors", name + ".json"), "w", encoding="utf-8") as file:
            json.dump(manifest, file)

    sensor("a-name", lambda supply: supply["inputs"][4].update(name="Other"))
    sensor("b-type", lambda supply: supply["inputs"][5].update(type="u64"))
    sensor("c-members", lambda supply: supply["inputs"][1].update(values=["Connect", "Create"]))
    sensor("d-more", lambda supply: supply["inputs"].append({"name": "Added", "type": "u32"}))
    sensor("e-ahead", lambda supply: supply.update(version=2))
    _, page = run.page(folder, "broken-page", status=2)
    sensors = [cell.first("bdi").text() for cell in page.root.first("table", class_="matrix").first("thead").first("tr").inside[3:]]
    got = {sensor: [row[3 + i] for row in cells_of(page)] for i, sensor in enumerate(sensors)}
    run.hold("broken: the matrix", got, {
        "7.11.0": ["✗ at 21 ServerSid is missing: 20 of 21 supplied", "—"], "7.12.0": ["✓ 21", "—"],
        "a-name": ["✗ at 5 CommandLine is declared, Other supplied", "—"], "b-type": ["✗ at 6 ProcessId is u32, supplied as u64", "—"],
        "c-members": ["✗ at 2 Operation has other members", "—"], "d-more": ["✗ at 22 Added is not declared: 22 supplied, 21 declared", "—"],
        "e-ahead": ["—", "✗ a version that is not declared here"]})
    return path


def others(run):
    """An instance that is counted wrong, a test that fails, a syntax error, no sensor, wrong usage."""
    def project(name, rules, sensors=True):
        folder = os.path.join(run.work, name)
        os.makedirs(os.path.join(folder, "rules"))
        os.makedirs(os.path.join(folder, "sensors"))
        with open(os.path.join(folder, "weir.json"), "w", encoding="utf-8") as file:
            file.write('{"name": "%s", "sources": ["rules"], "sensors": ["sensors/*.json"], "output": "out"}' % name)
        with open(os.path.join(folder, "rules", "a.weir"), "w", encoding="utf-8") as file:
            file.write(rules)
        if sensors:
            with open(os.path.join(folder, "sensors", "a.json"), "w", encoding="utf-8") as file:
                json.dump({"sensor": "1.0", "platform": "windows", "supplies": [{"template": "Pipe", "version": 1, "inputs": [{"name": "PipeName", "type": "path"}, {"name": "Image", "type": "path"}]}]}, file)
        return folder

    simple = HOSTILE % "plain"
    template = simple.split("instance")[0]
    folder = project("miscounted", template + "instance One : Pipe @ 1 (\n    == 'a',\n) {\n    id 1\n    title 'One'\n    severity low\n    action observe\n}\n")
    _, page = run.page(folder, "miscounted-page", status=2)
    run.hold("miscounted: the matrix", cells_of(page), [["Pipe 1", "2", "✗ 1 of 1 with another count", "✓ 2"]])
    run.hold("miscounted: verdict", verdict(page), "✗ The proof fails: 1 instance has another number of parameters than declared.")
    folder = project("failing", simple)
    _, page = run.page(folder, "failing-page", status=1)
    run.hold("failing: verdict", verdict(page), "✗ Proved; but 1 test fails.")
    run.hold("failing: coverage is not measured", "Not measured: a test fails" in page.root.first("section", id="coverage").text())
    run.hold("failing: cost is there", len(page.rows(id="instances")), 1)
    folder = project("unread", simple.replace("match ", "mach "))
    _, page = run.page(folder, "unread-page", status=2)
    run.hold("unread: verdict", verdict(page), "✗ Nothing is proved: 2 errors.")
    folder = project("nosensor", simple, sensors=False)
    _, page = run.page(folder, "nosensor-page", status=2)
    run.hold("nosensor: verdict", verdict(page), "✗ Nothing is proved: 1 error.")
    good = os.path.join(ROOT, "examples", "starter")
    run.run(good, "report", "rules", status=3)
    run.run(good, "report", "--time", "yesterday", status=3)
    run.run(good, "report", "--format", "json", status=3)
    run.run(good, "report", "-o", os.path.join(run.work, "no", "such", "folder.html"), status=4)
    run.run(good, "report", "--against", os.path.join(run.work, "nothing"), status=4)
    run.run(run.work, "report", status=3)
    with open(os.path.join(folder, "weir.json"), "w", encoding="utf-8") as file:
        file.write('{"name": ')
    run.run(folder, "report", "-o", os.path.join(run.work, "never.html"), status=3)
    run.hold("no page of a weir.json that cannot be read", os.path.exists(os.path.join(run.work, "never.html")), False)


def hostile(run):
    """Markup wherever a text can be: nothing of it may be an element, and nothing that nobody sees may be in the page."""
    folder = os.path.join(run.work, "hostile")
    os.makedirs(os.path.join(folder, "rules"))
    os.makedirs(os.path.join(folder, "sensors"))
    supplies = [{"template": "Pipe", "version": 1, "inputs": [{"name": "PipeName", "type": "path"}, {"name": "Image", "type": "path"}]}]
    with open(os.path.join(folder, "weir.json"), "w", encoding="utf-8") as file:
        json.dump({"name": "</title>" + SCRIPT % 1 + "\u202e&lt;", "sources": ["rules"], "sensors": ["sensors/*.json"], "output": "out"}, file)
    with open(os.path.join(folder, "sensors", "a.json"), "w", encoding="utf-8") as file:
        json.dump({"sensor": "<svg/onload=window.pwned=5>\u202e", "platform": "windows", "supplies": supplies}, file)
    rules = os.path.join(folder, "rules", "<img src=x onerror=window.pwned=2> \"'&amp;.weir")

    def write(title):
        with open(rules, "w", encoding="utf-8") as file:
            file.write(HOSTILE % title.replace("'", ""))

    write("before")
    old = os.path.join(run.work, "<b onclick=window.pwned=6>")
    run.run(folder, "compile", "-o", old, "--quiet")
    write(SCRIPT % 3)
    path, page = run.page(folder, "hostile-page", "--against", old, status=1)
    text = page.root.text()
    for piece in ("</title></script><script>window.pwned=1</script>\"'<!--\\u{202E}&lt;", "<svg/onload=window.pwned=5>", "<img src=x onerror=window.pwned=2> \"'&amp;.weir", "</td></table><svg onload=window.pwned=4>",
                  "</script><script>window.pwned=3</script>", "<b onclick=window.pwned=6>"):
        run.hold(f"hostile: {piece} is shown as it is", piece in text)
    return path


def large(run):
    folder = os.path.join(run.work, "large")
    shutil.copytree(os.path.join(ROOT, "examples", "starter", "sensors"), os.path.join(folder, "sensors"))
    os.makedirs(os.path.join(folder, "rules"))
    with open(os.path.join(folder, "weir.json"), "w", encoding="utf-8") as file:
        file.write('{"name": "large", "sources": ["rules"], "sensors": ["sensors/*.json"], "output": "out"}')
    with open(os.path.join(folder, "rules", "a.weir"), "w", encoding="utf-8") as file:
        file.write("use 'windows/process_creation'\n")
        for i in range(MANY):
            file.write(f"\ninstance Rule{i:05} : ProcessCreation {{\n    id       {100000 + i}\n    title    'Tool {i}'\n    severity low\n    action   observe\n    tags     attack.execution, attack.t{1001 + i % 300}\n"
                       f"    match Image endswith '\\tool{i}.exe' and CommandLine contains ' -{i:x}'\n}}\n")
    path, page = run.page(folder, "large-page")
    rows = page.rows(id="instances")
    run.hold("large: all instances are there", len({cells[0].text() for cells in rows}), MANY)
    run.hold("large: 500 outside of the template", len(list(page.root.first("table", id="instances").first("tbody").all("tr"))), 500)
    run.hold("large: it is said", "Without scripts the first 500 of 10,000 rows are shown." in page.root.text())
    run.hold("large: the page's size", os.path.getsize(path) < 5 << 20)
    return path


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--weir", required=True)
    parser.add_argument("--browser", help="the program; without it the first of " + " ".join(browser.NAMES))
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as work:
        run = Run(os.path.abspath(options.weir), work)
        pages = {"starter": starter(run), "outage": outage(run), "hostile": hostile(run), "large": large(run)}
        others(run)
        if not shutil.which("tidy"):
            print("*** NOT RUN: the page's markup was not validated, because tidy is not installed (package tidy) ***")
        program = options.browser or browser.find()
        if program is None:
            print("*** NOT RUN: nothing was looked at in a browser, because none is installed (package chromium-headless-shell or chromium; make deps-browser) ***")
        else:
            look.look(run, program, pages, MANY)
    for failure in run.failures:
        print("FAILED: " + failure)
    print(f"{run.passed} passed, {len(run.failures)} failed")
    return 1 if run.failures else 0


if __name__ == "__main__":
    sys.exit(main())
