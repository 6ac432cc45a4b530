truncate -s 100 f; wc -c f; truncate -s 1k f; wc -c f; truncate -s +5 f; wc -c f; du -b f 2>/dev/null | cut -f1; df . > /dev/null; echo $?; sync; echo $?
