import { configSchema } from "../../config/schema";
import { renderConfigurationTable, withConfigurationTable } from "../../scripts/configuration-table";
import { settingPaths } from "../helpers/setting-paths";

const rendered = renderConfigurationTable();
const rowOf = (setting: string) => rendered.split("\n").filter((line) => line.startsWith(`| ${setting} |`));

describe("the configuration table", () => {
  test("has every setting", () => {
    const listed = new Set([...rendered.matchAll(/^\| `([^`]+)`/gm)].map(([, path]) => path));
    expect(settingPaths(configSchema).filter((path) => !listed.has(path))).toEqual([]);
  });

  test("has a default, what is allowed and a description in every row", () => {
    const rows = rendered
      .split("\n")
      .filter((line) => line.startsWith("| `") && !line.startsWith("| `BLUEGREEN_"));
    const cells = rows.map((row) => row.split(/(?<!\\)\|/).map((cell) => cell.trim()));
    expect(cells.filter((row) => row.length !== 6 || row.slice(1, 5).includes(""))).toEqual([]);
  });

  test("has the groups in the order of the schema, after the settings without one", () => {
    expect(rendered.match(/^### .*/gm)).toEqual([
      "### `network`",
      "### `loadBalancer`",
      "### `app`",
      "### `source`",
      "### `pipeline`",
      "### `deployment`",
      "### `efs`",
      "### `goldenAmi`",
      "### `rolling`",
      "### `ecsRolling`",
      "### `state`",
      "### Environment variables",
    ]);
    expect(rendered.indexOf("| `environments`")).toBeLessThan(rendered.indexOf("###"));
  });

  test.each([
    [
      "a setting that must be given",
      "`name`",
      "| `name` | **required** | 2 to 20 lower-case letters, digits and single hyphens, beginning with a letter, not with aws or ssm | Name of the system: the beginning of every resource's name. |",
    ],
    [
      "a setting with a default",
      "`network.zones`",
      "| `network.zones` | `2` | 2 to 6 | Availability Zones to spread over. |",
    ],
    [
      "a setting that may be left out",
      "`app.autoscaling.memoryPercent`",
      "| `app.autoscaling.memoryPercent` | not set | 10 to 95 | Memory use to hold, averaged over the service. |",
    ],
    [
      "a group within a group",
      "`network.existing`",
      "| `network.existing` | not set | the settings below | An existing VPC to use; no VPC, subnet or gateway is made then. |",
    ],
    [
      "a setting in a list",
      "`deployment.checks[].path`",
      "| `deployment.checks[].path` | **required** | a path that begins with / | Path to ask for. |",
    ],
    [
      "a setting in one form of another",
      "`deployment.configuration.percent`",
      "| `deployment.configuration.percent` | **required** | 1 to 99 | Percent of traffic in a step. |",
    ],
    [
      "a setting of one kind of a group",
      "`state.bucket` (s3)",
      "| `state.bucket` (s3) | **required** | 3 to 63 lower-case letters, digits, . and - | Bucket that holds the state. The stack state-backend makes it. |",
    ],
    [
      "a setting that all kinds share",
      "`source.branch`",
      '| `source.branch` | `"main"` | the name of a branch | Branch whose pushes are released. |',
    ],
    ["an environment variable", "`BLUEGREEN_BRANCH`", "| `BLUEGREEN_BRANCH` | `source.branch` |"],
  ])("shows %s in one row", (_, setting, row) => {
    expect(rowOf(setting)).toEqual([row]);
  });

  test("keeps a bar in a cell from ending it", () => {
    expect(rowOf("`deployment.configuration`").join()).toContain('"linear" \\| "canary"');
  });
});

describe("a text with the table", () => {
  const text = "before\n<!-- configuration:start -->\nold\n<!-- configuration:end -->\nafter\n";

  test("has it between the marks, and all else as it was", () => {
    expect(withConfigurationTable(text)).toBe(
      `before\n<!-- configuration:start -->\n\n${rendered}\n\n<!-- configuration:end -->\nafter\n`,
    );
  });

  test("does not change when it is put there again", () => {
    expect(withConfigurationTable(withConfigurationTable(text))).toBe(withConfigurationTable(text));
  });

  test.each(["no marks", "<!-- configuration:start -->", "<!-- configuration:end -->"])(
    "fails when a mark is missing: %s",
    (marks) => {
      expect(() => withConfigurationTable(marks)).toThrow("to write the table between");
    },
  );
});
