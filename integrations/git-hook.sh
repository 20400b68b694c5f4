#!/bin/sh
# A pre-commit hook for those without the program of that name: copy it to .git/hooks/pre-commit and make it executable.
# It looks at what will be committed, not at the working tree. WEIR_PROJECT is the folder of weir.json within the repository.
set -eu
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
git checkout-index --all --prefix="$work/tree/"
git diff --cached --name-only --no-renames -z > "$work/names"
git diff --cached --name-only --no-renames -z --diff-filter=d -- '*.weir' > "$work/sources"
[ -s "$work/names" ] || exit 0
cd "$work/tree/${WEIR_PROJECT:-.}"
prefix() { # paths from the top of the repository, as seen from here
    tr '\0' '\n' < "$1" | sed "s|^${WEIR_PROJECT:+$WEIR_PROJECT/}||" | tr '\n' '\0'
}
prefix "$work/sources" | xargs -0 -r weir fmt --check
prefix "$work/names" | xargs -0 -r weir lint --quiet --affected
prefix "$work/names" | xargs -0 -r weir compile --quiet --check --affected
prefix "$work/names" | xargs -0 -r weir test --quiet --affected
