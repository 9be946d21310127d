import { chooseOn, type Machine } from "./choose-on";
import { Workshop } from "./workshop";

let workshop: Workshop;

beforeAll(async () => {
  workshop = await Workshop.open();
});
afterAll(() => workshop.close());

const DOCKER = 'case "$*" in *ServerVersion*) echo 28.2.2;; esac';
/** It has no image of a registry, and reaches none to pull it from. */
const ALONE = `${DOCKER}; case "$*" in *library/registry:2) exit 1;; esac`;
const PODMAN = 'case "$1" in info) echo 5.4.0;; run) exit 127;; esac';
const BROKEN_PODMAN = `case "$1 $CONTAINERS_CONF" in
  info*) echo 4.3.1;;
  "run ") echo "error setting rlimit type 7: operation not permitted" >&2; exit 126;;
  run*) exit 127;;
esac`;
const NGINX = "echo 'nginx version: nginx/1.28.0' >&2";

const choose = (...machine: Machine) => chooseOn(workshop, ...machine);

describe("the runtime", () => {
  test.each([
    ["docker", { docker: DOCKER, podman: PODMAN, nginx: NGINX }, /^docker: docker 28\.2\.2 answers$/],
    [
      "podman",
      { docker: "echo; echo no daemon >&2; exit 1", podman: PODMAN, nginx: NGINX },
      /^podman: podman 5/,
    ],
    ["podman", { podman: BROKEN_PODMAN }, /with .*containers\.conf, as the user's configuration starts no/],
    [
      "nginx",
      { docker: "echo; exit 0", podman: "exit 1", nginx: NGINX },
      /^nginx: found at .*\/sbin\/nginx$/,
    ],
    ["embedded", { nginx: "exit 1" }, /^embedded: no container engine and no nginx on the PATH$/],
  ])("can be %s where that is the first that answers", async (name, programs, description) => {
    const runtime = await choose(programs as Record<string, string>);
    expect(runtime.name).toBe(name);
    expect(runtime.description).toMatch(description);
    expect(runtime.engine?.name).toBe(name === "docker" || name === "podman" ? name : undefined);
  });

  test("can be nginx where an engine cannot get what the application is built on, and says so", async () => {
    const docker = `${DOCKER.replace("esac", "")} *example.test*) exit 1;; esac`;
    const runtime = await choose({ docker, nginx: NGINX }, undefined, ["example.test/base:1"]);
    expect(runtime.name).toBe("nginx");
    expect(runtime.description).toMatch(/; docker cannot pull example\.test\/base:1$/);
    expect((await choose({ docker, nginx: NGINX }, "docker", ["example.test/base:1"])).name).toBe("docker");
  });

  test("can be nginx where an engine has no registry to push to, and says so", async () => {
    const runtime = await choose({ docker: ALONE, nginx: NGINX });
    expect(runtime.name).toBe("nginx");
    expect(runtime.description).toMatch(
      /; docker-registry is not on the PATH, and docker cannot pull docker\.io\/library\/registry:2, so that/,
    );
    expect((await choose({ docker: ALONE, "docker-registry": "" })).name).toBe("docker");
  });

  test("fails when one is requested that has no registry to push to, with what to do", async () => {
    await expect(choose({ docker: ALONE }, "docker")).rejects.toThrow(
      /runtime "docker" cannot be had: .*To have it, install docker-registry .*or run: docker pull docker\.io\/library\/registry:2;/,
    );
  });

  test("can be requested", async () => {
    expect((await choose({ docker: DOCKER }, "embedded")).description).toBe("embedded: as requested");
  });

  test("fails when one is requested that does not answer", async () => {
    await expect(choose({ docker: "echo no daemon >&2; exit 1" }, "docker")).rejects.toThrow(
      /runtime "docker" cannot be had: .*\/docker is there, and its engine does not answer: no daemon\. .*start Docker/,
    );
    await expect(choose({}, "podman")).rejects.toThrow(/podman is not on the PATH.*install Podman/);
    await expect(choose({}, "nginx")).rejects.toThrow(/install nginx/);
  });

  test("fails when a podman that answers starts no container", async () => {
    const podman = 'case "$1" in info) echo 5.4.0;; run) echo "no space left" >&2; exit 125;; esac';
    await expect(choose({ podman }, "podman")).rejects.toThrow("cannot start a container: no space left");
  });

  test("fails for a name that is none", async () => {
    await expect(choose({}, "lxc")).rejects.toThrow(
      'runtime is "lxc", allowed: docker, podman, nginx, embedded',
    );
  });
});
