import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { mountVariables } from "../../../rehearsal/build/file-systems";
import { Workplace } from "./workplace";

const ID = "fs-00000000000000001";
const location = (directory: string) => ({
  identifier: "my_efs",
  location: `${ID}.efs.eu-central-1.amazonaws.com${directory}`,
  mountPoint: "/efs",
});
const project = (directory: string) => ({
  name: "shop-build",
  buildspec: "",
  image: "",
  computeType: "",
  timeoutMinutes: 1,
  environment: [],
  fileSystems: [location(directory)],
});

let work: Workplace;
beforeEach(() => {
  work = new Workplace();
});
afterEach(() => work.remove());

test.each([
  ["", ""],
  [":/", ""],
  [":/site/html", "site/html"],
  [":/../../etc", "etc"],
])("a file system at %j is mounted as its folder %j", (directory, folder) => {
  const shared = join(work.folder, "efs");
  const { CODEBUILD_MY_EFS = "" } = mountVariables(project(directory), { fileSystems: { [ID]: shared } });
  expect(join(CODEBUILD_MY_EFS, "x")).toBe(join(shared, folder, "x"));
  expect(existsSync(CODEBUILD_MY_EFS)).toBe(true);
});

test("a build writes to what its project mounts", async () => {
  const shared = join(work.folder, "efs");
  const { status } = await work.run(
    "version: 0.2\nphases: {build: {commands: ['echo green > \"$CODEBUILD_MY_EFS/color\"']}}\n",
    { project: { fileSystems: [location(":/")] }, host: { fileSystems: { [ID]: shared } } },
  );
  expect([status, readFileSync(join(shared, "color"), "utf8")]).toEqual(["SUCCEEDED", "green\n"]);
});

test("a build fails that mounts what the stack has not", async () => {
  const { status, phases } = await work.run("version: 0.2\nphases: {build: {commands: [ls]}}\n", {
    project: { fileSystems: [location(":/")] },
  });
  expect(status).toBe("FAILED");
  expect(phases[0]?.context).toContain(
    `mounts ${ID}.efs.eu-central-1.amazonaws.com:/, allowed: no file system`,
  );
});
