#!/bin/sh
# Runs test programs; each prints what failed and exits with 1. Closes with one line that counts them.
passed=0 failed=0
for program in "$@"; do
    if "$program"; then passed=$((passed + 1)); else failed=$((failed + 1)); echo "FAILED: $program"; fi
done
echo "$passed passed, $failed failed"
[ "$failed" = 0 ]
