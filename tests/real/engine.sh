#!/bin/sh
# engine.sh WEIR ENGINE FOLDER [DATA]: all rules of DATA/sigma over DATA/events/sysmon.jsonl.xz, by the engine and by the plain evaluator.
weir=$1 engine=$2 folder=$3 data=$4
[ -n "$data" ] || { echo "real events were not compared: DATA=folder names none"; exit 0; }
set -e
"$weir" import sigma "$data/sigma" -o "$folder/sigma" --quiet >/dev/null 2>&1 || [ $? = 1 ]
"$weir" compile -C "$folder/sigma" -o "$(cd "$folder" && pwd)/channels" --quiet 2>/dev/null
xz -dc "$data/events/sysmon.jsonl.xz" >"$folder/sysmon.jsonl"
"$engine" "$folder/sysmon.jsonl" "$folder"/channels/*.chn
