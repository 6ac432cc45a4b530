printf 'a 1\nb 2 x\n\nlast' > f; while read k v; do echo "$k=$v"; done < f; while read -r l || [ -n "$l" ]; do echo "[$l]"; done < f; n=0; cat f | while read l; do n=$((n+1)); done; echo $n; while IFS=: read -r u x uid rest; do echo $u $uid; done <<END
root:x:0:0:r
nobody:x:65534:1
END
while IFS= read -r l; do echo "<$l>"; done <<END
  keep  space  
t\tb
END
while read -r a b <&3; do echo $b $a; done 3< f; printf 'x y z' | { read a b; echo "$a|$b" $?; }; echo 'a\
b' | { read x; echo $x; }; IFS=, read a b c <<END
1,2,3,4
END
echo "$a $b $c"
