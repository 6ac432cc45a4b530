outer() { inner() { echo inner $1; }; inner $1; }
outer x; inner y
a() { b; }; b() { c; }; c() { echo chain; return 2; }; a; echo $?
