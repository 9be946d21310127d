import { readFileSync } from "node:fs";
import { join } from "node:path";
import { fetchProvider, tooOld } from "../../../scripts/check-terraform/provider";
import { fakeTerraform, removeFolders, temporaryFolder } from "./fake-terraform";

afterAll(removeFolders);

const NO_MIRROR = { HOME: "/nowhere", XDG_DATA_HOME: "/nowhere", XDG_DATA_DIRS: "/nowhere" };

describe("tooOld", () => {
  test("says what a row needs and what can be had", () => {
    expect(tooOld("5.100.0", "6.25.0")).toBe("needs AWS provider >= 6.25.0, only 5.100.0 can be had");
  });

  test.each([
    ["6.25.0", "6.25.0"],
    ["6.100.0", "6.25.0"],
    ["5.100.0", "5.100.0"],
  ])("lets %s pass where %s is needed", (version, needed) => {
    expect(tooOld(version, needed)).toBeUndefined();
  });
});

describe("fetchProvider", () => {
  const selected = `echo '{"provider_selections":{"registry.terraform.io/hashicorp/aws":"6.30.1"}}'`;
  const version = `case "$*" in *-json*) ${selected} ;; *) echo 'Terraform v9.9.9' ;; esac`;

  test("knows which version came, and gives it to every row from where it is", async () => {
    const folder = join(temporaryFolder(), "provider");
    const terraform = await fakeTerraform({ version, init: "env", plan: 'cat "$TF_CLI_CONFIG_FILE"' });

    const provider = await fetchProvider(terraform, { ...NO_MIRROR, TF_CLI_CONFIG_FILE: __filename }, folder);

    expect(provider).toMatchObject({ version: "6.30.1", from: `wherever ${__filename} says` });
    const { stdout } = await provider.terraform.run(folder, "plan");
    expect(stdout).toContain(`path = "${join(folder, ".terraform/providers")}"`);
  });

  test("asks for what both major versions share", async () => {
    const folder = join(temporaryFolder(), "provider");

    await fetchProvider(await fakeTerraform({ version }), { TF_CLI_CONFIG_FILE: __filename }, folder);

    const { terraform } = JSON.parse(readFileSync(join(folder, "main.tf.json"), "utf8"));
    expect(terraform.required_providers.aws).toEqual({
      source: "hashicorp/aws",
      version: ">= 5.100.0, < 7.0.0",
    });
  });

  test("says in one line that nothing was checked where no provider can be had, then what Terraform said", async () => {
    const terraform = await fakeTerraform({ init: "echo 'no such host' >&2; exit 1" });
    const env = { TF_CLI_CONFIG_FILE: __filename };

    const fetching = fetchProvider(terraform, env, join(temporaryFolder(), "provider"));

    await expect(fetching).rejects.toMatchObject({
      name: "UserError",
      message: `no AWS provider >= 5.100.0, < 7.0.0 can be had, so nothing was checked: wherever ${__filename} says does not give it; name a mirror in TF_PLUGIN_MIRROR, or see that this machine reaches registry.terraform.io\nno such host`,
    });
  });
});
