#!/bin/sh
# run.sh FOLDER SECONDS TARGET...: fuzzes each target for so long, from the kept corpus. A finding is kept beside it and fails the run.
folder=$1 seconds=$2
shift 2
passed=0 failed=0
here=$(dirname "$0")
for target in "$@"; do
    work=$folder/corpus-$target
    mkdir -p "$work" "$here/corpus/$target"
    dictionary=
    [ ! -f "$here/$target.dict" ] || dictionary="-dict=$here/$target.dict"
    if "$folder/$target" -max_total_time="$seconds" -timeout=10 -rss_limit_mb=3000 -artifact_prefix="$folder/$target-" -print_final_stats=1 $dictionary \
        "$work" "$here/corpus/$target" >"$folder/$target.log" 2>&1; then
        echo "$target: $(sed -n 's/^stat::number_of_executed_units: *//p' "$folder/$target.log") inputs in $seconds s, no finding"
        passed=$((passed + 1))
    else
        echo "FAILED: $target"
        tail -n 40 "$folder/$target.log"
        failed=$((failed + 1))
    fi
done
echo "$passed passed, $failed failed"
[ "$failed" = 0 ]
