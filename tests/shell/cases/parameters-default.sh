unset x; y=; z=val
echo "${x-d1} ${y-d2} ${z-d3}"
echo "${x:-d1} ${y:-d2} ${z:-d3}"
echo "${x+s1}|${y+s2}|${z+s3}"
echo "${x:+s1}|${y:+s2}|${z:+s3}"
echo "${x=set}" "$x"
echo "${y:=sety}" "$y"
echo ${x:-a b c}
set -- ${q:-one two three}; echo $#
set -- "${q:-one two three}"; echo $#
set -- ${q:-"one two" three}; echo $#
echo ${q:-$(echo sub)} ${q:-$((1+1))}
