type echo; type cd; type nosuch; echo $?; f() { :; }; type f; command -v f; command -v nosuch; echo $?; command echo hi
