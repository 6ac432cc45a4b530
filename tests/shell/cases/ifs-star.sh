set -- a b c; IFS=,; echo "$*" $*; x="$*"; echo "$x"; IFS=; echo "$*"; unset IFS; echo "$*"
IFS=:; y=a:b; echo $y; set -- $y; echo $#
