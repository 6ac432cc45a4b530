(exit 0); echo $?; (exit 5); echo $?; (exit 256); echo $?; (exit 300); echo $?
nosuchcommand; echo $?
./nofile; echo $?
touch notexec; ./notexec; echo $?
mkdir dir; ./dir; echo $?
sh -c 'exit 9'; echo $?
(false; exit); echo $?
sh nofile; echo $?
sh -c 'nosuch' name; echo $?
printf 'echo script $1\n' > s; chmod +x s; ./s arg; echo $?
printf '#!/nonexistent\n' > t; chmod +x t; ./t; echo $?
