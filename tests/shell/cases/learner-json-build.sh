items=""; for i in a b c; do items="$items${items:+,}\"$i\""; done; echo "{\"items\":[$items],\"n\":$(echo "$items" | tr -cd , | wc -c)}"
printf '{"host":"%s","up":%s}\n' "h1" true
echo '{"a": {"b": [1, 2, 3]}}' | sed 's/.*\[\(.*\)\].*/\1/' | tr -d ' ' | awk -F, '{print $1+$2+$3}'
