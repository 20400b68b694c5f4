"""The interpreter's part of the bench: events a second against the number of instances, beside what others need for the same; called by run.py.

In:  options of run.py: the programs match and hyperscan (which may be missing), weir, sizes, --data. Out: tables, and a curve.
What is measured is time of the processor, on one core. Each peer is given as many events as it can take in about --seconds.
"""
import json
import lzma
import os
import re
import sqlite3
import subprocess
import sys
import time

import generate

SQLITE_WORK = 400_000  # instances times events that SQLite is given at once


class NotRun(Exception):
    pass


def run_json(*command):
    done = subprocess.run([str(c) for c in command], stdout=subprocess.PIPE, stderr=subprocess.PIPE)
    if done.returncode:
        raise NotRun(done.stderr.decode(errors="replace").strip()[-300:] or f"status {done.returncode}")
    return json.loads(done.stdout)


def rate(part):
    return part["events"] / part["seconds"] if part["seconds"] else 0.0


def shown(value):
    return "" if value is None else f"{value:,.0f}"


def times(ours, theirs):
    return "" if not theirs else f"{ours / theirs:.1f}"


def instances_of(size, seed):
    """Those of the project, as generate.py makes them."""
    maker = generate.Maker(seed)
    return [generate.make_instance(maker, n) for n in range(size)]


# ---- Hyperscan ----

def literal_of(operator, value):
    """What must be in the field's text, or None."""
    if operator in ("==", "contains", "startswith", "endswith"):
        return value
    if operator == "like":
        return max(re.split(r"[*?]", value), key=len)
    return None


def write_literals(instances, path):
    literals = {}
    for instance in instances:
        for field, operator, values, _ in instance["criteria"]:
            for value in values:
                literal = literal_of(operator, value)
                if literal:
                    literals[field, literal.lower()] = None
    with open(path, "w", encoding="ascii") as out:
        out.writelines(f"{field}\t{literal.encode().hex()}\n" for field, literal in literals)


def hyperscan(options, instances, events):
    if not options.hyperscan or not os.path.exists(options.hyperscan):
        raise NotRun("libhyperscan-dev or libvectorscan-dev is not installed")
    if len(instances) > options.hyperscan_most:
        raise NotRun(f"more than --hyperscan-most {options.hyperscan_most:,} instances")
    path = options.work / "literals"
    write_literals(instances, path)
    return run_json(options.hyperscan, "--seconds", options.seconds, path, events)


# ---- SQLite ----

def quoted(text):
    return "'" + text.replace("'", "''") + "'"


def like(text):
    return re.sub(r"([\\%_])", r"\\\1", text)


LIKES = {"==": "{}", "contains": "%{}%", "startswith": "{}%", "endswith": "%{}"}


def sql_term(field, operator, value):
    if operator in LIKES:
        return f"{field} LIKE {quoted(LIKES[operator].format(like(value)))} ESCAPE '\\'"
    if operator == "like":
        return f"{field} LIKE {quoted(like(value).replace('*', '%').replace('?', '_'))} ESCAPE '\\'"
    return f"{field} = {value}" if operator == "number" else f"{field} REGEXP {quoted(value)}"


def sql_query(instance):
    criteria = ["coalesce((" + " OR ".join(sql_term(f'"{field}"', operator, value) for value in values) + "), 0)" for field, operator, values, _ in instance["criteria"]]
    if instance["excluded"]:
        criteria[-1] = "NOT " + criteria[-1]
    return "SELECT count(*) FROM events WHERE " + " AND ".join(criteria)


def sqlite(options, instances, events):
    """One table of the events and a WHERE an instance, the way Sigma's backend for SQLite writes it: LIKE, and REGEXP by a function of the host."""
    if len(instances) > options.sqlite_most:
        raise NotRun(f"more than --sqlite-most {options.sqlite_most:,} instances")
    count = max(20, min(20000, SQLITE_WORK // len(instances)))
    rows = [json.loads(line) for line, _ in zip(open(events, encoding="utf-8"), range(count))]
    columns = sorted({key for row in rows for key in row} | {criterion[0] for instance in instances for criterion in instance["criteria"]})
    database = sqlite3.connect(":memory:")
    compiled = {}

    def regexp(pattern, text):
        if pattern not in compiled:
            compiled[pattern] = re.compile(pattern)
        return text is not None and compiled[pattern].search(text) is not None

    database.create_function("REGEXP", 2, regexp, deterministic=True)
    database.execute("CREATE TABLE events (" + ", ".join(f'"{c}"' for c in columns) + ")")
    database.executemany(f"INSERT INTO events VALUES ({', '.join('?' * len(columns))})", [[row.get(c) for c in columns] for row in rows])
    queries = [sql_query(i) for i in instances]
    start, done, matches = time.process_time(), 0, 0
    while True:
        matches = sum(database.execute(query).fetchone()[0] for query in queries)
        done += len(rows)
        took = time.process_time() - start
        if took >= options.seconds:
            return {"events": done, "seconds": took, "rows": len(rows), "matches": matches}


# ---- tables ----

def peer(name, function, *arguments):
    try:
        return function(*arguments)
    except NotRun as why:
        print(f"NOT RUN: {name}: {why}")
        return None


def curve(points):
    """Events a second against instances; both axes in steps of a factor."""
    top = max(value for _, value in points)
    print("\nevents a second of weir_match (each # is a factor of 1.26)\n")
    for size, value in points:
        steps = 0
        while value * 1.26 ** (steps + 1) <= top:
            steps += 1
        print(f"{size:>9,} | {'#' * max(1, 50 - steps)} {value:,.0f}")


def generated_all(options, bench):
    speed, load, points = [], [], []
    for size in options.engine_sizes:
        folder = bench.project(options, size)
        if not (folder / "out").exists():
            bench.measure(options, [options.weir, "compile", "--quiet", "-o", "out"], 1, folder)
        channel = bench.channel(options, size)
        events = bench.generated(options, f"events-{size}.jsonl", size, bench.SEED, "--events", options.events)
        got = run_json(options.match, "--seconds", options.seconds, "--most", options.engine_events, events, channel)
        instances = instances_of(size, bench.SEED)
        scan = peer(f"Hyperscan, {size:,} instances", hyperscan, options, instances, events)
        sql = peer(f"SQLite, {size:,} instances", sqlite, options, instances, events)
        ours, plain = rate(got["match"]), rate(got["plain"])
        points.append((size, ours))
        theirs, likes = (rate(scan) if scan else None), (rate(sql) if sql else None)
        speed.append([f"{size:,}", shown(ours), shown(rate(got["lines"])), f"{1e6 / ours:.2f} us", shown(plain), shown(theirs), shown(likes), times(ours, plain), times(ours, theirs), times(ours, likes)])
        few = options.work / "events.few"
        with open(events, "rb") as all_events, open(few, "wb") as out:
            out.writelines(line for line, _ in zip(all_events, range(2000 if size < 100_000 else 200)))
        peak = bench.measure(options, [options.weir, "scan", "--quiet", channel, few], 1)["peak"]
        load.append([f"{size:,}", bench.megabytes(got["bytes"]), f"{got['bytes'] / size:,.0f}", f"{got['verify'] * 1e3:.2f} ms", f"{(got['verify'] - got['digest']) * 1e3:.2f} ms",
                     bench.megabytes(peak), f"{scan['bytes'] / size:,.0f}" if scan else "", f"{scan['compile']:.2f} s" if scan else ""])
    bench.table("the interpreter: events a second on one core, generated instances; from JSON lines is reading, inputs and matching together",
                ["instances", "weir_match", "from JSON lines", "an event", "plain evaluator", "Hyperscan literals", "SQLite LIKE", "to plain", "to Hyperscan", "to SQLite"], speed)
    curve(points)
    known = dict(points)
    if 100 in known and 10000 in known:
        print(f"\nfrom 100 to 10,000 instances the cost of an event grows {known[100] / known[10000]:.2f} times")
    bench.table("loading: what the verifier takes, and memory", ["instances", "channel file", "bytes an instance", "verify", "without the digest", "peak of weir scan", "Hyperscan bytes an instance", "compile"], load)


def real_events(options):
    """All events, and those of process creation alone."""
    every, creation = options.work / "real.jsonl", options.work / "real-process-creation.jsonl"
    if not creation.exists():
        with lzma.open(options.data / "events" / "bench.jsonl.xz", "rb") as source, open(every, "wb") as out, open(options.work / "partial", "wb") as chosen:
            for line in source:
                out.write(line)
                event = json.loads(line)
                if event.get("EventID") == 1 and event.get("Channel") == "Microsoft-Windows-Sysmon/Operational":
                    chosen.write(line)
        (options.work / "partial").rename(creation)
    return [("all events", every), ("process creation", creation)]


def real_all(options, bench):
    folder = options.work / "sigma"
    subprocess.run(["rm", "-rf", folder], check=True)
    subprocess.run([options.weir, "import", "sigma", "--quiet", options.data / "sigma", "-o", folder], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    bench.measure(options, [options.weir, "compile", "--quiet", "-o", "out"], 1, folder)
    channels = sorted((folder / "out").glob("*.chn"))
    rows, got = [], None
    for name, events in real_events(options):
        got = run_json(options.match, "--seconds", options.seconds, events, *channels)
        ours, plain, read, lines = (rate(got[part]) for part in ("match", "plain", "read", "lines"))
        rows.append([name, f"{got['file_events']:,}", f"{got['matches']:,}" if got["match"]["events"] >= got["file_events"] else "", shown(ours), shown(plain), times(ours, plain), shown(read), f"{1e6 / read:.2f} us",
                     shown(lines)])
    bench.table(f"recorded events and {got['instances']:,} imported rules on one core: {got['bytes'] / got['instances']:,.0f} bytes a rule, verified in {got['verify'] * 1e3:.2f} ms, without the digests "
                f"{(got['verify'] - got['digest']) * 1e3:.2f} ms (reading: JSON lines to inputs, nothing matched)",
                ["events", "number", "matches", "weir_match", "plain evaluator", "to plain", "reading", "an event", "from JSON lines"], rows)


def interpreter_all(options, bench):
    if options.engine_sizes:
        generated_all(options, bench)
    if options.data:
        real_all(options, bench)
    else:
        print("\nNOT RUN: recorded events and imported rules: DATA=folder names none", file=sys.stdout)
