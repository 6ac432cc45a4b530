set -e; false && true; echo still; f() { false && true; }; f; echo never
