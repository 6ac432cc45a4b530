set -e; trap 'echo exit $?' EXIT; f() { echo in; false; echo never; }; f; echo never
