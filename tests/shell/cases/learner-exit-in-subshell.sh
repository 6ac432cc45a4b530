(exit 3) || echo "sub $?"; echo x | (exit 4); echo "pipe $?"; x=$(exit 5); echo "subst $?"; { echo brace; exit 6; }; echo no
