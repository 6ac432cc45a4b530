echo 'abc123def' | sed 's/[0-9]\+/#/'; echo 'abc123def' | sed -E 's/[0-9]+/#/;s/(a|d)/<\1>/g'
