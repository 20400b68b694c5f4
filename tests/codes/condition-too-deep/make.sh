# Writes $1.weir and its manifest: a criterion on any field inside of so many conditions that the last of its criteria is one value too many; and one level less.
levels=126
test "$1" = bad && levels=127
{
    printf 'template Act {\n    channel  700\n    version  1\n    platform windows\n    actions  observe, detect\n    phase    pre\n\n    1 Text : string\n    2 More : string\n    3 Pid  : u32\n}\n\n'
    printf 'instance First : Act {\n    id 700001\n    title "Deep"\n    severity low\n    action detect\n    match Pid == 0\n'
    for i in $(seq 1 $levels); do
        if [ $((i % 2)) = 1 ]; then word=and; else word=or; fi
        if [ $i = $levels ]; then printf "        %s any field == 'x'" $word; else printf '        %s (Pid == %s\n' $word $i; fi
    done
    seq 2 $levels | sed 's/.*/)/' | tr -d '\n'
    printf '\n}\n'
} > "$1.weir"
printf '{ "sensor": "7.11.0", "platform": "windows", "supplies": [ { "template": "Act", "version": 1, "inputs": [\n  { "name": "Text", "type": "string" }, { "name": "More", "type": "string" }, { "name": "Pid", "type": "u32" } ] } ] }\n' > "$1.sensor.json"
