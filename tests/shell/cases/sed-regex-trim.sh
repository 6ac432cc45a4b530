echo '  trim me  ' | sed 's/^[[:space:]]*//;s/[ \t]*$//' | sed 's/$/|/'
