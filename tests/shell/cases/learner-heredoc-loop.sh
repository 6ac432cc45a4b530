while read -r l; do echo "> $l"; done <<E
one
two $HOME
E
cat <<E | tr a-z A-Z
shout
E
f() { cat <<E
in function $1
E
}
f x
