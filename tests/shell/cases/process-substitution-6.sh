echo <(true); f() { cat "$1"; }; f <(echo in f); x=<(echo y); echo "$x" | sed s/[0-9]*//g; echo "<(echo q)"
