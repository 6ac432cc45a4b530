find . -nosuch 2>&1 | head -n 1; find . -name; echo $?; find . -type z; echo $?; find . -exec echo; echo $?; find . -maxdepth x; echo $?
find . \( -name x; echo $?; find . -size x; echo $?; find . -newer nope; echo $?; find . -exec nosuchcmd {} \; ; echo $?
