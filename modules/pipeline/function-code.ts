import { createHash } from "node:crypto";
import { readFileSync } from "node:fs";
import { AssetType, TerraformAsset } from "cdktf";
import { Construct } from "constructs";
import { bundleLambda } from "../../lambda/bundle";

/** A function under `lambda/`, bundled, as a file beside the stack's JSON, in the words of `aws_lambda_function`. */
export class FunctionCode extends Construct {
  public readonly runtime = "nodejs22.x";
  public readonly handler = "index.handler";
  public readonly filename: string;
  public readonly sourceCodeHash: string;

  /** @param name folder under `lambda/` */
  constructor(scope: Construct, id: string, name: string) {
    super(scope, id);
    const path = bundleLambda(name);
    this.filename = new TerraformAsset(this, "resource", { path, type: AssetType.FILE }).path;
    this.sourceCodeHash = createHash("sha256").update(readFileSync(path)).digest("base64");
  }
}
