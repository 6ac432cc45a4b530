cat <<< "hi there"
read a b <<< "x y"; echo $b
