l=/tmp/items-as-they-come; rm -f $l; (echo a; sleep 0.3; echo wrote >>$l; sleep 0.3; echo "b c") | xargs -I{} sh -c "echo {} >>$l"; cat $l
rm $l; (echo a b c; sleep 0.3; echo wrote >>$l; sleep 0.3; echo d "e f"; echo) | xargs -n2 sh -c "echo \$0 \$1 >>$l"; cat $l
rm $l; (echo a; sleep 0.3; echo wrote >>$l; sleep 0.3; echo b) | awk 1 | while read x; do echo $x >>$l; done; cat $l
rm $l; (echo a; sleep 0.3; echo wrote >>$l; sleep 0.3; echo b) | awk '{print > "/dev/stdout"}' | while read x; do echo $x >>$l; done; cat $l
printf 'a "b c" d\\ e\n' | xargs -n1 echo; printf "a 'b\n" | xargs -n1 echo; printf '' | xargs -n1 echo none; printf '' | xargs -r -n1 echo none; printf '\n\n' | xargs -n2 echo two; rm $l
printf 'a b c\nd' | xargs -n2 -t echo; printf 'x\ny' | xargs -n1 false; echo $?
