NAME=${1:-world}
echo "Hello, $NAME!"
[ "$NAME" = world ] && echo default || echo given
