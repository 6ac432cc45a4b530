n=0; while [ $n -lt 3 ]; do n=$((n+1)); date -u +%Y >/dev/null && echo "tick $n"; sleep 0.1; done; trap 'echo bye' EXIT; exit 3
