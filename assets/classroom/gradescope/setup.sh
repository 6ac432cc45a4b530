#!/usr/bin/env bash
# Gradescope runs this once, when it builds the image. podlings is one binary that needs nothing: it lies beside this file.
set -euo pipefail
install -m 0755 /autograder/source/podlings /usr/local/bin/podlings
