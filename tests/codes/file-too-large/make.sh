# Writes $1.weir and its manifest: so many instances with a long text each that their file is too large for a build with small limits; and fewer of them.
times=300
test "$1" = bad && times=600
long=$(head -c 2000 /dev/zero | tr '\0' a)
{
    printf 'template Act {\n    channel  700\n    version  1\n    platform windows\n    actions  observe, detect\n    phase    pre\n\n    1 Text : string\n}\n'
    for i in $(seq 1 $times); do
        printf '\ninstance Long%s : Act {\n    id %s\n    title "Long text %s"\n    severity low\n    action detect\n    match Text == "%s %s"\n}\n' $i $i $i $i "$long"
    done
} > "$1.weir"
printf '{ "sensor": "7.11.0", "platform": "windows", "supplies": [ { "template": "Act", "version": 1, "inputs": [ { "name": "Text", "type": "string" } ] } ] }\n' > "$1.sensor.json"
