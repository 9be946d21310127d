# The command ecs-deploy in an image of its own:
#   docker build -t ecs-deploy . && docker run --rm -e AWS_ACCESS_KEY_ID -e AWS_SECRET_ACCESS_KEY ecs-deploy --help

FROM node:22-alpine AS build
WORKDIR /src
COPY package.json package-lock.json ./
# Packages with scripts of their own are for tests; esbuild brings its program without one.
RUN npm ci --ignore-scripts
COPY aws ./aws
COPY bin ./bin
COPY cli ./cli
COPY config ./config
COPY ecs-deploy ./ecs-deploy
RUN node bin/build-command.mjs cli/ecs-deploy/index.ts dist/ecs-deploy

FROM node:22-alpine
# The command is one file: nothing of npm is needed to run it.
RUN rm -rf /usr/local/lib/node_modules /usr/local/bin/npm /usr/local/bin/npx /opt/yarn*
COPY --from=build /src/dist/ecs-deploy /usr/local/bin/ecs-deploy
USER node
WORKDIR /work
ENTRYPOINT ["ecs-deploy"]
