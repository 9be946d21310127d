// Writes rendered/appspec.yaml and rendered/taskdef.json for one release. <UPPER_CASE> in either file stands for the
// environment variable of that name. The task definition is TASK_DEFINITION_TEMPLATE, which Terraform keeps, with the
// repository's own taskdef.json, where there is one, laid over it, and the image pinned by its digest.
import { existsSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";

/** CodePipeline fills this one, with the revision that it registers. */
const LEFT_FOR_CODEPIPELINE = "TASK_DEFINITION";

const { env } = process;
const problems = [];

/** The file with its placeholders filled; `encode` makes a value fit where it stands. */
function fill(file, encode) {
  const lines = readFileSync(file, "utf8").split("\n");
  const filled = lines.map((line, index) =>
    line.replace(/<([A-Z][A-Z0-9_]*)>/g, (placeholder, name) => {
      if (name === LEFT_FOR_CODEPIPELINE) return placeholder;
      if (env[name] !== undefined) return encode(env[name]);
      problems.push(`${file}:${index + 1}: ${placeholder} is not filled: set ${name} on the build project`);
      return placeholder;
    }),
  );
  return filled.join("\n");
}

function parse(source, text) {
  try {
    return JSON.parse(text);
  } catch (error) {
    problems.push(`${source}: is no JSON: ${error.message}`);
    return {};
  }
}

const isObject = (value) => typeof value === "object" && value !== null && !Array.isArray(value);
const isNamedList = (value) =>
  Array.isArray(value) && value.length > 0 && value.every((item) => isObject(item) && item.name);

/** Objects merge, lists of named things merge by name, all else of `top` replaces what lies below. */
function overlay(base, top) {
  if (top === undefined) return base;
  if (isObject(base) && isObject(top)) {
    const keys = Object.keys({ ...base, ...top });
    return Object.fromEntries(keys.map((key) => [key, overlay(base[key], top[key])]));
  }
  if (isNamedList(base) && isNamedList(top)) {
    const names = new Set([...base, ...top].map(({ name }) => name));
    const named = (list, name) => list.find((item) => item.name === name);
    return [...names].map((name) => overlay(named(base, name), named(top, name)));
  }
  return top;
}

const appspec = fill("appspec.yaml", (value) => value);
const own = existsSync("taskdef.json")
  ? fill("taskdef.json", (value) => JSON.stringify(value).slice(1, -1))
  : "{}";
const template = parse("TASK_DEFINITION_TEMPLATE", env.TASK_DEFINITION_TEMPLATE ?? "");
const taskDefinition = overlay(template, parse("taskdef.json", own));

const image = `${env.REPOSITORY_URI}@${env.IMAGE_DIGEST}`;
if (!/^[^\s@]+\/[^\s@]+@sha256:[0-9a-f]{64}$/.test(image)) {
  problems.push(`the image is ${image}, allowed: repository@sha256: and 64 hex digits`);
}
const container = taskDefinition.containerDefinitions?.find(({ name }) => name === env.CONTAINER_NAME);
if (container) container.image = image;
else problems.push(`the task definition has no container "${env.CONTAINER_NAME}": see CONTAINER_NAME`);

if (problems.length > 0) {
  console.error(`Cannot render this release:\n${problems.map((problem) => `  ${problem}`).join("\n")}`);
  process.exit(1);
}
mkdirSync("rendered", { recursive: true });
writeFileSync("rendered/appspec.yaml", appspec);
writeFileSync("rendered/taskdef.json", `${JSON.stringify(taskDefinition, null, 2)}\n`);
console.log(`Rendered for ${image}`);
