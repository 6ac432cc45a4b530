unset x
echo "${x:-"quoted"}" ${x:-'single'} "${x:-'kept'}"
echo "${x:-a}b}" ${x:-\}}
echo "${x:-$(echo "in")}" "${x:-${y:-deep}}"
