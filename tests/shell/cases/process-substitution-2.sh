diff <(printf 'a\nb\nc\n') <(printf 'a\nx\nc\n'); echo $?
