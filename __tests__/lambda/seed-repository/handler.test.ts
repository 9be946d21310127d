import { CodeCommitClient, CreateCommitCommand, ListBranchesCommand } from "@aws-sdk/client-codecommit";
import { mockClient } from "aws-sdk-client-mock";
import { handler } from "../../../lambda/seed-repository";

jest.mock("node:timers/promises", () => ({ setTimeout: () => Promise.resolve() }));

const codecommit = mockClient(CodeCommitClient);
const seed = { repository: "shop", branch: "main", files: { "index.html": "<h1>blue</h1>", "a/b.txt": "ü" } };

beforeEach(() => {
  codecommit.reset();
  jest.spyOn(console, "log").mockImplementation();
});

describe("seed-repository", () => {
  test("can make the first commit of an empty repository", async () => {
    codecommit.on(ListBranchesCommand, { repositoryName: "shop" }).resolves({ branches: [] });
    codecommit.on(CreateCommitCommand).resolves({ commitId: "c0ffee" });

    await expect(handler(seed)).resolves.toEqual({ seeded: true, commitId: "c0ffee" });

    const [commit] = codecommit.commandCalls(CreateCommitCommand);
    expect(commit?.args[0].input).toMatchObject({ repositoryName: "shop", branchName: "main" });
    const files = commit?.args[0].input.putFiles?.map(({ filePath, fileContent }) => [
      filePath,
      new TextDecoder().decode(fileContent),
    ]);
    expect(files).toEqual(Object.entries(seed.files));
  });

  test("leaves a repository alone that has a branch, whatever its name", async () => {
    codecommit.on(ListBranchesCommand).resolves({ branches: ["develop"] });

    await expect(handler(seed)).resolves.toEqual({ seeded: false });

    expect(codecommit.commandCalls(CreateCommitCommand)).toHaveLength(0);
  });

  test("can wait until IAM knows of its role", async () => {
    const refused = Object.assign(new Error("not yet"), { name: "AccessDeniedException" });
    codecommit.on(ListBranchesCommand).rejectsOnce(refused).rejectsOnce(refused).resolves({ branches: [] });
    codecommit.on(CreateCommitCommand).resolves({ commitId: "c0ffee" });

    await expect(handler(seed)).resolves.toMatchObject({ seeded: true });
  });

  test("fails when CodeCommit goes on refusing, so that Terraform shows it", async () => {
    const refused = Object.assign(new Error("no"), { name: "AccessDeniedException" });
    codecommit.on(ListBranchesCommand).rejects(refused);

    await expect(handler(seed)).rejects.toThrow("no");
    expect(codecommit.commandCalls(ListBranchesCommand)).toHaveLength(8);
  });

  test("fails at once for any other reason", async () => {
    codecommit.on(ListBranchesCommand).rejects(new Error("RepositoryDoesNotExist"));

    await expect(handler(seed)).rejects.toThrow("RepositoryDoesNotExist");
    expect(codecommit.commandCalls(ListBranchesCommand)).toHaveLength(1);
  });
});
