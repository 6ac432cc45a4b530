false | true; echo $?
set -o pipefail
false | true; echo $?
true | (exit 5) | true; echo $?
set +o pipefail
(exit 5) | cat; echo $?
