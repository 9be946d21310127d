/** What one check asks of green: an entry of `deployment.checks` in the configuration. */
export interface Check {
  readonly path: string;
  /** Answers that pass. @default [200] */
  readonly status: readonly number[];
  /** Text that the body must hold. @default - any body passes */
  readonly bodyIncludes?: string;
  /** Milliseconds until the answer must be whole. @default 2000 */
  readonly maxLatencyMs: number;
  /** Headers that the answer must bear, and their values. @default {} */
  readonly headers: Readonly<Record<string, string>>;
  /** Values in a JSON body, by dotted path. @default {} */
  readonly json: Readonly<Record<string, string | number | boolean | null>>;
}

/** What the environment of the function says. */
export interface Settings {
  readonly checks: readonly Check[];
  /** Further attempts for a check that fails. */
  readonly retries: number;
  /** The test route to green: scheme, host and port. */
  readonly target: URL;
  /** Host to ask for, and name that the certificate must bear. @default - the host of `target` */
  readonly serverName?: string;
}

interface Rule {
  readonly allowed: string;
  readonly holds: (value: unknown) => boolean;
}

const DEFAULTS: Partial<Check> = { status: [200], maxLatencyMs: 2000, headers: {}, json: {} };

/** The configuration was checked at synth: these only keep a slip on the way from passing for a good release. */
const RULES: Readonly<Record<keyof Check, Rule>> = {
  path: { allowed: "a path that begins with /", holds: (value) => isText(value) && value.startsWith("/") },
  status: {
    allowed: "a list of status codes",
    holds: (value) => Array.isArray(value) && value.length > 0 && value.every(Number.isInteger),
  },
  bodyIncludes: { allowed: "a text", holds: (value) => value === undefined || isText(value) },
  maxLatencyMs: {
    allowed: "whole milliseconds above 0",
    holds: (value) => Number.isInteger(value) && Number(value) > 0,
  },
  headers: {
    allowed: "names and texts",
    holds: (value) => isMapOf(value, (item) => typeof item === "string"),
  },
  json: {
    allowed: "paths, and texts, numbers, booleans or null",
    holds: (value) => isMapOf(value, (item) => item === null || typeof item !== "object"),
  },
};

/**
 * Reads the settings from environment variables.
 *
 * @throws Error that names every variable that is missing or wrong
 */
export function readSettings(env: NodeJS.ProcessEnv): Settings {
  const { CHECKS = "", CHECK_RETRIES = "", TEST_URL = "", SERVER_NAME } = env;
  const checks = parseChecks(CHECKS);
  const problems = checks?.flatMap(checkProblems) ?? ["CHECKS is no JSON list, allowed: a list of checks"];
  if (!/^\d+$/.test(CHECK_RETRIES)) {
    problems.push(`CHECK_RETRIES is "${CHECK_RETRIES}", allowed: a whole number, 0 or more`);
  }
  if (!isOrigin(TEST_URL)) {
    problems.push(
      `TEST_URL is "${TEST_URL}", allowed: http or https, a host and a port, such as http://host:8080`,
    );
  }
  if (!checks || problems.length > 0) throw new Error(`bad settings: ${problems.join("; ")}`);
  return {
    checks,
    retries: Number(CHECK_RETRIES),
    target: new URL(TEST_URL),
    serverName: SERVER_NAME || undefined,
  };
}

function parseChecks(text: string): Check[] | undefined {
  try {
    const list: unknown = JSON.parse(text);
    return Array.isArray(list) ? list.map((entry) => ({ ...DEFAULTS, ...entry })) : undefined;
  } catch {
    return undefined;
  }
}

function checkProblems(check: Check, index: number): string[] {
  const values = check as unknown as Record<string, unknown>;
  const wrong = Object.entries(RULES)
    .filter(([key, { holds }]) => !holds(values[key]))
    .map(([key, { allowed }]) => `CHECKS[${index}].${key} is ${show(values[key])}, allowed: ${allowed}`);
  const unknown = Object.keys(values)
    .filter((key) => !Object.hasOwn(RULES, key))
    .map((key) => `CHECKS[${index}].${key} is unknown, allowed: ${Object.keys(RULES).join(", ")}`);
  return [...wrong, ...unknown];
}

/** Lists and objects stay out of the log: expected headers may be secrets. */
function show(value: unknown): string {
  return typeof value === "object" ? "a list, an object or null" : (JSON.stringify(value) ?? "not set");
}

function isOrigin(text: string): boolean {
  if (!URL.canParse(text)) return false;
  const { protocol, href, origin } = new URL(text);
  return /^https?:$/.test(protocol) && href === `${origin}/`;
}

function isText(value: unknown): value is string {
  return typeof value === "string" && value !== "";
}

function isMapOf(value: unknown, holds: (item: unknown) => boolean): boolean {
  return (
    typeof value === "object" && value !== null && !Array.isArray(value) && Object.values(value).every(holds)
  );
}
