# shellcheck shell=bash
# Target groups of the load balancer. Sourced, never run.
#
# The Auto Scaling group registers its instances with its own target groups, and takes them out as they go into standby. One
# that it does not know of, or one of an instance that is in no group, is named by the setting TARGET_GROUP_ARN.

# target_state ARN
# https://docs.aws.amazon.com/elasticloadbalancing/latest/APIReference/API_TargetHealth.html
target_state() {
  aws elbv2 describe-target-health --target-group-arn "$1" --targets "Id=$INSTANCE_ID" \
    --query 'TargetHealthDescriptions[0].TargetHealth.State' --output text
}

# Prints the target group that only the setting names, if there is one.
own_target_group() {
  local arn
  arn=$(setting TARGET_GROUP_ARN '')
  if [[ -n $arn ]] && ! is_among "$arn" "${TARGET_GROUPS[@]}"; then printf '%s\n' "$arn"; fi
}

# Takes the instance out of a target group, and waits until its requests have ended.
leave_target_group() {
  local arn=$1 state
  say "taking $INSTANCE_ID out of $arn"
  aws elbv2 deregister-targets --target-group-arn "$arn" --targets "Id=$INSTANCE_ID" || return 1
  wait_afresh
  while true; do
    state=$(target_state "$arn") || state=unknown
    case $state in unused | None) break ;; esac
    wait_a_while || {
      say "$INSTANCE_ID is still $state in $arn after $WAIT_LIMIT seconds"
      return 1
    }
  done
  say "$INSTANCE_ID gets no requests from $arn"
}

join_target_group() {
  say "registering $INSTANCE_ID with $1"
  aws elbv2 register-targets --target-group-arn "$1" --targets "Id=$INSTANCE_ID"
}

# Waits until the instance is healthy in each target group.
wait_until_healthy() {
  local arn state
  for arn in "$@"; do
    wait_afresh
    while true; do
      state=$(target_state "$arn") || state=unknown
      if [[ $state == healthy ]]; then break; fi
      wait_a_while || {
        say "$INSTANCE_ID is $state in $arn, not healthy, after $WAIT_LIMIT seconds"
        return 1
      }
    done
    say "$INSTANCE_ID is healthy in $arn"
  done
}
