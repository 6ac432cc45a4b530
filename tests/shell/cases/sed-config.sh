cat > nginx.conf <<END
server {
    listen 80;
    server_name localhost;
}
END
sed 's/listen .*/listen 8080;/' nginx.conf; sed -n '/server {/,/}/p' nginx.conf | wc -l
sed '/listen/a\    root /data;' nginx.conf; sed '/^$/d;/^ *#/d' nginx.conf | sed -n 2p
PORT=9090; sed "s/80/$PORT/" nginx.conf | grep listen; sed -e "s|localhost|${HOST:-example.org}|" nginx.conf | grep name
