printf 'hello\n'; printf '%s\n' a b c; printf '%s-%s\n' 1 2 3
printf '%d %i %u\n' 42 -7 8; printf '%x %X %o\n' 255 255 8
printf '%5d|%-5d|%05d|%+d\n' 42 42 42 42
printf '%10s|%-10s|%.2s|\n' abc abc abc
printf '%c%c\n' abc def
printf '%b\n' 'a\tb\\n'
printf '%%\n'; printf '\x41\101\n'; printf 'a\tb\n'
printf '%s\n'; printf '[%s]\n' ''; printf '%d\n' 0x10 010
printf '%f %.2f %e %g\n' 3.14159 2.5 12345.678 0.0001
printf '%*d|\n' 6 42
printf '%d\n' abc; echo $?
printf "%d\n" "'A"
printf '%s %s %s\n' only
printf 'no newline'; echo
printf '%s\n' "a b" 'c'
printf '%03d.%03d\n' 1 2
printf '%b' 'stop\cnever'; echo
