import { mocksFor } from "./mocks";
import type { Conditions, Expectations } from "./row";
import type { TerraformJson } from "./terraform-json";

/** A file for `terraform test`, which reads `*.tftest.json`. */
export interface TestFile {
  readonly run: Readonly<Record<string, object>>;
}

/** Plans a stack, then makes it, with everything that is expected of it. Nothing of it leaves this machine. */
export function testFile(json: TerraformJson, expectations: readonly Expectations[]): TestFile {
  return {
    ...mocksFor(json, expectations),
    run: {
      plan: { command: "plan", assert: expectations.flatMap(({ planned }) => asserts(planned)) },
      apply: { command: "apply", assert: expectations.flatMap(({ applied }) => asserts(applied)) },
    },
  };
}

function asserts(conditions: Conditions = {}): object[] {
  return Object.entries(conditions).map(([sentence, condition]) => ({
    condition: `\${${condition}}`,
    error_message: sentence,
  }));
}
