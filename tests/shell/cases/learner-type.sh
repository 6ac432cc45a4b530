type echo; type cd; type if; f() { :; }; type f; type nosuch; echo $?; command -v cd; command -v f; command -v if; command -v nosuch; echo $?
