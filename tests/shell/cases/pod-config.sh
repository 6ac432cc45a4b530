mkdir -p etc; cat > etc/app.properties <<END
# comment
color=blue
size = 10

url=http://x/?a=b
END
while IFS='=' read -r k v; do case $k in ''|\#*) continue;; esac; k=$(echo $k); echo "$k -> ${v# }"; done < etc/app.properties; grep -v '^#' etc/app.properties | grep . | cut -d= -f1; grep '^color' etc/app.properties | cut -d= -f2; sed -n 's/^url=//p' etc/app.properties; . /dev/null; for k in color size; do eval "$(grep "^$k" etc/app.properties | tr -d ' ')"; done; echo $color $size; [ "$color" = blue ] && echo match
