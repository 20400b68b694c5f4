# A value that is longer than a text of Weir may be, and one that is not.
count=70000
[ "$1" = bad ] || count=70
{
    printf 'title: Example\nlogsource:\n    category: process_creation\n    product: windows\ndetection:\n    selection:\n        CommandLine|contains: '
    awk "BEGIN { for (i = 0; i < $count; i++) printf \"x\" }"
    printf '\n    condition: selection\nlevel: high\n'
} > "$1.yml"
