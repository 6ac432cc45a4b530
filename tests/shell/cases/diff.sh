printf 'a\nb\nc\n' > x; printf 'a\nB\nc\nd\n' > y
diff -u x y | sed 's/^\(---\|+++\) \([xy]\).*/\1 \2/'; diff x x; echo $?; diff -q x y; echo $?; diff x y > /dev/null; echo $?; diff -L one -L two x y; diff x nope; echo $?; diff -U0 -L l -L r x y; printf 'a\nb\nc' > z; diff -L l -L r x z; diff -i -L l -L r x y; echo 'a  b' > p; echo 'a b' > q; diff -b p q; echo $?; diff -w p q; echo $?
cat x | diff - x; echo $?
