echo "$(echo "a b" 'c d')" "${x:-"default value"}" "${y:-'q'}"; z="a b"; echo ${z:+"$z x"} | wc -w; echo "$(printf '%s' "$(echo 'x"y')")"
