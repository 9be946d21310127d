import { chmodSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Terraform } from "../../../scripts/check-terraform/terraform";

const folders: string[] = [];

/** An empty folder; {@link removeFolders} removes it. */
export function temporaryFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), "check-terraform-test-"));
  folders.push(folder);
  return folder;
}

export function removeFolders(): void {
  for (const folder of folders.splice(0)) rmSync(folder, { recursive: true, force: true });
}

/** A binary that does, for each command, what a line of shell says. */
export function binary(commands: Readonly<Record<string, string>>): string {
  const file = join(temporaryFolder(), "terraform");
  const cases = Object.entries({ version: "echo 'Terraform v9.9.9'", ...commands });
  const script = cases.map(([command, line]) => `${command}) ${line} ;;`).join("\n");
  writeFileSync(file, `#!/bin/sh\ncase "$1" in\n${script}\nesac\n`);
  chmodSync(file, 0o755);
  return file;
}

/** Terraform, played by {@link binary}. */
export function fakeTerraform(commands: Readonly<Record<string, string>>): Promise<Terraform> {
  return Terraform.find({ PATH: process.env.PATH, TERRAFORM_BINARY_NAME: binary(commands) });
}
