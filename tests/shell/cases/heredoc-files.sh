cat > app.conf <<EOF
port=${PORT:-80}
host="$(echo h)"
EOF
cat app.conf; cat >> app.conf <<'EOF'
raw=$PORT
EOF
tail -n 1 app.conf; sh <<'EOF'
echo from stdin $0
x=1; echo $((x + 1))
EOF
cat > s.sh <<'EOF'
#!/bin/sh
echo "arg: $1"
EOF
sh s.sh one; . ./s.sh two; cat <<EOF > "a b"
spaced
EOF
cat 'a b'; if true; then cat <<EOF
nested
EOF
fi
