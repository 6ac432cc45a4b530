echo $(echo a; echo b)
echo "$(echo a; echo b)"
x=$(printf 'a\n\n\n'); echo "[$x]"
echo `echo back`
echo `echo \`echo nested\``
x=$(false); echo $?
x=$(exit 3) y=1; echo $?
echo $(echo $?)
echo "$(cat <<E
here $((1+1))
E
)"
echo $(case x in x) echo matched;; esac)
v=$(for i in 1 2; do echo $i; done); echo $v
