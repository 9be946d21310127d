import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describeSource, findPlugins, usualFolders } from "../../../scripts/check-terraform/mirror";
import { removeFolders, temporaryFolder } from "./fake-terraform";

const REGISTRY = "registry.terraform.io";

afterAll(removeFolders);

function mirror(folder = temporaryFolder(), registry = REGISTRY): string {
  mkdirSync(join(folder, registry, "hashicorp/aws"), { recursive: true });
  return folder;
}

describe("findPlugins", () => {
  test("takes the mirror that TF_PLUGIN_MIRROR names before all others", () => {
    const [named, found, file] = [mirror(), mirror(), join(temporaryFolder(), "own.rc")];
    writeFileSync(file, "");

    const source = findPlugins({ TF_PLUGIN_MIRROR: named, TF_CLI_CONFIG_FILE: file }, REGISTRY, [found]);

    expect(source).toEqual({ kind: "mirror", folder: named });
  });

  test("fails when TF_PLUGIN_MIRROR names a folder without the provider", () => {
    const folder = temporaryFolder();

    expect(() => findPlugins({ TF_PLUGIN_MIRROR: folder }, REGISTRY, [mirror()])).toThrow(
      `TF_PLUGIN_MIRROR names '${folder}', which holds no registry.terraform.io/hashicorp/aws: name a folder that 'terraform providers mirror' has filled, or unset it`,
    );
  });

  test("leaves the choice to a CLI configuration of the user's", () => {
    const file = join(temporaryFolder(), "own.rc");
    writeFileSync(file, "");

    expect(findPlugins({ TF_CLI_CONFIG_FILE: file }, REGISTRY, [mirror()])).toEqual({
      kind: "cli-config",
      file,
    });
  });

  test("takes no notice of a CLI configuration that is not there", () => {
    const folder = mirror();
    const file = join(temporaryFolder(), "missing.rc");

    expect(findPlugins({ TF_CLI_CONFIG_FILE: file }, REGISTRY, [folder])).toEqual({ kind: "mirror", folder });
  });

  test("takes the first folder that is a mirror of the registry", () => {
    const [other, folder] = [mirror(undefined, "registry.opentofu.org"), mirror()];

    expect(findPlugins({}, REGISTRY, [temporaryFolder(), other, folder])).toEqual({ kind: "mirror", folder });
    expect(findPlugins({}, "registry.opentofu.org", [folder, other])).toEqual({
      kind: "mirror",
      folder: other,
    });
  });

  test("asks the registry where no folder is a mirror, and says where it looked", () => {
    const folder = temporaryFolder();

    expect(findPlugins({}, REGISTRY, [folder])).toEqual({ kind: "registry", searched: [folder] });
  });
});

describe("usualFolders", () => {
  test("are Terraform's own and those under /opt, one level deep", () => {
    const opt = temporaryFolder();
    mkdirSync(join(opt, "plugins/deeper"), { recursive: true });

    expect(usualFolders({ HOME: "/home/me" }, opt)).toEqual([
      "/home/me/.terraform.d/plugins",
      "/home/me/.local/share/terraform/plugins",
      "/usr/local/share/terraform/plugins",
      "/usr/share/terraform/plugins",
      opt,
      join(opt, "plugins"),
    ]);
  });

  test("follow the desktop's variables", () => {
    const env = { HOME: "/home/me", XDG_DATA_HOME: "/data", XDG_DATA_DIRS: "/a:/b" };

    expect(usualFolders(env, join(temporaryFolder(), "none"))).toEqual([
      "/home/me/.terraform.d/plugins",
      "/data/terraform/plugins",
      "/a/terraform/plugins",
      "/b/terraform/plugins",
      expect.any(String),
    ]);
  });
});

describe("describeSource", () => {
  test("says where the provider comes from", () => {
    const told = [
      describeSource({ kind: "mirror", folder: "/mirror" }, REGISTRY),
      describeSource({ kind: "cli-config", file: "/own.rc" }, REGISTRY),
      describeSource({ kind: "registry", searched: [] }, REGISTRY),
    ];

    expect(told).toEqual(["the mirror /mirror", "wherever /own.rc says", "registry.terraform.io"]);
  });
});
