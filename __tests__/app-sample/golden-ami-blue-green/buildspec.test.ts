import { BuildMachine, COMMIT } from "./build-machine";

const EVERY_REVISION = [
  "appspec.yml",
  "scripts/check_site",
  "scripts/common.sh",
  "scripts/install_dependencies",
  "scripts/start_server",
  "scripts/stop_server",
  "site/index.html",
];

let machine: BuildMachine;

afterEach(() => machine.remove());

describe("a build on a machine with Maven", () => {
  test("makes the Java variant", () => {
    machine = new BuildMachine("online");

    expect(machine.run()).toMatchObject({
      ok: true,
      exported: { COMMIT: COMMIT.slice(0, 12), VARIANT: "java" },
    });
    expect(machine.artifacts).toEqual([...EVERY_REVISION, "site/site.jar", "site/site.service"].sort());
    expect(machine.calls).toEqual([
      expect.stringMatching(/^mvn --batch-mode --quiet package -Dmaven\.main\.skip=true /),
      "mvn --batch-mode package",
    ]);
  });

  test("packs the page with the commit in it", () => {
    machine = new BuildMachine("online");
    machine.run();

    expect(machine.artifact("site/site.jar")).toContain(`content="${COMMIT.slice(0, 12)}"`);
    expect(machine.artifact("site/index.html")).toBe(machine.artifact("site/site.jar"));
  });

  test("fails when the program does not compile, rather than releasing the page alone", () => {
    machine = new BuildMachine("broken");
    const { ok, output } = machine.run();

    expect(ok).toBe(false);
    expect(output).toContain("COMPILATION ERROR");
  });

  test("makes the static variant when it is told to", () => {
    machine = new BuildMachine("online");

    expect(machine.run({ VARIANT: "static" }).exported).toMatchObject({ VARIANT: "static" });
    expect(machine.calls).toEqual([]);
  });
});

describe("a build on a machine where Maven cannot build", () => {
  test.each([
    ["there is none", undefined],
    ["it does not reach its plugins", "offline"],
  ] as const)("makes the static variant, and says so, when %s", (_, maven) => {
    machine = new BuildMachine(maven);
    const { ok, output, exported } = machine.run();

    expect({ ok, exported }).toEqual({
      ok: true,
      exported: { COMMIT: COMMIT.slice(0, 12), VARIANT: "static" },
    });
    expect(output).toContain("building the static variant");
    expect(machine.artifacts).toEqual(EVERY_REVISION);
    expect(machine.artifact("site/index.html")).toContain(`content="${COMMIT.slice(0, 12)}"`);
  });

  test("fails when it is told to make the Java variant", () => {
    machine = new BuildMachine("offline");

    expect(machine.run({ VARIANT: "java" }).ok).toBe(false);
  });
});

test("a build fails for a variant that there is not", () => {
  machine = new BuildMachine();
  const { ok, output } = machine.run({ VARIANT: "rust" });

  expect(ok).toBe(false);
  expect(output).toContain("VARIANT is 'rust', allowed: auto, java, static");
});

test("a build fails when a script is none", () => {
  machine = new BuildMachine();
  machine.file("scripts/start_server", "if then\n");

  expect(machine.run().ok).toBe(false);
  expect(machine.artifacts).toEqual([]);
});

test("a build keeps nothing of the one before", () => {
  machine = new BuildMachine("online");
  machine.run();
  machine.run({ VARIANT: "static" });

  expect(machine.artifacts).toEqual(EVERY_REVISION);
});
