#!/bin/sh
# Releases a commit: builds its image once, pushes it, and has ECS run it. Ends with 0 once every task runs it.
# CI sets all that it needs by variables; the README says where their values come from.
set -eu

missing=
for name in COMMIT REPOSITORY_URL CLUSTER SERVICE; do
  eval "value=\${$name:-}"
  # shellcheck disable=SC2154 # eval has set it.
  [ -n "$value" ] || missing="$missing $name"
done
if [ -n "$missing" ]; then
  echo "release.sh: not set:$missing. Set each as a variable of the CI: the README says to what" >&2
  exit 2
fi

registry="${REPOSITORY_URL%%/*}"
repository="${REPOSITORY_URL#*/}"
tag="$(printf %.12s "$COMMIT")"
image="$REPOSITORY_URL:$tag"

# Tags are immutable: a commit that is released again, as after a change of settings, has its image already.
pushed="$(aws ecr batch-get-image --repository-name "$repository" --image-ids "imageTag=$tag" \
  --query 'images[0].imageId.imageDigest' --output text)"
if [ "$pushed" = None ]; then
  aws ecr get-login-password | docker login --username AWS --password-stdin "$registry"
  docker build ${IMAGE_PLATFORM:+--platform "$IMAGE_PLATFORM"} --build-arg "COMMIT=$COMMIT" --tag "$image" .
  docker push "$image"
else
  echo "$image was pushed before: $pushed"
fi

set -- ecs-deploy
if ! command -v ecs-deploy >/dev/null; then
  set -- npx --yes --package cdktf-blue-green@0.1 -- ecs-deploy
  # The command is one file. What the package needs as a library is not for it.
  export npm_config_legacy_peer_deps=true
fi
# In the place of this shell, so that whoever ends the job ends the command, which then says what it leaves.
exec "$@" --cluster "$CLUSTER" --service-name "$SERVICE" --image "$image" \
  --use-latest-task-def --digest --timeout "${TIMEOUT_SECONDS:-900}" --enable-rollback
