import { readFileSync } from "node:fs";
import { join } from "node:path";
import { backendOf, checkBackend } from "../../../scripts/check-terraform/backend";
import type { TerraformJson } from "../../../scripts/check-terraform/terraform-json";
import { fakeTerraform, removeFolders, temporaryFolder } from "./fake-terraform";

afterAll(removeFolders);

const stack = (terraform: TerraformJson["terraform"]): TerraformJson => ({ terraform, resource: {} });
const LOCAL = stack({ backend: { local: { path: "state" } } });
const S3 = stack({ backend: { s3: { bucket: "states" } } });
const CLOUD = stack({ cloud: { hostname: "terraform.example.invalid" } });

async function check(json: TerraformJson, init: string): Promise<string> {
  const folder = join(temporaryFolder(), "backend");
  await checkBackend(
    await fakeTerraform({ init: `env > said; cat backend.tf.json >> said; ${init}` }),
    folder,
    json,
  );
  return readFileSync(join(folder, "said"), "utf8");
}

describe("backendOf", () => {
  test("names the kind and its settings", () => {
    expect([LOCAL, S3, CLOUD].map(backendOf)).toEqual([
      { local: { path: "state" } },
      { s3: { bucket: "states" } },
      { cloud: { hostname: "terraform.example.invalid" } },
    ]);
  });

  test("fails when a stack does not say", () => {
    expect(() => backendOf(stack({}))).toThrow("does not say where its state is kept");
  });
});

describe("checkBackend", () => {
  test("needs a local back end to be set up", async () => {
    await expect(check(LOCAL, "exit 0")).resolves.toBeDefined();
    await expect(check(LOCAL, "echo 'not so' >&2; exit 1")).rejects.toThrow("not so");
  });

  test.each([
    ["Amazon S3", S3, 'Unable to list objects in S3 bucket "states"'],
    ["HCP Terraform", CLOUD, "lookup terraform.example.invalid: no such host"],
  ])("needs Terraform to ask %s, of which nothing more can be had", async (_, json, asked) => {
    await expect(check(json, `echo '${asked}' >&2; exit 1`)).resolves.toBeDefined();
    await expect(check(json, `echo 'No argument is named "nonsense"' >&2; exit 1`)).rejects.toThrow(
      /does not come as far as asking .*(states|terraform\.example\.invalid)"?:\nNo argument is named "nonsense"/,
    );
  });

  test("asks nobody real", async () => {
    const said = await check(S3, `echo 'S3 bucket "states"' >&2`);

    expect(said).toContain("AWS_ENDPOINT_URL_S3=http://127.0.0.1:1\n");
    expect(said).toContain("AWS_ACCESS_KEY_ID=nobody\n");
  });

  test("gives Terraform all in the file, where it refuses an argument that it does not know", async () => {
    const said = await check(S3, `echo 'S3 bucket "states"' >&2; echo "arguments: $*" >> said`);

    expect(said).toContain(
      '{"terraform":{"backend":{"s3":{"bucket":"states","skip_credentials_validation":true',
    );
    expect(said).toContain("arguments: init -no-color\n");
  });
});
