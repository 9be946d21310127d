/** What the environment of the function says. */
export interface Settings {
  /** Name of the system; instances, images and snapshots bear it as a tag. */
  readonly system: string;
  /** The SSM document that bakes. */
  readonly document: string;
  /** Parameter that names the image in use. */
  readonly pointer: string;
  /** Checked images that are kept, newest first. */
  readonly imagesToKeep: number;
  /** Minutes that a bake may take. */
  readonly deadlineMinutes: number;
}

const NAMES = {
  system: "SYSTEM",
  document: "DOCUMENT",
  pointer: "POINTER",
  imagesToKeep: "IMAGES_TO_KEEP",
  deadlineMinutes: "DEADLINE_MINUTES",
} as const satisfies Record<keyof Settings, string>;

const NUMBERS = [NAMES.imagesToKeep, NAMES.deadlineMinutes];

/**
 * Reads the settings from environment variables.
 *
 * @throws Error that names every variable that is missing or wrong
 */
export function readSettings(env: NodeJS.ProcessEnv): Settings {
  const problems = Object.values(NAMES).flatMap((name) => {
    const value = env[name] ?? "";
    if (!value) return [`${name} is not set`];
    const isNumber = (NUMBERS as readonly string[]).includes(name);
    return isNumber && !/^[1-9]\d*$/.test(value)
      ? [`${name} is "${value}", allowed: a whole number, 1 or more`]
      : [];
  });
  if (problems.length > 0) throw new Error(`bad settings: ${problems.join("; ")}`);
  const text = (key: keyof Settings) => env[NAMES[key]] ?? "";
  return {
    system: text("system"),
    document: text("document"),
    pointer: text("pointer"),
    imagesToKeep: Number(text("imagesToKeep")),
    deadlineMinutes: Number(text("deadlineMinutes")),
  };
}
