# Writes $1.weir and its manifest: many sets that differ in one value and repeat a very long one; and few of them.
times=20
test "$1" = bad && times=600
{
    printf 'template Act {\n    channel  700\n    version  1\n    platform windows\n    actions  observe, detect\n    phase    pre\n\n    1 Text : string\n}\n\nlist long = (\n    "'
    head -c 60000 /dev/zero | tr '\0' a
    printf '")\n\ninstance First : Act {\n    id 700001\n    title "Long texts"\n    severity low\n    action detect\n    match Text in (long, "x1")\n'
    seq -f '        or Text in (long, "x%.0f")' 2 $times
    echo '}'
} > "$1.weir"
printf '{ "sensor": "7.11.0", "platform": "windows", "supplies": [ { "template": "Act", "version": 1, "inputs": [ { "name": "Text", "type": "string" } ] } ] }\n' > "$1.sensor.json"
