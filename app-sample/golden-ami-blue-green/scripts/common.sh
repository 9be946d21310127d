# shellcheck shell=bash
# What the scripts share. They are sourced with `set -euo pipefail` on.

SITE=/opt/site

say() {
  printf '%s: %s\n' "$(basename "$0")" "$*"
}

fail() {
  say "$@" >&2
  exit 1
}

# A setting that the stack keeps for its instances in the parameter /$SYSTEM/instance, or a default where it says nothing.
setting() {
  local lines value
  # shellcheck source=/dev/null
  . /etc/bluegreen
  lines="$(aws ssm get-parameter --region "$REGION" --name "/$SYSTEM/instance" --query Parameter.Value --output text)" ||
    fail "the parameter /$SYSTEM/instance cannot be read"
  value="$(sed -n "s/^$1=//p" <<<"$lines")"
  printf '%s' "${value:-$2}"
}

# The service that serves this revision.
service() {
  if [[ -e $SITE/site.jar ]]; then echo site; else echo httpd; fi
}
