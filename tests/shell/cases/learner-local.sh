f() { local a=1 b; b=2; echo $a $b; local a; echo "[$a]"; }
a=outer; f; echo $a $b
local x=1; echo $?
