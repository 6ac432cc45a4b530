printf 'a\nb\nc\n' > f; tac f; printf 'x\ny' | tac; echo; tac f f; tac nope; echo $?; echo hello | rev; rev f; rev nope; echo $?; printf '' | rev; printf '' | tac
