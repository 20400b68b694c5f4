"""A sensor manifest that supplies the newest version of Template Types: what such a sensor's build would print.

Reads the files of stdlib-templates/ and rules/ by their outward form alone, so that a comparison needs no built sensor.
"""
import json
import pathlib
import re
import sys

FIELD = re.compile(r"(?<!\S)(?P<ordinal>\d+)\s+(?P<name>\w+)\s*:\s*(?P<type>\w+)(?:\s*\{(?P<members>[^}]*)\})?|(?<!\S)reserved\s+(?P<reserved>\d+)")


def without_comments(source):
    return re.sub(r"//[^\n]*", "", source)


def read_members(kind, members):
    parts = [part.strip() for part in members.split(",") if part.strip()]
    if kind == "enum":
        return parts
    return {name.strip(): int(value.strip(), 0) for name, value in (part.split("=") for part in parts)}


def read_templates(path):
    """Entries of "supplies" for the Template Types of one .weir file."""
    source = without_comments(path.read_text(encoding="utf-8"))
    for found in re.finditer(r"\btemplate\s+(\w+)\s*\{(.*?)\n\}", source, re.S):
        name, body = found[1], found[2]
        first_field = re.search(r"\n\s*\d+\s+\w+\s*:", body).start()
        inputs = {}
        for field in FIELD.finditer(re.sub(r"'[^']*'", "''", body[first_field:])):
            if field["reserved"]:
                inputs[int(field["reserved"])] = {"name": "", "type": "reserved"}
                continue
            entry = {"name": field["name"], "type": field["type"]}
            if field["members"] is not None:
                entry["values"] = read_members(field["type"], field["members"])
            inputs[int(field["ordinal"])] = entry
        yield {"template": name, "version": int(re.search(r"\bversion\s+(\d+)", body)[1]), "inputs": [inputs[i] for i in sorted(inputs)]}


def make_manifest(paths, sensor="1.0.0", platform="windows"):
    supplies = [entry for path in paths for entry in read_templates(pathlib.Path(path))]
    return {"sensor": sensor, "platform": platform, "supplies": supplies}


if __name__ == "__main__":
    json.dump(make_manifest(sys.argv[1:]), sys.stdout, indent=1)
    print()
