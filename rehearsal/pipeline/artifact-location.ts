import { createHash } from "node:crypto";

/** Characters that CodePipeline leaves of the names of a pipeline and of an artifact. */
const PIPELINE_CHARACTERS = 20;
const ARTIFACT_CHARACTERS = 10;

const DIGITS = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";

/**
 * Key of the object that holds an artifact of an execution, in CodePipeline's form. It is the same however often it is
 * asked for: CodeDeploy names a revision by it.
 *
 * @see https://docs.aws.amazon.com/codepipeline/latest/userguide/concepts-how-it-works.html
 */
export function artifactKey(pipeline: string, execution: string, artifact: string): string {
  const hash = createHash("sha256").update(`${execution}/${artifact}`).digest();
  const random = [...hash.subarray(0, 7)].map((byte) => DIGITS[byte % DIGITS.length]).join("");
  return [pipeline.slice(0, PIPELINE_CHARACTERS), artifact.slice(0, ARTIFACT_CHARACTERS), random].join("/");
}
