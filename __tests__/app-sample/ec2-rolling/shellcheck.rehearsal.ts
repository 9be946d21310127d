import { spawnSync } from "node:child_process";
import { readdirSync } from "node:fs";
import { join } from "node:path";
import { findProgram } from "../../../rehearsal/tasks/find-program";
import { SAMPLE } from "./revision";

const shellcheck = findProgram("shellcheck", process.env);

if (shellcheck === undefined)
  test("shellcheck: left out, as it is not on the PATH", () => expect(shellcheck).toBeUndefined());
else
  test("shellcheck finds nothing in the scripts", () => {
    const scripts = readdirSync(join(SAMPLE, "scripts"));
    expect(scripts.length).toBeGreaterThan(4);
    expect(spawnSync(shellcheck, scripts, { cwd: join(SAMPLE, "scripts"), encoding: "utf8" }).stdout).toBe(
      "",
    );
  });
