import { startsPipeline } from "../../../rehearsal/pipeline/triggers";
import type { PipelineModel } from "../../../rehearsal/stack/model";
import type { Settings } from "../../helpers/synth";
import { read } from "../stack/read";

const NOW = Date.UTC(2030, 0, 1);

function starts(
  model: PipelineModel,
  branch: string,
  before?: string,
  files = ["index.html"],
): Promise<boolean> {
  return startsPipeline(model, { branch, commit: "c2", before }, { changedFiles: async () => files }, NOW);
}

const SOURCES: Readonly<Record<string, Settings>> = {
  "the rule of CodeCommit": { source: { provider: "codecommit", branch: "live" } },
  "the trigger of GitHub": { source: { provider: "github", repository: "acme/shop", branch: "live" } },
};

describe.each(Object.entries(SOURCES))("by %s", (_, settings) => {
  const { pipeline } = read(settings);

  test.each([
    ["a push to the branch", "live", "c1", true],
    ["the first push to the branch", "live", undefined, true],
    ["a push to another branch", "main", "c1", false],
    ["a push to a branch that begins alike", "live2", "c1", false],
  ])("%s: %s after %s starts the pipeline: %s", async (_title, branch, before, expected) => {
    expect(await starts(pipeline, branch, before)).toBe(expected);
  });
});

test("a rule for another repository does nothing", async () => {
  const { pipeline } = read();
  expect(await starts(pipeline, "main")).toBe(true);
  const repository = { ...pipeline.repository, arn: "arn:aws:codecommit:us-east-1:123456789012:other" };
  expect(await starts({ ...pipeline, repository }, "main")).toBe(false);
});

test("without rules and triggers nothing starts by itself, and nobody asks for files", async () => {
  const { pipeline } = read();
  const changedFiles = jest.fn();
  const model = { ...pipeline, eventPatterns: [], triggers: [] };
  expect(await startsPipeline(model, { branch: "main", commit: "c2" }, { changedFiles }, NOW)).toBe(false);
  expect(changedFiles).not.toHaveBeenCalled();
});

test("a trigger may look at the files of a push", async () => {
  const { pipeline } = read();
  const push = { branches: { includes: ["main"] }, file_paths: { includes: ["app/**"] } };
  const model = { ...pipeline, eventPatterns: [], triggers: [{ git_configuration: { push } }] };
  expect(await starts(model, "main", "c1", ["app/index.html"])).toBe(true);
  expect(await starts(model, "main", "c1", ["README.md"])).toBe(false);
});
