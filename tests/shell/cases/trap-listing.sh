trap 'echo bye' EXIT; trap "echo it's" INT; trap '' HUP; trap; trap - INT; trap; trap 0; trap; trap -- 'echo x' USR1; trap; kill -USR1 $$; trap 'echo a b' 15; trap
