import { writeFileSync } from "node:fs";
import { join } from "node:path";
import type { Terraform } from "./terraform";
import type { TestFile } from "./test-file";

/** What a plan does to a resource. */
export interface Change {
  readonly address: string;
  readonly type: string;
  readonly change: {
    readonly actions: readonly string[];
    readonly before: Readonly<Record<string, unknown>> | null;
    readonly after: Readonly<Record<string, unknown>> | null;
  };
}

/** One line of what `terraform test -json` says, as far as it is read here. */
interface Event {
  readonly "@testrun"?: string;
  readonly type: string;
  readonly test_run?: { readonly run: string; readonly progress: string; readonly status?: string };
  readonly test_plan?: { readonly resource_changes?: readonly Change[] };
  readonly diagnostic?: Diagnostic;
}

interface Diagnostic {
  readonly severity: string;
  readonly summary: string;
  readonly detail: string;
  readonly address?: string;
  readonly snippet?: {
    readonly code: string;
    readonly values?: readonly { traversal: string; statement: string }[];
  };
}

/**
 * Runs a test file on the stack in a folder.
 *
 * @returns the changes of each planned run, by the run's name
 * @throws Error with everything that failed, and with all that Terraform said where it did not get that far
 */
export async function runTest(
  terraform: Terraform,
  folder: string,
  test: TestFile,
): Promise<Record<string, readonly Change[]>> {
  const name = "check.tftest.json";
  writeFileSync(join(folder, name), `${JSON.stringify(test, null, 2)}\n`);
  const { code, stdout, stderr } = await terraform.run(
    folder,
    "test",
    "-json",
    "-verbose",
    `-filter=${name}`,
  );
  const events = stdout.split("\n").flatMap(parse);
  const errors = events.flatMap(({ diagnostic }) =>
    diagnostic?.severity === "error" ? [render(diagnostic)] : [],
  );
  const passed = events.filter(
    ({ test_run }) => test_run?.progress === "complete" && test_run.status === "pass",
  );
  if (code !== 0 || passed.length !== Object.keys(test.run).length) {
    throw new Error(`terraform test failed in ${folder}\n\n${errors.join("\n\n") || `${stdout}${stderr}`}`);
  }
  const plans = events.filter(({ test_plan }) => test_plan !== undefined);
  return Object.fromEntries(
    plans.map((event) => [event["@testrun"], event.test_plan?.resource_changes ?? []]),
  );
}

function parse(line: string): Event[] {
  return line.startsWith("{") ? [JSON.parse(line)] : [];
}

/** A diagnostic as Terraform's own terminal output has it. */
function render({ summary, detail, address, snippet }: Diagnostic): string {
  const values = snippet?.values?.map(({ traversal, statement }) => `    ${traversal} ${statement}`) ?? [];
  const where = address ? [`  with ${address}`] : [];
  return [
    `${summary}: ${detail}`,
    ...where,
    ...(snippet ? [`  ${snippet.code.trim()}`] : []),
    ...values,
  ].join("\n");
}
