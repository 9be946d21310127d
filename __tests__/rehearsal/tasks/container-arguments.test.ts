import { runArguments } from "../../../rehearsal/tasks/container/arguments";
import type { TaskRequest } from "../../../rehearsal/tasks/model";

const DETAILS = {
  name: "n",
  label: "l=1",
  port: 4000,
  image: "i",
  volumes: ["/tmp"],
  engine: "docker" as const,
};

function words(
  container: Partial<TaskRequest["container"]>,
  more: Partial<TaskRequest> = {},
  details = {},
): string {
  const request = {
    id: "t",
    folder: "/f",
    containerPort: 8080,
    container: { name: "app", image: "app", ...container },
  };
  return runArguments({ ...request, ...more }, { ...DETAILS, ...details }).join(" ");
}

describe("the words that start a container", () => {
  test("can be those of the image alone", () => {
    expect(words({})).toBe(
      "run --rm --name n --label l=1 --publish 127.0.0.1:4000:8080 --pull never --log-driver none i",
    );
  });

  test("can say all that the task definition says", () => {
    const container = {
      entryPoint: ["sh", "-c"],
      command: ["exit 1"],
      environment: [{ name: "A", value: "b c" }],
      user: "101",
      workingDirectory: "/srv",
    };
    expect(words(container, { task: { cpu: ".25 vCPU", memory: "0.5 GB" } })).toContain(
      "--env A=b c --user 101 --workdir /srv --cpus 0.25 --memory 512m --entrypoint sh i -c exit 1",
    );
    expect(words({}, { task: { cpu: "1024", memory: "2048" } })).toContain("--cpus 1 --memory 2048m");
  });

  test("can keep the root read-only, also where Podman would not", () => {
    const container = { readonlyRootFilesystem: true };
    expect(words(container)).toContain(" --read-only i");
    expect(words(container, {}, { engine: "podman" })).toContain(" --read-only --read-only-tmpfs=false i");
  });

  test("can give root alone a volume that the image does not declare", () => {
    const mountPoints = [{ containerPath: "/tmp" }, { containerPath: "/data" }];
    expect(words({ mountPoints })).toContain(" --mount type=tmpfs,destination=/data,tmpfs-mode=0755 i");
    expect(words({ mountPoints })).not.toContain("destination=/tmp");
  });
});
