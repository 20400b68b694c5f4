#!/usr/bin/env python3
"""The SQL of `weir export sql` in the databases themselves: each query's rows must be the events that `weir scan` matches.

In:  --weir; --engine NAME (repeatable) for some of duckdb, sqlite and spark. Two projects: examples/starter with its recorded events, and
     tests/export/everything with every type and operator and events made here, of which many are there to be taken for something else.
Out: a line for each failure and for each engine that is not installed, and "N passed, N failed, N not run".

What is compared: for each instance and event the verdict; exactly, with --case exact. With --case lower for all events, and where the two differ
the event must have one of the letters that docs/export.md names. For DuckDB the rows are made by the INSERT of --schema; for the others by rows_of
below, which is written after docs/scan.md; where both are there, they are compared too.
"""
import argparse
import ipaddress
import itertools
import json
import os
import re
import shutil
import subprocess
import sys
import tempfile

HERE = os.path.dirname(os.path.abspath(__file__))
STARTER = os.path.join(HERE, "..", "..", "examples", "starter")
EVERYTHING = os.path.join(HERE, "everything")
ENGINES = ("duckdb", "sqlite", "spark")
# Letters whose lower case is not what they fold to, or that have a lower case but fold to themselves: docs/export.md, chapter "Case".
LOWER_DIFFERS = set("µſςϐϑϕϖϰϱϵẛιͅİᲀᲁᲂᲃᲄᲅᲆᲇᲈ")


def fold(text):
    """Unicode simple case folding; what the user's own function for SQLite has to be."""
    def one(c):
        folded = c.casefold()
        if len(folded) == 1:
            return folded
        return c.lower() if len(c.lower()) == 1 else c
    return "".join(map(one, text))


def regexp(pattern, text):
    """RE2's meaning for the expressions of the two projects, in Python's words."""
    if pattern is None or text is None:
        return None
    pattern = re.sub(r"(?<!\\)\$$", r"(?!\\n)\\Z" if "(?m)" not in pattern else "(?=\\\\n|\\\\Z)", pattern)
    flags = re.ASCII if "\\b" in pattern or "\\s" in pattern and "(?i)" not in pattern else 0
    return re.search(pattern, text, flags) is not None


# ---- events ----

TEXTS = ["", "a", "A", "\\", "\\\\", "'", "it's 100% a_b\\c \"d\" `e` ${f} !g; --", "IT'S 100% A_B\\C \"D\" `E` ${F} !G; --", "it''s", "straße", "STRASSE", "strasse", "STRAẞE",
         "ΣΊΣΥΦΟΣ", "σίσυφος", "σίσυφοσ", "kelvin", "Kelvin", "\u212aelvin", "\u212aELVIN", "İstanbul", "istanbul", "i\u0307stanbul", "µ", "μ", "Μ", "%a_", "%A_x", "xa_", "%ab",
         "\\\\server\\share", "\\server", "ſt", "ST", "st", "ﬆ", "é", "É", "e\u0301", "C:\\", "c:\\", "C:\\Temp\\a_b", "c:\\temp\\a_b", "C:\\Temp\\axb", "C:\\x.exe", "c:\\X.EXE", "ß",
         "SS", "100%", "x100%y", "100x", "*x", "x*", "?", "what?!", "\\\\a\\[x]b", "[a]", "a", "\\n", "\n", "a\nb", "a\nb\n", "b", "b\n", "axb", "aéb", "a\u2028b", "x y", "x\ty", "xy",
         "x\u00a0y", "\\07", "\\07\n", "\\7", "ée", "x é y", "éa", "ſxς", "SxΣ", "sxσ", "AbC\\", "bA", "needle", "Needle", "NEEDLE", "hay needle hay", "𐐀", "𐐨", "x𐐨", "ꭰ", "Ꭰ", "n7_", "N1500_", "n1501_",
         "x n42_", "\U0001F600", "\U0001F600a", "null", "NULL", "true", "1", "0x10", "a;b", "a--b", "/*", "*/", "${hivevar:x}", "$", "${", "\\u0041", "\\'", "''", "\"", "`", "%", "_", "!", "!%", "!!"]
ADDRESSES = ["192.0.2.1", "::1", "::", "2001:db8::1", "2001:DB8:0:0:0:0:0:1", "2001:0db8::0001", "10.0.0.1", "10.255.255.255", "11.0.0.1", "9.255.255.255", "172.15.255.255", "172.16.0.0", "172.31.255.255",
             "172.32.0.0", "172.160.0.1", "203.0.113.127", "203.0.113.128", "203.0.113.255", "203.0.112.200", "fe80::1", "fe80:0:0:0:1:2:3:4", "febf::", "fec0::", "fe7f::1", "feb0::1%eth0",
             "2001:db8:0:ff00::", "2001:db8:0:ffff:1::", "2001:db8:0:feff::", "::ffff:10.1.2.3", "10.1.2.3", "127.255.255.255", "128.0.0.0", "::2", "0.0.0.0", "255.255.255.255", "10.1", "x", "1.2.3.4.5", "fe8::1", "ac10::1"]
NUMBERS = [0, 1, 4, 5, 6, 9, 10, 20, 21, 999, 1000, 2000, 2001, 4294967294, 4294967295, 4294967296, -1, "7", "0x10", "0xffffffff", "x", "", True, 1.5, None]
LARGE = [0, 99, 100, 101, 9223372036854775807, 9223372036854775808, 18446744073709551615, 18446744073709551616, "0xFFFFFFFFFFFFFFFF"]
SIGNED = [0, 7, 8, -4, -5, -6, -9223372036854775808, 9223372036854775807, 9223372036854775808, "-0x5", "-5"]
GUIDS = ["{0197231E-9BE6-6934-5301-000000000B00}", "0197231e-9be6-6934-5301-000000000b00", "{0197231E-9BE6-6934-5301-000000000B01}", "{0197231E}", ""]
KINDS = ["Alpha", "beta", "GAMMA", "Delta", 0, 1, 2, 3, "2", None, ""]
BITS = [0, 1, 2, 3, 4, 9223372036854775808, 9223372036854775809, "READ", "read|WRITE", "HIGH, READ", "HIGH", "NOPE", "0x3", 18446744073709551615]


def made_events():
    yield {"EventID": 9300}
    yield {"EventID": "9300", "Text": "as text"}
    yield {"EventID": 9301, "Text": "another type"}
    for text in TEXTS:
        yield {"EventID": 9300, "Text": text}
        yield {"EventID": 9300, "Exact": text, "Small": 7, "Select": "From"}
        yield {"EventID": 9300, "Other": text, "Digest": text}
        yield {"EventID": 9300, "process.executable": text, "Order": 3}
        yield {"EventID": 9300, "Text": text, "process": {"executable": text.upper()}, "Yes": True, "Small": 6}
        yield {"EventID": 9300, "Text": text + text, "Other": fold(text), "Select": text}
        yield {"EventID": 9300, "Text": "x" + text, "Other": text.lower(), "Yes": "false"}
    for a, b in itertools.product(TEXTS[::5], TEXTS[::7]):
        yield {"EventID": 9300, "Text": a + b, "Other": b, "Small": len(a)}
    for value in NUMBERS:
        yield {"EventID": 9300, "Small": value, "Order": 9, "Text": "b"}
        yield {"EventID": 9300, "Order": value, "Small": 9, "Yes": value}
        yield {"EventID": 9300, "Text": value, "Other": value}
    for value in LARGE:
        yield {"EventID": 9300, "Large": value}
    for value in SIGNED:
        yield {"EventID": 9300, "Signed": value}
    for value in ADDRESSES:
        yield {"EventID": 9300, "Address": value}
        yield {"EventID": 9300, "Address": value, "Peer": "10.1.2.3"}
        yield {"EventID": 9300, "Address": value, "Peer": "2001:db8::1"}
    for key, values in (("Guid", GUIDS), ("Kind", KINDS), ("Bits", BITS)):
        for value in values:
            yield {"EventID": 9300, key: value}


# ---- an event as a row, after docs/scan.md ----

def number_of(value, least, most):
    if isinstance(value, bool):
        value = int(value)
    if isinstance(value, str) and re.fullmatch(r"-?\d+|-?0[xX][0-9a-fA-F]+", value):
        value = int(value, 16 if "x" in value.lower() else 10)
    return value if isinstance(value, int) and least <= value <= most else None


def address_of(value):
    if not isinstance(value, str):
        return None
    try:
        address = ipaddress.ip_address(value.split("%")[0] if ":" in value else value)
    except ValueError:
        return None
    if address.version == 4:
        return str(address)
    if address.ipv4_mapped:
        return str(address.ipv4_mapped)
    return ":".join("%x" % int(group, 16) for group in address.exploded.split(":"))


def column_of(parameter, value):
    kind = parameter["type"]
    if value is None or isinstance(value, (list, dict)):
        return None
    if kind in ("string", "path", "hash"):
        return value if isinstance(value, str) else json.dumps(value)
    if kind == "guid":
        found = re.fullmatch(r"\{?([0-9A-Fa-f]{8}(-[0-9A-Fa-f]{4}){3}-[0-9A-Fa-f]{12})\}?", value) if isinstance(value, str) else None
        return "{" + found[1].upper() + "}" if found else None
    if kind == "ip":
        return address_of(value)
    members = parameter.get("members", {})
    names = {fold(name): name for name in members}
    if kind == "enum":
        if isinstance(value, str) and fold(value) in names:
            return names[fold(value)]
        number = number_of(value, 0, 2 ** 64 - 1)
        return next((name for name, n in members.items() if n == number), None) if not isinstance(value, bool) else None
    if kind == "bool":
        if isinstance(value, str) and value.lower() in ("true", "false"):
            return value.lower() == "true"
        number = number_of(value, 0, 1)
        return None if number is None else bool(number)
    if kind == "flags" and isinstance(value, str) and number_of(value, 0, 2 ** 64 - 1) is None:
        parts = [members.get(names.get(fold(p.strip(" \t")), "")) for p in re.split(r"[|,]", value)]
        return None if None in parts else sum(set(parts))
    ends = {"u32": (0, 2 ** 32 - 1), "i64": (-2 ** 63, 2 ** 63 - 1)}
    return number_of(value, *ends.get(kind, (0, 2 ** 64 - 1)))


def look(event, path):
    if event.get(path) is not None:
        return event[path]
    for part in path.split("."):
        event = event.get(part) if isinstance(event, dict) else None
    return event


def rows_of(template, events):
    for number, event in events:
        def recorded(rule):
            value = look(event, rule["key"])
            return value is not None and str(value) in [str(v) for v in rule["values"]]
        if template["recorded"] and all(recorded(rule) for rule in template["recorded"]):
            row = []
            for parameter in template["parameters"]:
                if not parameter["name"]:
                    continue
                paths = [parameter["name"]] + [alias["path"] for alias in parameter.get("aliases", [])]
                row.append(column_of(parameter, next((v for v in (look(event, p) for p in paths) if v is not None), None)))
            yield [number] + row


# ---- weir ----

class Project:
    def __init__(self, weir, source, folder, events):
        self.weir, self.folder = weir, folder
        shutil.copytree(source, folder)
        with open(os.path.join(folder, "events.jsonl"), "w", encoding="utf-8") as out:
            out.writelines(json.dumps(e, ensure_ascii=i % 2 == 0) + "\n" for i, e in enumerate(events))
        self.events = list(enumerate(events, 1))
        self.run("compile", "-o", "out", "--quiet")
        files = sorted(n for n in os.listdir(os.path.join(folder, "out")) if n.endswith(".chn"))
        described = [json.loads(line) for line in self.run("inspect", "--json", *["out/" + f for f in files]).splitlines()]
        self.templates, self.version_of = {}, {}
        for file in described: # by channel, then version: the newest is last
            self.templates[file["template"]["name"]] = normal_template(file["template"])
            for instance in file["instances"]:
                self.version_of[instance["id"]] = file["template_version"]
        self.wanted = {}
        for line in self.run("scan", *["out/" + f for f in files], "events.jsonl", "--quiet").splitlines():
            match = json.loads(line)
            if match["version"] == self.version_of[match["id"]]:
                self.wanted.setdefault(match["id"], set()).add(match["event"])

    def run(self, *arguments):
        done = subprocess.run([self.weir, *arguments], cwd=self.folder, capture_output=True, text=True, encoding="utf-8")
        if done.returncode not in (0, 1):
            sys.exit(f"weir {' '.join(arguments)}: status {done.returncode}\n{done.stderr}")
        return done.stdout

    def queries(self, dialect, case):
        text = self.run("export", "sql", "--dialect", dialect, "--case", case, "--quiet")
        parts = re.split(r"^(?=-- \d+ \w+: )", text, flags=re.M)
        return {int(re.match(r"-- (\d+)", p)[1]): p.strip().removesuffix(";") for p in parts if p.strip()}


def normal_template(template):
    parameters = []
    for p in template["parameters"]:
        members = p.get("members") or {}
        if isinstance(members, list):
            members = {m["name"]: m["value"] for m in members}
        parameters.append(dict(p, members=members))
    return dict(template, parameters=parameters)


# ---- engines ----

class DuckDb:
    name = "duckdb"

    def __init__(self):
        import duckdb
        self.version = duckdb.__version__
        self.db = duckdb.connect()

    def load(self, project, case, dialect_schema):
        for _, schema, table in self.db.execute("SELECT database_name, schema_name, table_name FROM duckdb_tables()").fetchall():
            self.db.execute(f'DROP TABLE {schema}."{table}"')
        self.db.execute("CREATE TABLE weir_events (weir_event BIGINT, json JSON)")
        self.db.execute("INSERT INTO weir_events SELECT unnest(?::BIGINT[]), unnest(?::VARCHAR[])", [[n for n, _ in project.events], [json.dumps(e) for _, e in project.events]])
        text = re.sub(r'(CREATE TABLE IF NOT EXISTS "\w+" \()', r"\1 weir_event BIGINT,", dialect_schema)
        self.db.execute(re.sub(r'(INSERT INTO "\w+" SELECT)', r"\1 weir_event,", text))
        return self.compare_rows(project)

    def compare_rows(self, project):
        for name, template in project.templates.items():
            try:
                got = [list(r) for r in self.db.execute(f'SELECT * FROM "{name}" ORDER BY weir_event').fetchall()]
            except Exception:
                continue # no instance uses it
            for mine, theirs in itertools.zip_longest(rows_of(template, project.events), got):
                if mine is None or theirs is None or mine != theirs[:len(mine)]: # columns of later versions stand behind
                    yield f"{name}: the row of DuckDB is {theirs}, that of docs/scan.md {mine}"

    def ask(self, query):
        return [r[0] for r in self.db.execute(f"SELECT weir_event FROM ({query})").fetchall()]


    def fold(self, texts):
        return [r[0] for r in self.db.execute("SELECT weir_fold(t) FROM (SELECT unnest(?::VARCHAR[]) AS t, unnest(?::INTEGER[]) AS i) ORDER BY i", [texts, list(range(len(texts)))]).fetchall()]


class Sqlite:
    name = "sqlite"

    def __init__(self):
        import sqlite3
        self.sqlite3, self.version = sqlite3, sqlite3.sqlite_version

    def load(self, project, case, schema):
        self.db = self.sqlite3.connect(":memory:")
        self.db.create_function("regexp", 2, regexp, deterministic=True)
        self.db.create_function("weir_fold", 1, lambda t: None if t is None else fold(t), deterministic=True)
        self.db.executescript(re.sub(r'(CREATE TABLE IF NOT EXISTS "\w+" \()', r"\1 weir_event INTEGER,", schema))
        for name, template in project.templates.items():
            kinds = [None] + [p["type"] for p in template["parameters"] if p["name"]]
            if not self.db.execute("SELECT 1 FROM sqlite_master WHERE name = ?", [name]).fetchone():
                continue
            for row in rows_of(template, project.events):
                for i, kind in enumerate(kinds):
                    if kind == "flags" and row[i] is not None and row[i] >= 2 ** 63:
                        row[i] -= 2 ** 64
                    if kind == "u64" and row[i] is not None and row[i] >= 2 ** 63:
                        row[i] = None # SQLite has no such integer: docs/export.md
                columns = ", ".join('"%s"' % n for n in ["weir_event"] + [p["name"] for p in template["parameters"] if p["name"]])
                self.db.execute(f'INSERT INTO "{name}" ({columns}) VALUES ({", ".join("?" * len(row))})', row)
        return []

    def ask(self, query):
        return [r[0] for r in self.db.execute(f"SELECT weir_event FROM ({query})").fetchall()]


class Spark:
    name = "spark"

    def __init__(self):
        import pyspark
        from pyspark.sql import SparkSession
        self.version = pyspark.__version__
        if shutil.which("java") is None:
            raise ImportError("there is no Java")
        self.spark = (SparkSession.builder.master("local[2]").config("spark.ui.enabled", "false").config("spark.sql.shuffle.partitions", "1")
                      .config("spark.driver.bindAddress", "127.0.0.1").config("spark.driver.host", "127.0.0.1").config("spark.log.level", "OFF").getOrCreate())
        self.spark.sparkContext.setLogLevel("OFF")

    def load(self, project, case, schema):
        from decimal import Decimal
        if case == "exact":
            if "RETURNS STRING RETURN" in schema and int(self.version.split(".")[0]) >= 4:
                self.spark.sql(re.search(r"^CREATE OR REPLACE TEMPORARY FUNCTION.*?\) END;$", schema, re.M | re.S)[0].rstrip(";"))
            else:
                self.spark.udf.register("weir_fold", lambda t: None if t is None else fold(t))
        for found in re.finditer(r"CREATE TABLE IF NOT EXISTS `(\w+)` \((.*?)\n\);", schema, re.S):
            template = project.templates[found[1]]
            kinds = [None] + [p["type"] for p in template["parameters"] if p["name"]]
            rows = []
            for row in rows_of(template, project.events):
                for i, kind in enumerate(kinds):
                    if kind == "u64" and row[i] is not None:
                        row[i] = Decimal(row[i])
                    if kind == "flags" and row[i] is not None and row[i] >= 2 ** 63:
                        row[i] -= 2 ** 64
                rows.append(row + [None] * (found[2].count("`") // 2 + 1 - len(row)))
            self.spark.createDataFrame(rows, "`weir_event` BIGINT," + found[2]).repartition(1).cache().createOrReplaceTempView(found[1])
        return []

    def ask(self, query):
        return [r[0] for r in self.spark.sql(f"SELECT weir_event FROM ({query})").collect()]


    def fold(self, texts):
        self.spark.createDataFrame([(i, t) for i, t in enumerate(texts)], "i INT, t STRING").createOrReplaceTempView("weir_texts")
        return [r[0] for r in self.spark.sql("SELECT weir_fold(t) FROM weir_texts ORDER BY i").collect()]


# ---- comparing ----

def sweep(engine, failures):
    """weir_fold of every character."""
    if not hasattr(engine, "fold"):
        return
    characters = "".join(chr(c) for c in range(1, 0x110000) if not 0xd800 <= c < 0xe000)
    texts = [characters[i:i + 1000] for i in range(0, len(characters), 1000)]
    wrong = [(t, got) for t, got in zip(texts, engine.fold(texts)) if got != fold(t)]
    for text, got in wrong[:5]:
        pairs = [(c, g) for c, g in zip(text, got) if fold(c) != g]
        failures.append(f"{engine.name}: weir_fold of these characters is wrong: {pairs[:10]}")


def texts_in(value):
    if isinstance(value, dict):
        return "".join(map(texts_in, value.values()))
    return value if isinstance(value, str) else ""


def may_differ(engine, text):
    if engine == "sqlite":
        return not text.isascii()
    return bool(LOWER_DIFFERS & set(text)) or engine == "spark" and "Σ" in text # Java writes one at the end of a word as ς


def compare(engine, project, case, failures):
    passed = 0
    events = dict(project.events)
    schema = project.run("export", "sql", "--dialect", engine.name, "--case", case, "--schema", "--quiet")
    failures += [f"{engine.name}: {line}" for line in itertools.islice(engine.load(project, case, schema), 5)]
    queries = project.queries(engine.name, case)
    not_said = sorted(set(project.version_of) - set(queries))
    for number, query in queries.items():
        try:
            got = set(engine.ask(query))
        except Exception as error:
            failures.append(f"{engine.name}: {number}: {str(error)[:600]}\n{query[:2000]}")
            continue
        wrong = got ^ project.wanted.get(number, set())
        if engine.name == "sqlite":
            wrong = {e for e in wrong if number_of(events[e].get("Large"), 2 ** 63, 2 ** 64 - 1) is None}
        if case == "lower":
            wrong = {e for e in wrong if not may_differ(engine.name, texts_in(events[e]) + query)}
        if wrong:
            shown = "".join(f"\n    {'not found' if e not in got else 'found'}: event {e}: {json.dumps(events[e], ensure_ascii=False)}" for e in sorted(wrong)[:4])
            failures.append(f"{engine.name}, --case {case}: {len(wrong)} events are wrong{shown}\n{query[:1500]}")
        else:
            passed += 1
    return passed, not_said


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--weir", required=True)
    parser.add_argument("--engine", action="append", choices=ENGINES)
    options = parser.parse_args()
    weir = os.path.abspath(options.weir)
    passed, failures, not_run = 0, [], 0
    with tempfile.TemporaryDirectory() as folder:
        with open(os.path.join(STARTER, "events", "sample.jsonl"), encoding="utf-8") as file:
            starter = Project(weir, STARTER, os.path.join(folder, "starter"), [json.loads(line) for line in file])
        everything = Project(weir, EVERYTHING, os.path.join(folder, "everything"), list(made_events()))
        for name, kind in (("duckdb", DuckDb), ("sqlite", Sqlite), ("spark", Spark)):
            if options.engine and name not in options.engine:
                continue
            try:
                engine = kind()
            except ImportError as error:
                print(f"NOT RUN: {name} is not here ({error}): install its Python package to compare with it")
                not_run += 1
                continue
            for project, case in ((starter, "exact"), (everything, "exact"), (starter, "lower"), (everything, "lower")):
                good, not_said = compare(engine, project, case, failures)
                if project is starter and case == "exact":
                    sweep(engine, failures)
                passed += good
                print(f"{name} {engine.version}, --case {case}: {good} queries agree on {len(project.events)} events"
                      + (f"; not said in this dialect: {', '.join(map(str, not_said))}" if not_said else ""))
    for failure in failures:
        print("FAILED:", failure)
    print(f"{passed} passed, {len(failures)} failed, {not_run} engines not run")
    return 1 if failures or not passed else 0


if __name__ == "__main__":
    sys.exit(main())
