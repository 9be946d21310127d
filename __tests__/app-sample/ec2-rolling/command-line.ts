import { type ChildProcess, spawn, spawnSync } from "node:child_process";
import { once } from "node:events";
import { findProgram } from "../../../rehearsal/tasks/find-program";

/** The CLI in one process, which forks for each call: started anew, it would take a second each time. */
const SERVER = String.raw`
import os, signal, socket, sys
from awscli.clidriver import create_clidriver

signal.signal(signal.SIGCHLD, signal.SIG_IGN)
driver = create_clidriver()
sys.stdout = sys.stderr = open(os.devnull, "w")
for service in ("autoscaling describe-auto-scaling-groups", "elbv2 describe-target-groups", "ssm describe-parameters"):
    driver.main(service.split())
server = socket.create_server(("127.0.0.1", 0), backlog=64)
os.write(1, str(server.getsockname()[1]).encode())
while True:
    connection, _ = server.accept()
    if os.fork() == 0:
        received = b""
        while received.count(b"\0") < 1 or received.count(b"\0") <= int(received.split(b"\0")[0]):
            received += connection.recv(65536)
        os.dup2(connection.fileno(), 1)
        os.dup2(connection.fileno(), 2)
        sys.stdout, sys.stderr = os.fdopen(1, "w"), os.fdopen(2, "w")
        status = driver.main([word.decode() for word in received.split(b"\0")[1:-1]])
        sys.stdout.flush()
        sys.stderr.flush()
        os.write(1, ("\n%d" % status).encode())
        os._exit(0)
    connection.close()
`;

/** The AWS CLI, at hand for many calls. */
export class CommandLine {
  private constructor(
    private readonly server: ChildProcess,
    private readonly port: string,
  ) {}

  /** Path of a Python that has the CLI. */
  static find(): string | undefined {
    const python = findProgram("python3", process.env);
    return python && spawnSync(python, ["-c", "import awscli"]).status === 0 ? python : undefined;
  }

  static async start(python: string, environment: Readonly<Record<string, string>>): Promise<CommandLine> {
    const server = spawn(python, ["-c", SERVER], {
      stdio: ["ignore", "pipe", "inherit"],
      env: { PATH: process.env.PATH, HOME: "/nonexistent", ...environment },
    });
    const [port] = await once(server.stdout as NodeJS.ReadableStream, "data");
    return new CommandLine(server, String(port));
  }

  /**
   * A script `aws` that calls it. With `KILL_AFTER`, it kills the script that has called it, once that has changed something
   * so many times; `CHANGES` is the file that counts.
   */
  get script(): string {
    return `#!/bin/bash
exec 3<>/dev/tcp/127.0.0.1/${this.port}
printf '%s\\0' "$#" "$@" >&3
answer=$(cat <&3)
status=\${answer##*$'\\n'} answer=\${answer%$'\\n'*}
[[ $2 == describe-* || $2 == get-* ]] || echo "$2" >> "$CHANGES"
[[ -s $CHANGES && $(wc -l < "$CHANGES") == "\${KILL_AFTER:-none}" ]] && kill -9 0
if ((status == 0)); then printf '%s\\n' "$answer"; else printf '%s\\n' "$answer" >&2; fi
exit "$status"
`;
  }

  async stop(): Promise<void> {
    this.server.kill("SIGKILL");
    await once(this.server, "exit");
  }
}
