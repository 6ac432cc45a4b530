mkdir -p config
cat > config/app.json <<'J'
{
  "logLevel": "info",
  "maxConnections": 100
}
J
cat config/app.json | tr -d ' \n{}"' ; echo
sed -n 's/.*"logLevel": "\(.*\)".*/\1/p' config/app.json
awk -F'[:,]' '/maxConnections/ {gsub(/ /,"",$2); print $2+1}' config/app.json
