#!/usr/bin/env bash
# Takes this instance out of the load balancer: into standby in its Auto Scaling group. Can be run again at any time.
# https://docs.aws.amazon.com/autoscaling/ec2/userguide/as-enter-exit-standby.html
set -euo pipefail

# shellcheck source=common_functions.sh
. "$(dirname "$0")/common_functions.sh"
# shellcheck source=auto_scaling.sh
. "$SCRIPTS/auto_scaling.sh"
# shellcheck source=target_groups.sh
. "$SCRIPTS/target_groups.sh"

# These would act upon an instance that is only away for a while.
# https://docs.aws.amazon.com/autoscaling/ec2/userguide/as-suspend-resume-processes.html
readonly HANDLED_PROCESSES=(AZRebalance AlarmNotification ScheduledActions ReplaceUnhealthy)

# Without these an instance does not come back from standby.
readonly NEEDED_PROCESSES=(Launch AddToLoadBalancer)

# How often another instance that puts the group back is waited for: it takes seconds, or it is dead.
RESTORER_WAITS_LEFT=8

main() {
  limit_waiting deregister_from_elb.sh
  identify_instance
  read_settings
  find_group || fail "Auto Scaling does not say which group $INSTANCE_ID is in"
  TARGET_GROUPS=()
  if [[ -z $GROUP ]]; then
    say "$INSTANCE_ID is in no Auto Scaling group: there is no standby for it"
  else
    watch_for_failure
    until_out
  fi
  local own
  own=$(own_target_group)
  if [[ -n $own ]]; then leave_target_group "$own" || fail "$INSTANCE_ID is not out of $own"; fi
}

# Each round looks at the group anew, and does what is next.
until_out() {
  local state
  while true; do
    if ! read_group; then
      say "$GROUP cannot be read"
    else
      state=$(my_state)
      case $state in
        Standby)
          keep_in_standby
          return
          ;;
        InService) if step_out; then continue; fi ;;
        Pending:Wait | Warmed:*)
          # It is launched into this deployment: to wait until it is in service would be to wait for itself.
          # https://docs.aws.amazon.com/codedeploy/latest/userguide/integrations-aws-auto-scaling.html
          say "$INSTANCE_ID is $state: Auto Scaling puts it into service after this deployment"
          return
          ;;
        EnteringStandby | Pending*) say "$INSTANCE_ID is $state" ;;
        *)
          say "$INSTANCE_ID is $state: it gets no requests any more"
          return
          ;;
      esac
    fi
    wait_a_while || fail "$INSTANCE_ID is not in standby after $WAIT_LIMIT seconds: see timeout in appspec.yml"
  done
}

# Succeeds where the group shall be looked at anew at once, fails where that shall wait a little.
step_out() {
  local name lower=0
  local -a noted=() to_note=() to_suspend=()
  for name in "${NEEDED_PROCESSES[@]}"; do
    if is_among "$name" "${SUSPENDED[@]}"; then
      fail "$name is suspended on $GROUP: from standby no instance would come back. Resume it, and deploy again"
    fi
  done
  if [[ $(my_note) != "out:$DEPLOYMENT" ]]; then
    note "standby:$INSTANCE_ID=out:$DEPLOYMENT"
    return
  fi
  read_others
  if ((${#RESTORING[@]} > 0 && RESTORER_WAITS_LEFT > 0)); then
    RESTORER_WAITS_LEFT=$((RESTORER_WAITS_LEFT - 1))
    say "${RESTORING[*]} is just putting the group back"
    return 1
  fi

  IFS=+ read -r -a noted <<<"${NOTES[suspended]:-}"
  for name in "${HANDLED_PROCESSES[@]}"; do
    if is_among "$name" "${SUSPENDED[@]}"; then continue; fi
    to_suspend+=("$name")
    if ! is_among "$name" "${noted[@]}"; then noted+=("$name"); fi
  done
  if ((${#to_suspend[@]} > 0)); then to_note+=("suspended=$(IFS=+ && printf '%s' "${noted[*]}")"); fi
  if ((MIN > DESIRED - 1)); then
    lower=1
    if [[ -z ${NOTES["min-size"]:-} ]]; then to_note+=("min-size=$MIN"); fi
  fi

  if ((${#to_note[@]} > 0)); then note "${to_note[@]}" || return 1; fi
  if ((${#to_suspend[@]} > 0)); then
    say "suspending ${to_suspend[*]}"
    aws autoscaling suspend-processes --auto-scaling-group-name "$GROUP" --scaling-processes "${to_suspend[@]}" || return 1
  fi
  if ((lower)); then
    say "lowering the minimum of $GROUP from $MIN to $((DESIRED - 1))"
    aws autoscaling update-auto-scaling-group --auto-scaling-group-name "$GROUP" --min-size "$((DESIRED - 1))" || return 1
  fi
  # Refused where another instance was faster: then the numbers are others in the next round.
  aws autoscaling enter-standby --auto-scaling-group-name "$GROUP" --instance-ids "$INSTANCE_ID" \
    --should-decrement-desired-capacity --query 'Activities[].Description' --output text || return 1
  wait_afresh
}

# One that somebody else has put there has no note, and stays theirs.
keep_in_standby() {
  if [[ -z $(my_note) ]]; then
    say "$INSTANCE_ID was put into standby by somebody else: it stays there"
    return
  fi
  if [[ $(my_note) != "out:$DEPLOYMENT" ]]; then note "standby:$INSTANCE_ID=out:$DEPLOYMENT"; fi
  say "$INSTANCE_ID is in standby"
}

main
