cat > s.sh <<'END'
tmp=work.$1; : > $tmp
trap 'rm -f $tmp; echo cleaned' EXIT
trap 'echo caught; exit 143' TERM
case $1 in ok) echo ok;; fail) exit 3;; term) kill -TERM $$; echo no;; esac
END
for m in ok fail term; do sh s.sh $m; echo "$m $?"; done; ls
