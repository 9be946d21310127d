# shellcheck shell=bash
# What the scripts have in common: words, waiting, and what the instance knows of itself. Sourced, never run.

# Throttling and passing faults are the CLI's to try again.
# https://docs.aws.amazon.com/cli/latest/userguide/cli-configure-retries.html
export AWS_RETRY_MODE=standard AWS_MAX_ATTEMPTS=8 AWS_PAGER=

# Names CodeDeploy's deployment in notes; a run by hand has none.
# https://docs.aws.amazon.com/codedeploy/latest/userguide/reference-appspec-file-structure-hooks.html#reference-appspec-file-structure-environment-variable-availability
# shellcheck disable=SC2034 # auto_scaling.sh reads it.
DEPLOYMENT=${DEPLOYMENT_ID:-by-hand}

SCRIPTS=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)

say() {
  printf '%s\n' "$*"
}

fail() {
  printf 'ERROR: %s\n' "$*" >&2
  exit 1
}

# --- Waiting: exponential back-off with full jitter, until the hook's time-out less a margin.

readonly MARGIN_SECONDS=30 LONGEST_WAIT_SECONDS=20
WAIT_LIMIT=0
WAITED_TENTHS=0
WAITS=0

# Seconds that CodeDeploy gives a script of this revision, or its default.
# https://docs.aws.amazon.com/codedeploy/latest/userguide/reference-appspec-file-structure-hooks.html#reference-appspec-file-structure-hooks-section-structure-server
hook_timeout() {
  local found=
  if [[ -r $SCRIPTS/../appspec.yml ]]; then
    found=$(awk -v script="scripts/$1" '
      $2 == "location:" { here = ($3 == script) }
      here && $1 == "timeout:" { print $2; exit }' "$SCRIPTS/../appspec.yml")
  fi
  printf '%s\n' "${found:-3600}"
}

# limit_waiting SCRIPT: what the script waits for ends before CodeDeploy ends the script.
limit_waiting() {
  local timeout margin=$MARGIN_SECONDS
  timeout=$(hook_timeout "$1")
  if ((timeout < 2 * MARGIN_SECONDS)); then margin=$((timeout / 2)); fi
  WAIT_LIMIT=$((timeout - margin))
  SECONDS=0 WAITED_TENTHS=0
}

# Starts anew with short waits.
wait_afresh() {
  WAITS=0
}

# Waits a little; fails once the time is over. Counted is what was slept, or what has passed, whichever is more: the calls
# between two waits take time, too.
wait_a_while() {
  local passed=$((WAITED_TENTHS / 10)) most tenths
  if ((SECONDS > passed)); then passed=$SECONDS; fi
  if ((passed >= WAIT_LIMIT)); then return 1; fi
  most=$((1 << (WAITS < 5 ? WAITS : 5)))
  if ((most > LONGEST_WAIT_SECONDS)); then most=$LONGEST_WAIT_SECONDS; fi
  if ((most > WAIT_LIMIT - passed)); then most=$((WAIT_LIMIT - passed)); fi
  tenths=$((RANDOM % (most * 10) + 1))
  WAITS=$((WAITS + 1))
  WAITED_TENTHS=$((WAITED_TENTHS + tenths))
  sleep "$((tenths / 10)).$((tenths % 10))"
}

# --- The instance

# metadata PATH: with a token, as IMDSv2 asks for.
# https://docs.aws.amazon.com/AWSEC2/latest/UserGuide/configuring-instance-metadata-service.html
metadata() {
  local endpoint=${AWS_EC2_METADATA_SERVICE_ENDPOINT:-http://169.254.169.254} token
  local -a ask=(curl --silent --show-error --fail --noproxy '*' --max-time 5 --retry 3)
  endpoint=${endpoint%/}
  token=$("${ask[@]}" --request PUT --header 'X-aws-ec2-metadata-token-ttl-seconds: 60' "$endpoint/latest/api/token") &&
    "${ask[@]}" --header "X-aws-ec2-metadata-token: $token" "$endpoint/latest/meta-data/$1"
}

# Sets INSTANCE_ID, and the region for the CLI.
identify_instance() {
  INSTANCE_ID=$(metadata instance-id) || fail "the metadata service does not say which instance this is"
  AWS_REGION=$(metadata placement/region) || fail "the metadata service does not say which region this is"
  export AWS_REGION AWS_DEFAULT_REGION=$AWS_REGION
  say "this is $INSTANCE_ID in $AWS_REGION"
}

# Reads what Terraform says to the system's instances. An instance that no system has made has the defaults.
read_settings() {
  INSTANCE_SETTINGS=
  if [[ -z ${SYSTEM:-} && -r /etc/bluegreen ]]; then
    # shellcheck source=/dev/null # SYSTEM and REGION, written by the user data.
    . /etc/bluegreen
  fi
  if [[ -n ${SYSTEM:-} ]]; then
    INSTANCE_SETTINGS=$(aws ssm get-parameter --name "/$SYSTEM/instance" --query Parameter.Value --output text) ||
      fail "the parameter /$SYSTEM/instance cannot be read: may the instance's role call ssm:GetParameter?"
  fi
}

# setting KEY DEFAULT
setting() {
  local value
  value=$(awk -F= -v key="$1" '$1 == key { print substr($0, length(key) + 2); exit }' <<<"$INSTANCE_SETTINGS")
  printf '%s\n' "${value:-$2}"
}
