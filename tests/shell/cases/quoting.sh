x='a  b'
echo $x
echo "$x"
echo '$x'
echo \$x
echo "a\$b\"c\\d\e"
echo 'it'"'"'s'
echo "a
b"
echo a\
b
echo "nested $(echo "in $(echo "deep")")"
echo ""x''y
echo $'a\tb\'c\x41'
