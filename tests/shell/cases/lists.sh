true && echo yes
false && echo no
false || echo or
true || echo no
false && echo a || echo b
true && false || echo c
{ echo g; echo h; }
(x=sub; echo $x); echo "[$x]"
if true; then echo t; else echo f; fi
if false; then echo t; elif true; then echo e; else echo f; fi
if false; then echo x; fi; echo $?
