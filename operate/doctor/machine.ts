import { ok, type Patient, type Probe, problem, unknown } from "./model";
import { printedBy } from "./run-program";
import { satisfies } from "./version";

/** Programs that run Terraform's language, the first that is there. */
const TERRAFORMS = { terraform: "Terraform", tofu: "OpenTofu" } as const;

/** What is on this machine. */
export const MACHINE: readonly Probe[] = [
  {
    id: "node",
    look: async ({ node, wantedNode }) =>
      satisfies(node, wantedNode)
        ? ok(`Node ${node}`)
        : problem(`Node ${node}, and ${wantedNode} is wanted`, "install a newer one, for instance with nvm"),
  },
  {
    id: "git",
    async look({ env }) {
      const printed = await printedBy("git", ["--version"], env);
      return printed ? ok(printed) : problem("git was not found", "install it: push and rehearse need it");
    },
  },
  {
    id: "terraform",
    async look(patient) {
      const { env, needs } = patient;
      const found = await terraformOf(patient);
      if (!found) {
        return problem(
          "neither terraform nor tofu was found",
          "install Terraform, or OpenTofu and set TERRAFORM_BINARY_NAME=tofu",
        );
      }
      const { name, version } = found;
      if ("unknown" in needs) return ok(`${name} ${version}`);
      if (satisfies(version, needs.terraform)) return ok(`${name} ${version} (${needs.terraform})`);
      const where = env.TERRAFORM_BINARY_NAME ? " that TERRAFORM_BINARY_NAME names" : "";
      return problem(
        `${name} ${version}${where}, and ${needs.stack} wants ${needs.terraform}`,
        "install a version that fits, for instance with tfenv or tofuenv",
      );
    },
  },
  {
    id: "provider",
    async look({ needs }) {
      if ("unknown" in needs) return unknown(`the provider of AWS: ${needs.unknown}`);
      const { chosenProvider: chosen, provider } = needs;
      if (!chosen) return ok(`provider of AWS ${provider}: terraform init chooses one`);
      if (satisfies(chosen, provider)) return ok(`provider of AWS ${chosen} (${provider})`);
      return problem(
        `provider of AWS ${chosen}, which the lock file holds, and ${needs.stack} wants ${provider}`,
        "run terraform init -upgrade in the stack's folder",
      );
    },
  },
  {
    id: "rehearsal",
    async look({ env }) {
      for (const [program, args] of ENGINES) {
        const printed = await printedBy(program, args, env);
        if (printed !== undefined) return ok(`rehearsals run tasks by ${program} ${printed}`.trim());
      }
      return ok("rehearsals run tasks by a server of their own: there is neither docker, podman nor nginx");
    },
  },
];

/** In the order in which a rehearsal prefers them. */
const ENGINES: readonly (readonly [program: string, args: readonly string[]])[] = [
  ["docker", ["version", "--format", "{{.Server.Version}}"]],
  ["podman", ["version", "--format", "{{.Client.Version}}"]],
  ["nginx", ["-v"]],
];

/** The program that cdktf would run. @see https://developer.hashicorp.com/terraform/cdktf/create-and-deploy/environment-variables */
async function terraformOf({ env }: Patient): Promise<{ name: string; version: string } | undefined> {
  const programs = env.TERRAFORM_BINARY_NAME ? [env.TERRAFORM_BINARY_NAME] : Object.keys(TERRAFORMS);
  for (const program of programs) {
    const printed = await printedBy(program, ["version", "-json"], { ...env, CHECKPOINT_DISABLE: "1" });
    const version = /"terraform_version":\s*"(\d+\.\d+\.\d+)/.exec(printed ?? "")?.[1];
    if (version) return { name: TERRAFORMS[program as "tofu"] ?? program, version };
  }
  return undefined;
}
