#!/usr/bin/env python3
"""Makes the two Unicode tables of the project, which are committed as data.

In:   the folder of the Unicode Character Database (package unicode-data), and which table: fold or unicode.
Out:  interpreter/fold.def (fold) or compiler/pattern/unicode.def (unicode) on the standard output.
Must hold: the same database gives the same bytes; `--version` prints the database's version and nothing else, so that a
      test can compare the committed tables with new ones where the installed version is the one that they were made from.
"""
import os
import re
import sys

LAST_CODE_POINT = 0x10FFFF


def lines_of(folder, name):
    with open(os.path.join(folder, name), encoding="utf-8") as lines:
        for line in lines:
            fields = [field.strip() for field in line.split("#")[0].split(";")]
            if fields != [""]:
                yield fields


def database_version(folder):
    with open(os.path.join(folder, "CaseFolding.txt"), encoding="utf-8") as lines:
        return re.fullmatch(r"# CaseFolding-(\d+\.\d+\.\d+)\.txt\n", lines.readline()).group(1)


# ---- simple case folding ----

def read_folding(folder):
    """Code point to what it folds to: status C and S."""
    return {int(code, 16): int(to, 16) for code, status, to, _ in lines_of(folder, "CaseFolding.txt") if status in "CS"}


def fold_rows(folding):
    """Ascending, disjoint (first, last, stride, delta): first, first + stride, ... last each fold to themselves + delta."""
    rows = []
    code = 0
    while code <= LAST_CODE_POINT:
        if code not in folding:
            code += 1
            continue
        delta = folding[code] - code

        def follows(at, stride):
            between = any(other in folding for other in range(at + 1, at + stride))
            return not between and folding.get(at + stride, -1) - (at + stride) == delta

        stride = 2 if not follows(code, 1) and follows(code, 2) else 1
        last = code
        while follows(last, stride):
            last += stride
        rows.append((code, last, stride, delta))
        code = last + 1
    return rows


def print_packed(cells, behind="", width=118):
    """As many of them a line as there is room for; `behind` each line but the last."""
    line = ""
    for cell in cells:
        if line and len(line) + 1 + len(cell) > width:
            print(line + behind)
            line = ""
        line = line + " " + cell if line else cell
    if line:
        print(line)


def print_fold(folder):
    print(f"/* Unicode {database_version(folder)}: simple case folding (CaseFolding.txt, status C and S). Made by tools/unicode_tables.py.")
    print(" * ROW(first, last, stride, delta): first, first + stride, ... last fold to themselves + delta; ascending, disjoint. A macro, because what is proved")
    print(" * is of the same rows, and no #include can stand in an annotation. */")
    print("#define WEIR_FOLDS(ROW) \\")
    print_packed((f"ROW(0x{first:04X}, 0x{last:04X}, {stride}, {delta})" for first, last, stride, delta in fold_rows(read_folding(folder))), behind=" \\")


# ---- general categories and scripts ----

def category_of_each(folder):
    """The general category of every code point; None where nothing is assigned (RE2 has no group Cn either)."""
    categories = [None] * (LAST_CODE_POINT + 1)
    range_first = None
    for fields in lines_of(folder, "UnicodeData.txt"):
        code, name, category = int(fields[0], 16), fields[1], fields[2]
        if name.endswith(", First>"):
            range_first = code
            continue
        first = code if range_first is None else range_first
        categories[first:code + 1] = [category] * (code + 1 - first)
        range_first = None
    return categories


def script_of_each(folder):
    scripts = [None] * (LAST_CODE_POINT + 1)
    for codes, script in lines_of(folder, "Scripts.txt"):
        ends = [int(code, 16) for code in codes.split("..")]
        scripts[ends[0]:ends[-1] + 1] = [script] * (ends[-1] + 1 - ends[0])
    return scripts


def runs_of(value_of_each):
    """(first, value) of each run of one value; a long run of Lu and Ll in turn is one run of the value Cased."""
    runs = []
    code = 0
    while code <= LAST_CODE_POINT:
        value = value_of_each[code]
        last = code
        while last < LAST_CODE_POINT and value_of_each[last + 1] == value:
            last += 1
        turns = code
        while turns < LAST_CODE_POINT and {value_of_each[turns], value_of_each[turns + 1]} == {"Lu", "Ll"}:
            turns += 1
        if value == "Lu" and turns > code + 2:
            value, last = "Cased", turns
        runs.append((code, value or "None"))
        code = last + 1
    return runs


def print_unicode(folder):
    categories, scripts = category_of_each(folder), script_of_each(folder)
    print(f"/* Unicode {database_version(folder)}: general categories and scripts. Made by tools/unicode_tables.py.")
    print(" * The names first, in byte order; then runs of code points, each up to where the next one begins.")
    print(" * None: nothing assigned. Cased: Lu and Ll in turn, starting with Lu. The includer defines those it wants. */")
    macros = ["CATEGORY(name)", "SCRIPT(name)", "C(first, name)", "S(first, name)"]
    for macro in macros:
        print(f"#ifndef {macro.split('(')[0]}\n#define {macro}\n#endif")
    print_packed(f"CATEGORY({name})" for name in sorted(set(categories) - {None}))
    print_packed(f"SCRIPT({name})" for name in sorted(set(scripts) - {None}))
    print_packed(f"C(0x{first:X}, {name})" for first, name in runs_of(categories))
    print_packed(f"S(0x{first:X}, {name})" for first, name in runs_of(scripts))
    for macro in macros:
        print(f"#undef {macro.split('(')[0]}")


def main(arguments):
    makers = {"fold": print_fold, "unicode": print_unicode, "--version": lambda folder: print(database_version(folder))}
    if len(arguments) != 3 or arguments[2] not in makers:
        sys.exit("usage: unicode_tables.py FOLDER fold|unicode|--version")
    makers[arguments[2]](arguments[1])


if __name__ == "__main__":
    main(sys.argv)
