f() { :; }
type f if cd
command -v cd; command -v if; command -v f; command -v nosuch; echo $?
command echo via-command
cd() { echo function cd; }; cd /; command cd /; pwd
