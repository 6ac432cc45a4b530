trap 'echo parent' EXIT
(trap 'echo child' EXIT; echo in)
(echo no trap here)
f() { trap 'echo replaced' EXIT; }
f
