(set -e; false; echo no); echo $?
(set -e; false || true; echo yes); echo $?
(set -e; if false; then :; fi; echo yes)
(set -e; ! true; echo yes)
(set -e; f() { false; echo in; }; f || echo out)
(set -e; f() { false; echo no; }; f; echo no); echo $?
(set -e; x=$(false); echo no); echo $?
(set -e; echo $(false) yes); echo $?
(set -e; false | true; echo yes); echo $?
(set -e; (exit 4); echo no); echo $?
(set -e; while false; do :; done; echo yes)
(set -e; true && false; echo no); echo $?
(set -e; false && true; echo yes); echo $?
