touch f; mkdir d; ln -s f l; echo x > g; chmod 000 f
for t in -e -f -d -h -L -s -r -x; do
  for n in f d l g nope; do [ $t $n ] && echo "$t $n"; done
done
[ g -nt nope ]; echo $?
[ l -ef f ]; echo $?
test -p f; echo $?
[ -w g ] && echo writable
[ ! -e nope ] && echo absent
