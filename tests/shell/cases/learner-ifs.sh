IFS=,
set -- $(echo 'a,b,,c')
echo $#; echo "$*"; for x; do echo "<$x>"; done
IFS=' 	
'
s='x  y'; set -- $s; echo $#
IFS=; s='a b'; set -- $s; echo $#
