import { spawnSync } from "node:child_process";
import { findProgram } from "../../../rehearsal/tasks/find-program";
import { SAMPLE } from "./ci-machine";

const shellcheck = findProgram("shellcheck", process.env);

if (shellcheck === undefined)
  test("shellcheck: left out, as it is not on the PATH", () => expect(shellcheck).toBeUndefined());
else
  test("shellcheck finds nothing in release.sh", () => {
    expect(spawnSync(shellcheck, ["release.sh"], { cwd: SAMPLE, encoding: "utf8" }).stdout).toBe("");
  });
