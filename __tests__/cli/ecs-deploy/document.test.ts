import { readFileSync } from "node:fs";
import { join } from "node:path";
import { describeCommand } from "../../../cli/ecs-deploy/options";
import { EXIT } from "../../../ecs-deploy/failure";

const text = readFileSync(join(__dirname, "../../../docs/ecs-deploy.md"), "utf8");

/** Rows of the first table below a heading, each as its cells. */
function rowsOf(heading: string): string[][] {
  const [, section = ""] =
    new RegExp(`^## ${heading}\\n([\\s\\S]*?)(?=^## |$(?![\\s\\S]))`, "m").exec(text) ?? [];
  const rows = [...section.matchAll(/^\| (.*) \|$/gm)].map(([, row = ""]) => row.split(/ ?\| ?/));
  return rows.slice(2);
}

describe("docs/ecs-deploy.md", () => {
  test("has a row for every option, and for no other", () => {
    const written = rowsOf("Options").map(([names = ""]) =>
      [...names.matchAll(/`(-[\w-]+)`/g)].map(([, name]) => name),
    );
    const options = describeCommand("0").options.map(({ short, long }) => [short, long].filter(Boolean));
    const all = [...options, ["-h", "--help"]].map((names) =>
      names[0] === "--tag-only" ? ["--tag-only", "-to"] : names,
    );
    expect(written.map(String).sort()).toEqual(all.map(String).sort());
  });

  test("has every exit code", () => {
    const written = rowsOf("Exit codes").flatMap(([codes = ""]) => codes.split(", ").map(Number));
    expect(written).toEqual(expect.arrayContaining(Object.values(EXIT)));
  });

  test("numbers the script's cases, and says of each what was and what is", () => {
    const rows = rowsOf("The script's own cases");
    expect(rows.map(([number]) => Number(number))).toEqual(
      Array.from({ length: 48 }, (_, index) => index + 1),
    );
    for (const row of rows) expect(row.slice(0, 4).every((cell) => cell !== "")).toBe(true);
  });
});
