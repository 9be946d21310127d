#!/usr/bin/env bash
# Puts this instance back into the load balancer, and the Auto Scaling group back as it was. Can be run again at any time, on
# any instance: it also puts back what a script that was killed has left.
set -euo pipefail

# shellcheck source=common_functions.sh
. "$(dirname "$0")/common_functions.sh"
# shellcheck source=auto_scaling.sh
. "$SCRIPTS/auto_scaling.sh"
# shellcheck source=target_groups.sh
. "$SCRIPTS/target_groups.sh"

main() {
  limit_waiting register_with_elb.sh
  identify_instance
  read_settings
  find_group || fail "Auto Scaling does not say which group $INSTANCE_ID is in"
  TARGET_GROUPS=()
  IS_BACK=yes
  if [[ -z $GROUP ]]; then
    say "$INSTANCE_ID is in no Auto Scaling group: there is no standby for it"
  else
    watch_for_failure
    until_back
  fi
  local own
  own=$(own_target_group)
  if [[ $IS_BACK == yes ]]; then
    if [[ -n $own ]]; then
      join_target_group "$own" || fail "$INSTANCE_ID is not registered with $own"
      TARGET_GROUPS+=("$own")
    fi
    wait_until_healthy "${TARGET_GROUPS[@]}" || fail "the load balancer does not send users to $INSTANCE_ID"
  fi
  if [[ -n $GROUP ]]; then until_put_back; fi
}

# Each round looks at the group anew, and does what is next.
until_back() {
  local state
  while true; do
    if ! read_group; then
      say "$GROUP cannot be read"
    else
      state=$(my_state)
      case $state in
        InService) return ;;
        Standby)
          if [[ -z $(my_note) ]]; then
            say "$INSTANCE_ID was put into standby by somebody else: it stays there"
            IS_BACK=no
            return
          fi
          if leave_standby; then continue; fi
          ;;
        EnteringStandby | Pending | Pending:Proceed) say "$INSTANCE_ID is $state" ;;
        Pending:Wait | Warmed:*)
          if [[ -z $(my_note) ]]; then
            say "$INSTANCE_ID is $state: Auto Scaling puts it into service after this deployment"
            IS_BACK=no
            return
          fi
          say "$INSTANCE_ID is $state"
          ;;
        *)
          say "$INSTANCE_ID is $state: it does not come back"
          IS_BACK=no
          return
          ;;
      esac
    fi
    wait_a_while || fail "$INSTANCE_ID is not in service after $WAIT_LIMIT seconds: see timeout in appspec.yml"
  done
}

leave_standby() {
  aws autoscaling exit-standby --auto-scaling-group-name "$GROUP" --instance-ids "$INSTANCE_ID" \
    --query 'Activities[].Description' --output text || return 1
  wait_afresh
}

until_put_back() {
  wait_afresh
  until put_back; do
    wait_a_while || fail "$GROUP is not put back after $WAIT_LIMIT seconds"
  done
}

main
