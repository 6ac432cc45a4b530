export NAME=web PORT=80
cat > t.tpl <<'E'
server {
  listen ${PORT};
  server_name $NAME;
}
E
sed -e "s/\${PORT}/$PORT/" -e "s/\$NAME/$NAME/" t.tpl
eval "echo \"$(cat t.tpl)\""
