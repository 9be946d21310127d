import { matchesTrigger, type Trigger } from "../../../rehearsal/source/trigger";
import { ecsBlueGreen } from "../../helpers/systems";

type Filters = Record<string, { includes?: string[]; excludes?: string[] }>;

function starts(filters: Filters | Filters[], branch: string, files: string[] = ["index.html"]): boolean {
  const trigger = { git_configuration: { source_action_name: "Source", push: filters } };
  return matchesTrigger(trigger as Trigger, { branch, files }, "main");
}

describe("matchesTrigger", () => {
  test("can read what this project synthesises", () => {
    const pipeline = ecsBlueGreen({ source: { provider: "github", repository: "acme/shop" } }).only(
      "aws_codepipeline",
    );
    const [trigger] = [pipeline.trigger].flat() as Trigger[];
    expect(matchesTrigger(trigger as Trigger, { branch: "main", files: ["a"] }, "main")).toBe(true);
    expect(matchesTrigger(trigger as Trigger, { branch: "feature", files: ["a"] }, "main")).toBe(false);
  });

  test.each([
    ["feature/*", "feature/a", true],
    ["feature/*", "feature/a/b", false],
    ["feature/**", "feature/a/b", true],
    ["release-?", "release-1", true],
    ["{main,release-*}", "release-1", true],
    ["{main,release-*}", "other", false],
    ["main", "main2", false],
  ])("starts it by the branch: %s, %s: %s", (pattern, branch, expected) => {
    expect(starts({ branches: { includes: [pattern] } }, branch)).toBe(expected);
    expect(starts({ branches: { excludes: [pattern] } }, branch)).toBe(!expected);
  });

  test("does not start it for what is excluded, though it is included", () => {
    const branches = { includes: ["release/**"], excludes: ["release/old/*"] };
    expect(starts({ branches }, "release/new/1")).toBe(true);
    expect(starts({ branches }, "release/old/1")).toBe(false);
  });

  test("starts it when one file passes, on a branch that passes", () => {
    const filter = {
      branches: { includes: ["main"] },
      file_paths: { includes: ["app/**"], excludes: ["**/*.md"] },
    };
    expect(starts(filter, "main", ["docs/a.txt", "app/a.js"])).toBe(true);
    expect(starts(filter, "main", ["docs/a.txt", "app/README.md"])).toBe(false);
    expect(starts(filter, "other", ["app/a.js"])).toBe(false);
  });

  test("starts it by any one of its filters, but not by one of tags", () => {
    const filters = [{ branches: { includes: ["main"] } }, { branches: { includes: ["next"] } }];
    expect(starts(filters, "next")).toBe(true);
    expect(starts([{ tags: { includes: ["**"] } }], "main")).toBe(false);
  });

  test("starts it by a push to the source's branch, where it has no filter", () => {
    const trigger: Trigger = { git_configuration: [{}] };
    expect(matchesTrigger(trigger, { branch: "main", files: [] }, "main")).toBe(true);
    expect(matchesTrigger(trigger, { branch: "next", files: [] }, "main")).toBe(false);
  });

  test("does not start it by a push, where it is for pull requests", () => {
    const trigger: Trigger = { git_configuration: { pull_request: [{ events: ["OPEN"] }] } };
    expect(matchesTrigger(trigger, { branch: "main", files: [] }, "main")).toBe(false);
  });
});
