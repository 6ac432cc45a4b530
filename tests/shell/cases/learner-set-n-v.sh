set -v; echo shown
set +v; echo hidden
