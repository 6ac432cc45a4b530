mkdir lock && echo got; mkdir lock 2>/dev/null || echo busy; rmdir lock; ( set -C; : > pidf ) && echo first; ( set -C; : > pidf ) 2>/dev/null || echo second
