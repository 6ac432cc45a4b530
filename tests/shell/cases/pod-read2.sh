printf 'k1=v1\n# comment\n\nk2=v=2\n' > /tmp/c; while IFS='=' read -r k v; do case $k in ''|\#*) continue;; esac; echo "$k -> $v"; done < /tmp/c; n=0; while read -r line || [ -n "$line" ]; do n=$((n+1)); done <<EOF
a
b
EOF
echo $n; exec 3< /tmp/c; read -r l <&3; echo $l; read -u 3 m; echo $m; exec 3<&-; IFS=, ; set -- $(echo a,b,,c); echo $# "$3"; IFS=' '; v='a b'; set -- $v; echo $#; unset IFS
