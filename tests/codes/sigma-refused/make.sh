# A selection with more criteria than an instance may have, and one with fewer.
count=5000
[ "$1" = bad ] || count=3
{
    printf 'title: Example\nlogsource:\n    category: process_creation\n    product: windows\ndetection:\n    selection:\n        CommandLine|contains|all:\n'
    i=0
    while [ $i -lt $count ]; do
        printf "            - 'part%d'\n" $i
        i=$((i + 1))
    done
    printf '    condition: selection\nlevel: high\n'
} > "$1.yml"
