set -e
f() { false; echo in f; }
f || echo failed
f && echo ok
f
echo after
