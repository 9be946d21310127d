import { Terraform } from "../../../scripts/check-terraform/terraform";
import { binary, fakeTerraform, removeFolders, temporaryFolder } from "./fake-terraform";

afterAll(removeFolders);

describe("Terraform", () => {
  test("says what to install where there is none", async () => {
    await expect(Terraform.find({ PATH: temporaryFolder() })).rejects.toMatchObject({
      name: "UserError",
      message: expect.stringMatching(
        /^cannot run 'terraform', so nothing was checked: install Terraform 1\.10 or newer \(https:.+\), or name another binary in TERRAFORM_BINARY_NAME/,
      ),
    });
  });

  test("says which binary is missing where another is named", async () => {
    const env = { PATH: temporaryFolder(), TERRAFORM_BINARY_NAME: "tofu" };

    await expect(Terraform.find(env)).rejects.toThrow("cannot run 'tofu'");
  });

  test("knows its version and its registry", async () => {
    const terraform = await fakeTerraform({});
    const tofu = await fakeTerraform({ version: "echo 'OpenTofu v1.9.0'; echo 'on linux'" });

    expect([terraform.version, terraform.registry]).toEqual(["Terraform v9.9.9", "registry.terraform.io"]);
    expect([tofu.version, tofu.registry]).toEqual(["OpenTofu v1.9.0", "registry.opentofu.org"]);
  });

  test("leaves the user's own work out", async () => {
    const own = {
      TF_DATA_DIR: "/own",
      TF_WORKSPACE: "own",
      TF_CLI_ARGS_plan: "-own",
      TF_VAR_released: "own",
    };
    const env = {
      PATH: process.env.PATH,
      TERRAFORM_BINARY_NAME: binary({ plan: "env" }),
      ...own,
      KEPT: "yes",
    };

    const { stdout } = await (await Terraform.find(env)).run(temporaryFolder(), "plan");

    expect(stdout).not.toContain("own");
    expect(stdout).toContain("KEPT=yes");
  });

  test("can be given other variables", async () => {
    const terraform = await fakeTerraform({ plan: "env" });

    const { stdout } = await terraform
      .with({ ONE: "1" })
      .with({ TWO: "2", ONE: undefined })
      .run(temporaryFolder(), "plan");

    expect(stdout).toContain("TWO=2");
    expect(stdout).not.toContain("ONE=");
  });

  test("shows all that a failed command said", async () => {
    const terraform = await fakeTerraform({ validate: "echo out; echo err >&2; exit 3" });

    await expect(terraform.succeed(temporaryFolder(), "validate", "-json")).rejects.toThrow(
      /validate -json failed in .*\nout\nerr\n/,
    );
    await expect(terraform.run(temporaryFolder(), "validate")).resolves.toMatchObject({ code: 3 });
  });
});
