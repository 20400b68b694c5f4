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


def print_packed(cells, width=118):
    line = ""
    for cell in cells:
        if line and len(line) + 1 + len(cell) > width:
            print(line)
            line = ""
        line = line + " " + cell if line else cell
    if line:
        print(line)


def print_fold(folder):
    print(f"/* Unicode {database_version(folder)}: simple case folding (CaseFolding.txt, status C and S). Made by tools/unicode_tables.py.")
    print(" * FOLD(first, last, stride, delta): first, first + stride, ... last fold to themselves + delta; ascending, disjoint. */")
    print_packed(f"FOLD(0x{first:04X}, 0x{last:04X}, {stride}, {delta})" for first, last, stride, delta in fold_rows(read_folding(folder)))


def main(arguments):
    makers = {"fold": print_fold, "--version": lambda folder: print(database_version(folder))}
    if len(arguments) != 3 or arguments[2] not in makers:
        sys.exit("usage: unicode_tables.py FOLDER fold|unicode|--version")
    makers[arguments[2]](arguments[1])


if __name__ == "__main__":
    main(sys.argv)
