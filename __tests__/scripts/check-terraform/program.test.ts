import { runProgram } from "../../../scripts/check-terraform/program";
import { ROWS } from "../../../scripts/check-terraform/rows";
import { removeFolders, temporaryFolder } from "./fake-terraform";

afterAll(removeFolders);

function terminal(env: NodeJS.ProcessEnv = {}) {
  const said = { stdout: "", stderr: "" };
  return {
    said,
    env,
    stdout: { write: (text: string) => (said.stdout += text) },
    stderr: { write: (text: string) => (said.stderr += text) },
  };
}

describe("check-terraform", () => {
  test("can name its configurations", async () => {
    const { said, ...stand } = terminal();

    await expect(runProgram(["--list"], stand)).resolves.toBe(0);
    expect(said.stdout.trim().split("\n")).toEqual(ROWS.map(({ name }) => name));
  });

  test.each(["TF_PLUGIN_MIRROR", "TF_CLI_CONFIG_FILE", "TERRAFORM_BINARY_NAME", "AWS_ENDPOINT_URL"])(
    "explains %s",
    async (variable) => {
      const { said, ...stand } = terminal();

      await expect(runProgram(["--help"], stand)).resolves.toBe(0);
      expect(said.stdout).toContain(variable);
    },
  );

  test("ends with 2 where the line itself is wrong", async () => {
    const { said, ...stand } = terminal();

    await expect(runProgram(["--rows"], stand)).resolves.toBe(2);
    expect(said.stderr).toContain("unknown option '--rows'");
  });

  test("fails when there is no such configuration, and names those that there are", async () => {
    await expect(runProgram(["--row", "defalt"], terminal())).rejects.toMatchObject({
      name: "UserError",
      message: expect.stringMatching(
        /^there is no configuration 'defalt' to check, perhaps you mean 'default': choose from default, nat-none, /,
      ),
    });
  });

  test("fails when Terraform is missing: nothing passes by being skipped", async () => {
    const env = { PATH: temporaryFolder() };

    await expect(runProgram([], terminal(env))).rejects.toThrow(
      "cannot run 'terraform', so nothing was checked",
    );
  });
});
