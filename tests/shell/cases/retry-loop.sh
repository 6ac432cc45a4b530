n=0
until [ -f ready ]; do n=$((n+1)); echo "try $n"; [ $n -ge 3 ] && touch ready; sleep 0.05; done
echo ready after $n
