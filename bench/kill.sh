#!/usr/bin/env bash
# Runs killed at a hundred random moments, as root and as an ordinary user: what is left of them
#
# KILLS=1000 ./run bench kill    for more of them

set -euo pipefail
cd "$(dirname "$0")/.."
exec python3 test/kill/kill.py build/test/kill/hold build/tenfold examples/tracker "${KILLS:-100}"
