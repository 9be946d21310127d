import { cliConfig } from "../../../scripts/check-terraform/cli-config";

describe("cliConfig", () => {
  test("takes providers from the folder, and from nowhere else", () => {
    expect(cliConfig("/srv/plugins")).toBe(`provider_installation {
  filesystem_mirror {
    path = "/srv/plugins"
  }
}
`);
  });

  test("can name a folder with characters that Terraform reads something into", () => {
    expect(cliConfig('/a "b"/${c}')).toContain('path = "/a \\"b\\"/$${c}"');
  });
});
