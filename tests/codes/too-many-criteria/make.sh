# Writes $1.weir and its manifest: `any field` on 64 text fields, often enough for one criterion too many, and less often.
times=1023
test "$1" = bad && times=1025
{
    printf 'template Act {\n    channel  700\n    version  1\n    platform windows\n    actions  observe, detect\n    phase    pre\n\n'
    for i in $(seq 1 64); do echo "    $i F$i : string"; done
    printf '}\n\ninstance First : Act {\n    id 700001\n    title "Anywhere"\n    severity low\n    action detect\n    match any field == "x0"\n'
    seq -f '        or any field == "x%.0f"' 2 $times
    echo '}'
} > "$1.weir"
{
    printf '{ "sensor": "7.11.0", "platform": "windows", "supplies": [ { "template": "Act", "version": 1, "inputs": [\n'
    for i in $(seq 1 63); do echo "{ \"name\": \"F$i\", \"type\": \"string\" },"; done
    printf '{ "name": "F64", "type": "string" } ] } ] }\n'
} > "$1.sensor.json"
