cat > p <<'E'
GREETING="hi"
greet() { echo "$GREETING $1"; }
alias g=greet
E
. ./p; greet bob; unset GREETING; greet x; set | grep -c '^greet' ; set | grep '^GREETING'; echo $?
