trap 'echo $?' EXIT
false
