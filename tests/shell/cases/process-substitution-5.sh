echo hello | tee >(sed s/^/A:/ >/tmp/a) >(sed s/^/B:/ >/tmp/b) >/dev/null; sleep 0.2; cat /tmp/a /tmp/b
