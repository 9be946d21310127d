# shellcheck shell=bash
# The Auto Scaling group of this instance: what it says, and the notes of what is changed of it. Sourced, never run.
#
# All that a script changes of the group is noted on the group itself, as tags, before it is changed. So every instance of
# it can put it back, also when the one that changed it is dead:
#
#   bluegreen:min-size        the minimum before it was lowered
#   bluegreen:suspended       the processes that were suspended here, joined by +; not those that somebody else suspended
#   bluegreen:standby:<id>    out:<deployment> from before an instance leaves until it is back,
#                             restoring:<deployment> while it puts the group back
#
# Whoever comes back last puts back. So that none puts back while another is just leaving: who leaves writes `out` and then
# reads who is restoring; who restores writes `restoring` and then reads who is out. At least one of the two sees the other.

# A line for each fact: its kind, then what it says.
readonly GROUP_FACTS="AutoScalingGroups[0].[
  [['sizes', MinSize, DesiredCapacity]],
  SuspendedProcesses[].['suspended', ProcessName],
  TargetGroupARNs[].['target-group', @],
  Instances[].['instance', InstanceId, LifecycleState],
  Tags[?starts_with(Key, 'bluegreen:')].['note', Key, Value]
][]"

# Sets GROUP; an empty one where the instance is in none.
find_group() {
  GROUP=$(aws autoscaling describe-auto-scaling-instances --instance-ids "$INSTANCE_ID" \
    --query 'AutoScalingInstances[0].AutoScalingGroupName' --output text) || return 1
  if [[ $GROUP == None ]]; then GROUP=; fi
}

# Sets MIN, DESIRED, SUSPENDED, TARGET_GROUPS, STATES and NOTES by one answer, so that they fit together.
read_group() {
  local facts kind first second
  facts=$(aws autoscaling describe-auto-scaling-groups --auto-scaling-group-names "$GROUP" \
    --query "$GROUP_FACTS" --output text) || return 1
  MIN='' DESIRED='' SUSPENDED=() TARGET_GROUPS=()
  declare -gA STATES=() NOTES=()
  while IFS=$'\t' read -r kind first second; do
    case $kind in
      sizes) MIN=$first DESIRED=$second ;;
      suspended) SUSPENDED+=("$first") ;;
      target-group) TARGET_GROUPS+=("$first") ;;
      instance) STATES[$first]=$second ;;
      note) NOTES[${first#bluegreen:}]=$second ;;
    esac
  done <<<"$facts"
  [[ -n $MIN ]]
}

my_state() {
  printf '%s\n' "${STATES[$INSTANCE_ID]:-gone}"
}

my_note() {
  printf '%s\n' "${NOTES[standby:$INSTANCE_ID]:-}"
}

# note KEY=VALUE …
note() {
  local one
  local -a tags=()
  for one in "$@"; do
    tags+=("ResourceId=$GROUP,ResourceType=auto-scaling-group,Key=bluegreen:${one%%=*},Value=${one#*=},PropagateAtLaunch=false")
  done
  aws autoscaling create-or-update-tags --tags "${tags[@]}"
}

# forget KEY …
forget() {
  local key
  local -a tags=()
  for key in "$@"; do tags+=("ResourceId=$GROUP,ResourceType=auto-scaling-group,Key=bluegreen:$key"); done
  aws autoscaling delete-tags --tags "${tags[@]}"
}

# Sets OUT, RESTORING, LEFT and DEAD: other instances by what their notes say, and whether that can still be so. CodeDeploy
# has one deployment of a group at a time: the scripts of an earlier one have ended, whatever they left.
read_others() {
  local key id said by
  OUT=() RESTORING=() LEFT=() DEAD=()
  for key in "${!NOTES[@]}"; do
    id=${key#standby:} said=${NOTES[$key]%%:*} by=${NOTES[$key]#*:}
    if [[ $key != standby:* || $id == "$INSTANCE_ID" ]]; then continue; fi
    if [[ $DEPLOYMENT == by-hand || $by == by-hand ]]; then by=$DEPLOYMENT; fi
    case ${STATES[$id]:-gone} in
      gone | Terminat* | Detach*) DEAD+=("$id") ;;
      Standby | EnteringStandby) if [[ $by == "$DEPLOYMENT" ]]; then OUT+=("$id"); else LEFT+=("$id"); fi ;;
      *)
        if [[ $by != "$DEPLOYMENT" ]]; then
          DEAD+=("$id")
        elif [[ $said == restoring ]]; then
          RESTORING+=("$id")
        else
          OUT+=("$id")
        fi
        ;;
    esac
  done
}

# is_among WORD WORDS…
is_among() {
  local word=$1 one
  shift
  for one in "$@"; do
    if [[ $one == "$word" ]]; then return 0; fi
  done
  return 1
}

# Puts the group back as it was, unless another instance of this deployment is out and will do so; then forgets this
# instance's own note. Harmless where there is nothing to put back. Fails where a call fails; it can be called again.
put_back() {
  read_group || return 1
  if [[ $(my_state) == *Standby ]]; then
    say "$INSTANCE_ID is still in standby: the group keeps what is noted on it until register_with_elb.sh has run here"
    return 0
  fi
  if [[ -z $(my_note)${NOTES["min-size"]:-}${NOTES[suspended]:-} ]]; then return 0; fi
  note "standby:$INSTANCE_ID=restoring:$DEPLOYMENT" && read_group || return 1
  read_others
  local -a done=("standby:$INSTANCE_ID" "${DEAD[@]/#/standby:}")
  if ((${#OUT[@]} > 0)); then
    say "${OUT[*]} will put the group back"
  else
    put_minimum_back && put_processes_back || return 1
  fi
  forget "${done[@]}"
}

# With an instance that an earlier deployment left in standby, the minimum is put back as far as the others fill it: above
# what is desired, Auto Scaling would launch an instance that is one too many once that one is back.
# https://docs.aws.amazon.com/autoscaling/ec2/APIReference/API_UpdateAutoScalingGroup.html
put_minimum_back() {
  local original=${NOTES["min-size"]:-} to
  if [[ -z $original ]]; then return 0; fi
  to=$original
  if ((${#LEFT[@]} > 0 && original > DESIRED)); then to=$DESIRED; fi
  # Whoever raised it meanwhile meant it.
  if ((MIN < to)); then
    say "raising the minimum of $GROUP from $MIN to $to"
    aws autoscaling update-auto-scaling-group --auto-scaling-group-name "$GROUP" --min-size "$to" || return 1
  fi
  if ((to == original)); then done+=(min-size); else say "${LEFT[*]} still in standby: the minimum was $original"; fi
}

put_processes_back() {
  local name
  local -a noted=() names=()
  if [[ -z ${NOTES[suspended]:-} ]]; then return 0; fi
  IFS=+ read -r -a noted <<<"${NOTES[suspended]}"
  for name in "${noted[@]}"; do
    if is_among "$name" "${SUSPENDED[@]}"; then names+=("$name"); fi
  done
  if ((${#names[@]} > 0)); then
    say "resuming ${names[*]}"
    aws autoscaling resume-processes --auto-scaling-group-name "$GROUP" --scaling-processes "${names[@]}" || return 1
  fi
  done+=(suspended)
}

# At the end of a script that failed: what can be put back at once is. A script that is killed cannot; see the README.
put_back_after_failure() {
  local status=$?
  trap - EXIT
  trap '' TERM
  if ((status != 0)) && [[ -n ${GROUP:-} ]]; then
    put_back || say "what is noted on $GROUP is put back by the next deployment, or by register_with_elb.sh run again"
  fi
  exit "$status"
}

# The end of a script's time comes as TERM to all its processes.
watch_for_failure() {
  trap put_back_after_failure EXIT
  trap 'exit 143' TERM
}
