printf '        a\n' | unexpand
printf '    a       b\n' | unexpand -a | od -c
printf 'a       b\n' | unexpand -a | od -c
printf '    a   b  c\n' | unexpand -t 4 | od -c
printf '    a   b  c\n' | unexpand -f -t 4 | od -c
printf 'a\tb\n' | unexpand -a | od -c
printf '      \t x\n' | unexpand | od -c
printf 'abc  def     ghi   jkl\n' | unexpand -a | od -c
echo one > f
link f g && cat g
stat -c %h f
link f g; echo $?
link nosuch h; echo $?
type nosuch; echo $?
type -p nosuch; echo $?
