cat > entry.sh <<'END'
#!/bin/sh
set -e
if [ "${1#-}" != "$1" ]; then set -- server "$@"; fi
case $1 in server) shift; echo "server with: $*";; migrate) echo migrating;; *) exec "$@";; esac
END
chmod +x entry.sh; sh entry.sh -p 80; sh entry.sh server; sh entry.sh migrate; sh entry.sh echo hello; sh entry.sh nosuchbin; echo $?; sh entry.sh; echo $?
