x=$(printf 'a\n\n\n'); echo "[$x]"; echo "$(echo a; echo b)" $(echo a; echo b); y=$(false); echo $?; z=$(exit 4)$(exit 5); echo $?; echo $(cat nope 2>/dev/null || echo fallback); d=$(cd /; pwd); echo $d; echo "$(echo '"q"')"; echo $(echo '*' | cat) | wc -w; n=$(($(echo 3)+$(echo 4))); echo $n; f() { echo "f:$1"; }; echo $(f "$(f x)"); v=$(cat <<E
here $((1+1))
E
); echo $v; echo hi > f; echo $(cat f) $(cat < f); echo "$(case x in x) echo c;; esac)"; echo `expr 1 + 1` $(set -- a b; echo $#)
