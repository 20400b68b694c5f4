#!/bin/sh
# unicode.sh [FOLDER]: makes the tables of Unicode again and compares them with the committed ones, where the database in FOLDER
# (package unicode-data) has the version that they were made from.
folder=${1:-/usr/share/unicode}
tool="${PYTHON:-python3} tools/unicode_tables.py"
if [ ! -f "$folder/CaseFolding.txt" ]; then
    echo "0 passed, 0 failed: no Unicode database in $folder"
    exit 0
fi
installed=$($tool "$folder" --version) || exit 1
passed=0 failed=0
for pair in fold:interpreter/fold.def unicode:compiler/pattern/unicode.def; do
    table=${pair#*:}
    made_from=$(sed -n '1s/^[^0-9]*\([0-9.]*\):.*/\1/p' "$table")
    if [ "$made_from" != "$installed" ]; then
        echo "$table is of Unicode $made_from, $folder of $installed: not compared"
    elif $tool "$folder" "${pair%%:*}" | cmp - "$table"; then
        passed=$((passed + 1))
    else
        echo "FAILED: $table differs from what tools/unicode_tables.py makes"
        failed=$((failed + 1))
    fi
done
echo "$passed passed, $failed failed"
[ "$failed" = 0 ]
