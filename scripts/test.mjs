// `npm test`: types and style are checked while the tests run, as tests that wait for a process leave a core idle.
import { spawn } from "node:child_process";
import { once } from "node:events";
import { text } from "node:stream/consumers";

const [types, style] = ["typecheck", "lint"].map(heard);
const tests = spawn("jest", ["-c", "jest.together.config.js", ...process.argv.slice(2)], {
  stdio: "inherit",
  shell: process.platform === "win32",
});
const [code] = await once(tests, "close");

const failed = [...(await Promise.all([types, style])).filter(Boolean), ...(code === 0 ? [] : ["jest"])];
if (failed.length > 0) {
  process.stderr.write(`npm test: failed: ${failed.join(", ")}\n`);
  process.exitCode = 1;
}

/** Runs a script of package.json; what it says comes at once and whole, rather than between the lines of others. */
async function heard(script) {
  const child = spawn("npm", ["run", "--silent", script], {
    stdio: ["ignore", "pipe", "pipe"],
    shell: process.platform === "win32",
  });
  const closed = once(child, "close");
  const said = await Promise.all([text(child.stdout), text(child.stderr)]);
  const [code] = await closed;
  process.stdout.write(said.join(""));
  return code === 0 ? undefined : script;
}
