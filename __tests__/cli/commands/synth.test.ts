import { existsSync } from "node:fs";
import { join } from "node:path";
import { runProgram } from "../../../cli/program";
import { Project } from "../../config/project";
import { swiftly } from "../../helpers/synth";

const projects: Project[] = [];
afterEach(() => {
  for (const project of projects.splice(0)) project.remove();
});

/** Synthesises in a folder of its own, and says which stacks are there then. */
async function synth(args: readonly string[], env: NodeJS.ProcessEnv = {}) {
  const project = new Project();
  projects.push(project);
  project.write("bluegreen.config.ts", 'export default { name: "shop", systems: ["ecs-blue-green"] };');
  let stdout = "";
  const terminal = {
    stdout: { write: (text: string) => (stdout += text) },
    stderr: { write: () => {} },
    env,
  };
  await swiftly(() => runProgram(["synth", ...args], terminal));
  const stacks = ["ecs-blue-green", "ec2-rolling"].filter((id) =>
    existsSync(join(project.folder, "cdktf.out/stacks", id, "cdk.tf.json")),
  );
  return { stdout, stacks };
}

describe("bluegreen synth", () => {
  test("can build the systems that the command names, whatever the file and the environment choose", async () => {
    const { stacks, stdout } = await synth(["--systems", "ec2-rolling"], {
      BLUEGREEN_SYSTEMS: "golden-ami-blue-green",
    });
    expect(stacks).toEqual(["ec2-rolling"]);
    expect(stdout).toContain("ec2-rolling: about $");
  });

  test("can build the systems that the environment names", async () => {
    const { stacks } = await synth([], { BLUEGREEN_SYSTEMS: "ec2-rolling,ecs-blue-green" });
    expect(stacks).toEqual(["ecs-blue-green", "ec2-rolling"]);
  });

  test("builds those of the file where nothing else is said", async () => {
    expect((await synth([])).stacks).toEqual(["ecs-blue-green"]);
  });

  test("fails on a system that there is none of, and names those that there are", async () => {
    await expect(synth(["--systems", "ec2-roling"])).rejects.toThrow(
      /BLUEGREEN_SYSTEMS\[0\] is none of the allowed values\n.*"ec2-roling"\n.*ecs-rolling, each once\n.*did you mean "ec2-rolling"\?/,
    );
  });
});
