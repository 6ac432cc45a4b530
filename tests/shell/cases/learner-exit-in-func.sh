die() { echo "fatal: $*" >&2; exit ${CODE:-1}; }
CODE=42
[ -d /nonexistent ] || die "no dir" /nonexistent
