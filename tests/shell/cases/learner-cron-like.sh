run_job() { echo "job $1"; [ "$1" != fail ]; }
ok=0; bad=0; for j in a fail b; do if run_job $j; then ok=$((ok+1)); else bad=$((bad+1)); fi; done; echo "ok=$ok bad=$bad"; [ $bad -eq 0 ] || exit 9
