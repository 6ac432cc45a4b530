printf 'hello\n\001\377' > f
od f; od -c f; od -An -tx1 f; od -x f; od -b f; od -An -c f; od -tx1 f; od -td1 f; od -An -tu1 f; od -Ax -tx1 f; od -N3 -c f; od -j2 -c f; od -An -td2 f; od -An -tx4 f; od nope; echo $?; printf '' | od; printf '%040d' 0 | od -c; printf '%064d' 0 | od -v -An -tx1
