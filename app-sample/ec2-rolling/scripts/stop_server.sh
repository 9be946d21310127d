#!/usr/bin/env bash
# Stops the web server, which ends the requests that it has. One that does not run is none to stop.
set -euo pipefail

# shellcheck source=common_functions.sh
. "$(dirname "$0")/common_functions.sh"

if systemctl is-active --quiet httpd; then
  systemctl stop httpd
  say "httpd is stopped"
else
  say "httpd does not run"
fi
