mkdir d; cd d
for f in a bb ccc dddd eeeee ffffff g h i j k l m n o p q r s t; do printf x > $f; done
mkdir zdir; chmod +x g
ls -C; ls -x; ls -C -w 30; ls -x -w 30; ls -w 30 | head -2; ls -C1 | head -2; ls -1C; ls -lC | head -1; ls -CF -w 40; ls -C -w 5 | head -3; ls -Cp a zdir
ls -C a bb ccc; cd ..; mkdir e; ls -C e; ls -C d e | head -3
ls -n d/a | cut -c1-44; ls -Cl d/a | cut -c1-20
