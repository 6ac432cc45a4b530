cat > s.sh <<'END'
set -eu
name=${1:-world}
echo "hello $name"
: "${TOKEN:?TOKEN must be set}"
echo "never without token"
END
sh s.sh; echo $?; TOKEN=x sh s.sh bob; echo $?; sh -e -c 'false; echo no'; echo $?; sh -u -c 'echo $zz'; echo $?; sh -ec 'echo a; cat nope; echo b'; echo $?; sh -xc 'a=1; echo $a'; sh -n -c 'echo parsed'; echo $?
