echo 'a,b;c' | awk -F'[,;]' '{print $1 $2 $3}'; printf 'a\tb c\n' | awk -F'\t' '{print $2}'; echo 'a||b' | awk -F'|' '{print NF}'
printf 'p1 x\ny\n\np2 z\n' | awk 'BEGIN{RS=""}{print NR": "$1" "$NF}'; printf 'a;b;c' | awk -v RS=';' '{print NR, $0}'
printf 'a b\n' | awk 'BEGIN{ORS="!\n"}{print $1; print $2}'; echo 'a  b   c' | awk -F' ' '{print NF}'; echo 'aXXb' | awk -FX '{print NF}'
echo '1.2.3' | awk -F. '{print $2}'; printf 'a=1\nb=2\n' | awk -F= '{m[$1]=$2} END{print m["a"] m["b"]}'; awk -F '' '{print $2}' <<END
xyz
END
