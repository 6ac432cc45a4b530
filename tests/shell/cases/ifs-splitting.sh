s='a:b::c:'; IFS=:; set -- $s; echo $# "$2" "[$3]"; IFS=' '; set -- $s; echo $#; IFS=', '; v='x, y ,z,,w'; for i in $v; do echo "[$i]"; done; IFS=; set -- $v; echo $#; unset IFS; set -- ' a  b '; set -- $1; echo $# $1; IFS=:; echo "$*"; set -- 1 2 3; echo "$*" $*; x="$*"; echo $x; PATHS=/a:/b; for p in $PATHS; do echo $p; done; IFS='
'; for l in $(printf 'l 1\nl 2\n'); do echo "[$l]"; done
