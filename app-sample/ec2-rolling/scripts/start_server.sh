#!/usr/bin/env bash
# Starts the web server, and succeeds once the new page is served: an instance that does not serve it gets no users.
set -euo pipefail

# shellcheck source=common_functions.sh
. "$(dirname "$0")/common_functions.sh"

main() {
  local page
  limit_waiting start_server.sh
  # For the settings alone: a server can be started where the metadata service does not answer.
  AWS_REGION=$(metadata placement/region) && export AWS_REGION AWS_DEFAULT_REGION=$AWS_REGION
  read_settings
  page="http://127.0.0.1:$(setting APP_PORT 80)$(setting HEALTH_PATH /)"
  systemctl start httpd || fail "httpd does not start: see journalctl --unit httpd"
  until curl --silent --show-error --fail --noproxy '*' --max-time 5 --output /dev/null "$page"; do
    systemctl is-active --quiet httpd || fail "httpd has ended: see journalctl --unit httpd"
    wait_a_while || fail "$page is not served after $WAIT_LIMIT seconds"
  done
  say "$page is served"
}

main
