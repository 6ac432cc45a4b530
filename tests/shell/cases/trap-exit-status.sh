(trap 'echo status $?' EXIT; exit 3); echo $?
(trap 'exit 7' EXIT; exit 3); echo $?
(trap 'echo t' EXIT; false); echo $?
sh -c 'trap "echo hup" HUP; kill -HUP $$; echo next'
sh -c 'trap "" TERM; kill -TERM $$; echo alive'
sh -c 'kill -KILL $$'; echo $?
sh -c 'kill -TERM $$; echo no'; echo $?
trap 'echo bad' NOSUCH; echo $?
