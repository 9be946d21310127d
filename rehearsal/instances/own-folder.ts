import { mkdirSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { sleepScript } from "../aws/stand-ins";
import { SENT_VARIABLES } from "./control";
import { quote } from "./quote";

/** What the commands of one instance are made of. */
export interface OwnFolderOptions {
  /** Names of the commands that the rehearsal answers. */
  readonly commands: readonly string[];
  /** Path of the real curl. */
  readonly curl: string;
  /** Where they are answered. */
  readonly url: string;
  readonly speed: number;
  readonly port: number;
  readonly metadataPort: number;
  /** Names and addresses that the instance itself is reached by. */
  readonly names: readonly string[];
  readonly applicationPorts: readonly number[];
}

/** The metadata service's address. */
export const METADATA_ADDRESS = "169.254.169.254";

/** Commands that have nothing to do here, as there is one user alone. */
const WITHOUT_EFFECT = ["chown", "chgrp", "chcon", "restorecon", "setsebool", "logger"];

/**
 * Writes the commands that come first on an instance's PATH. The URL is a secret, so that they are for their owner alone.
 *
 * @param folder `bin` of what an instance sees and cannot change
 */
export function writeCommands(folder: string, options: OwnFolderOptions): void {
  rmSync(folder, { recursive: true, force: true });
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  const write = (name: string, script: string): void =>
    writeFileSync(join(folder, name), script, { mode: 0o700 });
  write("answered", answeredScript(options));
  for (const name of options.commands) symlinkSync("answered", join(folder, name));
  write("curl", curlScript(options));
  write("sleep", sleepScript(options.speed));
  write("sudo", SUDO);
  write("install-codedeploy-agent", INSTALLER);
  for (const name of WITHOUT_EFFECT) write(name, "#!/bin/sh\nexit 0\n");
}

/** Asks the rehearsal what a command does, and does it. */
function answeredScript({ url, curl }: OwnFolderOptions): string {
  const sent = SENT_VARIABLES.map((name) => `"\${${name}-}"`).join(" ");
  return `#!/bin/bash
name=\${0##*/}
answer=$(printf '%s\\0' "$PWD" ${sent} "$@" | ${quote(curl)} -sSf --noproxy '*' --data-binary @- ${quote(url)}/"$name") || {
  echo "$name: the rehearsal that this command belongs to is over" >&2
  exit 1
}
eval "$answer"
`;
}

/**
 * The real curl, which finds the metadata service and the instance's own application where they are on this machine, and
 * the installer of CodeDeploy's agent.
 *
 * @see https://docs.aws.amazon.com/codedeploy/latest/userguide/codedeploy-agent-operations-install-linux.html
 */
function curlScript({ curl, names, applicationPorts, port, metadataPort }: OwnFolderOptions): string {
  const routes = [
    [METADATA_ADDRESS, 80, metadataPort],
    ...names.flatMap((name) => applicationPorts.map((from) => [name, from, port])),
  ].map(([name, from, to]) => `--connect-to ${name}:${from}:127.0.0.1:${to}`);
  return `#!/bin/bash
words=()
for word in "$@"; do
  case $word in
    https://aws-codedeploy-*.amazonaws.com/*latest/install) word=file://\${0%/*}/install-codedeploy-agent ;;
  esac
  words+=("$word")
done
exec ${quote(curl)} ${routes.join(" ")} "\${words[@]}"
`;
}

const INSTALLER = "#!/bin/sh\nexec dnf --assumeyes --quiet install codedeploy-agent\n";

/** There is one user alone. */
const SUDO = `#!/bin/bash
while [[ \${1-} == -* ]]; do
  case $1 in
    -u | -g) shift 2 ;;
    *) shift ;;
  esac
done
exec "$@"
`;
