cat <(echo hi) <(echo there)
