set -e; echo before; x=$(false); echo never
