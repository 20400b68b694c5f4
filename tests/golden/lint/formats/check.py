"""What SARIF 2.1.0 asks of a log, as far as one of ours has it: read from standard input."""
import json
import sys

log = json.load(sys.stdin)
assert log["version"] == "2.1.0" and len(log["runs"]) == 1
run = log["runs"][0]
rules = run["tool"]["driver"]["rules"]
assert run["tool"]["driver"]["name"] and run["columnKind"] in ("utf16CodeUnits", "unicodeCodePoints")
assert len({r["id"] for r in rules}) == len(rules)


def region(r):
    assert (r["startLine"], r["startColumn"]) <= (r["endLine"], r["endColumn"]) and r["startColumn"] >= 1


def physical(p):
    assert not set(p["artifactLocation"]["uri"]) & set(" ,\\"), p
    region(p["region"])


prints = set()
for result in run["results"]:
    assert rules[result["ruleIndex"]]["id"] == result["ruleId"] and result["level"] in ("none", "note", "warning", "error")
    assert result["message"]["text"]
    for place in result.get("locations", []) + result.get("relatedLocations", []):
        physical(place["physicalLocation"])
    for fix in result.get("fixes", []):
        for change in fix["artifactChanges"]:
            assert change["artifactLocation"]["uri"] and change["replacements"]
            for replacement in change["replacements"]:
                region(replacement["deletedRegion"])
                assert "text" in replacement["insertedContent"]
    prints.add(result["partialFingerprints"]["weir/v1"])
assert len(prints) == len(run["results"]) > 4
assert any("fixes" in r for r in run["results"]) and any("relatedLocations" in r for r in run["results"])
print(len(run["results"]), "results of", len(rules), "rules")
