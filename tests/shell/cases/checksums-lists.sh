printf hello > f; : > e
md5sum -c nope; echo $?; echo garbage > g; md5sum -c g; echo $?; printf abc | md5sum | cut -d' ' -f1
