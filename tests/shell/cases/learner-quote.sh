echo "a'b" 'a"b' a\ b "a\"b" "\$x" '\n' "tab	x" $'a\tb' ""; echo "a  
b"; echo a\
b; echo "back\\slash" 'it'"'"'s'; printf '%s|' "" a "" ; echo
