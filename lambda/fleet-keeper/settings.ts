import * as z from "zod/mini";

/** The tag that makes a group the keeper's, with the fleet's name as its value. CodeDeploy's copies have it too. */
export const FLEET_TAG = "bluegreen:fleet";

const text = z.string("a text").check(z.minLength(1, "a text"));
const texts = z.array(text, "a list of texts").check(z.minLength(1, "at least one"));
const count = z.int("a whole number").check(z.minimum(0, "0 or more"));
const percent = z.number("a percentage").check(z.minimum(0, "0 to 100"), z.maximum(100, "0 to 100"));

const schema = z.strictObject(
  {
    name: text,
    application: text,
    deploymentGroup: text,
    launchTemplateId: text,
    subnetIds: texts,
    targetGroupArns: texts,
    sizes: z
      .strictObject({ min: count, desired: count, max: count }, "min, desired and max")
      .check(
        z.refine(
          ({ min, desired, max }) => min <= desired && desired <= max,
          "min, at most desired, at most max",
        ),
      ),
    healthCheckGraceSeconds: count,
    scaling: z.optional(
      z.strictObject(
        { highCpuPercent: percent, lowCpuPercent: percent, cooldownSeconds: count },
        "highCpuPercent, lowCpuPercent and cooldownSeconds",
      ),
    ),
    tags: z.record(text, z.string("a text"), "names and texts"),
  },
  "an object",
);

/** What the fleet should be. */
export type Fleet = Readonly<z.infer<typeof schema>>;

/**
 * Reads the fleet from the environment variable `FLEET`. It was checked at synth: this only keeps a slip on the way from
 * changing a fleet.
 *
 * @throws Error that names every setting that is missing or wrong
 */
export function readFleet({ FLEET }: NodeJS.ProcessEnv): Fleet {
  const { data, error } = schema.safeParse(parse(FLEET));
  if (data) return data;
  const problems = error.issues.map((issue) => {
    const path = ["FLEET", ...issue.path].join(".");
    return issue.code === "unrecognized_keys"
      ? `${path} has ${issue.keys.join(", ")}, which it does not know`
      : `${path} is wrong, allowed: ${issue.message}`;
  });
  throw new Error(`bad settings: ${problems.join("; ")}; apply the stack again`);
}

function parse(json = ""): unknown {
  try {
    return JSON.parse(json);
  } catch {
    return undefined;
  }
}

/** Tags of the groups, and of the instances that they launch. */
export function tagsOf({ name, tags }: Fleet): Record<string, string> {
  return { Name: name, ...tags, [FLEET_TAG]: name };
}

/** Input by which Terraform has the fleet removed in the end, and nothing before. */
export const REMOVAL_ONLY = { only: "removal" } as const;

/** Name of the group that the keeper makes. Those that follow are CodeDeploy's copies, and named by it. */
export const firstGroupName = ({ name }: Fleet): string => `${name}-first`;
