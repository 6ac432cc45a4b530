trap 'echo bye; exit 0' TERM INT
(sleep 0.3; kill $$) &
while true; do sleep 0.1; done
