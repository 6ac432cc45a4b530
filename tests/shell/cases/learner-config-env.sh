cat > .env <<E
# comment
DB_HOST=db.local
DB_PORT=5432

DB_PASS="s3 cr3t"
E
set -a
. ./.env
set +a
env | grep ^DB_ | sort
while IFS='=' read -r k v; do
  case "$k" in ''|\#*) continue;; esac
  printf '%-10s|%s|\n' "$k" "$v"
done < .env
