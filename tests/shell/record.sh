#!/bin/sh
# Records what a real busybox prints for the cases: tests/shell/record.sh [NAME...]
#
# A case is a script NAME.sh; its NAME.out is what busybox printed on both outputs, with its exit code as a last line
# "[exit N]". A case runs as `sh NAME.sh` in an empty folder with a small, fixed environment and no input. What differs
# between builds of busybox (versions, usage texts, `type` and `command -v` of applets) is no matter for a case.
busybox=$(command -v busybox) || { echo "busybox is not installed" >&2; exit 1; }
cases=$(cd "$(dirname "$0")/cases" && pwd) || exit 1
[ $# -gt 0 ] || set -- $(cd "$cases" && ls *.sh)
bin=$(mktemp -d) || exit 1
# A busybox that does not run its applets by itself finds them here.
for applet in $("$busybox" --list); do ln -s "$busybox" "$bin/$applet"; done
for case in "$@"; do
    name=$(basename "$case" .sh)
    room=$(mktemp -d) && mkdir "$room/box" && cd "$room/box" || exit 1
    cp "$cases/$name.sh" "$room/$name.sh"
    env -i PATH="$bin" HOME=/root TZ=UTC LC_ALL=C sh -c "exec timeout 20 sh ../'$name.sh'" \
        > "$room/out" 2>&1 < /dev/null
    code=$?
    { sed "s|\.\./$name\.sh|$name.sh|g" "$room/out"; echo "[exit $code]"; } > "$cases/$name.out"
    cd / && rm -rf "$room"
done
rm -rf "$bin"
