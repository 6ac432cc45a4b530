set -o pipefail; false | true; echo $?; true | true; echo $?; (exit 3) | (exit 5) | true; echo $?; set -e; false | true; echo never
