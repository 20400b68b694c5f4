#!/bin/sh
# Runs the layers given as make targets, each to its end, and closes with one line that counts them.
passed=0 failed=0 names=
for layer in "$@"; do
    printf '\n== %s\n' "$layer"
    if ${MAKE:-make} --no-print-directory "$layer"; then
        passed=$((passed + 1))
    else
        failed=$((failed + 1)) names="$names $layer"
    fi
done
printf '\n'
[ "$failed" = 0 ] || printf 'layers that failed:%s\n' "$names"
printf 'layers: %d passed, %d failed\n' "$passed" "$failed"
[ "$failed" = 0 ]
