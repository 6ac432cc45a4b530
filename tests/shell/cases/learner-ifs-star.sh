set -- a b c; IFS=-; echo "$*"; echo $*; unset IFS; echo "$*"; IFS=; echo "$*"
