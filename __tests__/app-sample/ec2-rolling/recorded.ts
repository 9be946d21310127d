import { writeFileSync } from "node:fs";
import { type Environment, Revision, type Run } from "./revision";

export const ID = "i-1";
export const GROUP = "shop-roll";

/**
 * What the CLI answers, as it was recorded. What a group says is a file for each time that it is asked, of which the last is
 * said again and again. Calls whose name stands in REFUSED fail the first time.
 */
const AWS = `#!/bin/bash
printf '%q ' "\${@//$'\\n'/ }" >> "$CALLS"; echo >> "$CALLS"
case $2 in
  describe-auto-scaling-instances) echo "\${IN_GROUP-${GROUP}}" ;;
  describe-auto-scaling-groups)
    next=$(($(wc -l < "$ASKED") + 1))
    echo >> "$ASKED"
    while [[ ! -f $ANSWERS-$next ]]; do next=$((next - 1)); done
    cat "$ANSWERS-$next" ;;
  describe-target-health) echo "\${HEALTH-healthy}" ;;
  get-parameter) printf '%b\\n' "$SETTINGS" ;;
esac
if [[ " $REFUSED " == *" $2 "* && $(grep -c "$2" "$CALLS") == 1 ]]; then
  echo "An error occurred (ValidationError) when calling $2" >&2
  exit 254
fi
`;

/** The metadata service, and the site, whose first UNSERVED answers are none. */
const CURL = `#!/bin/bash
case $* in
  *latest/api/token) echo token ;;
  *X-aws-ec2-metadata-token:\\ token*instance-id) echo ${ID} ;;
  *X-aws-ec2-metadata-token:\\ token*region) echo eu-central-1 ;;
  *http://127.0.0.1:*) echo "\${*: -1}" >> "$PAGES"; (($(wc -l < "$PAGES") > \${UNSERVED:-0})) || exit 7 ;;
  *) exit 22 ;;
esac
`;

const SYSTEMCTL = `#!/bin/bash
echo "$*" >> "$SERVICES"
case $1 in is-active) [[ \${ACTIVE:-yes} == yes ]] ;; start) [[ \${STARTS:-yes} == yes ]] ;; esac
`;

/** What a group says of itself; what is not said is of a quiet group of three, of which this instance is one. */
export interface Answer {
  readonly sizes?: readonly [min: number, desired: number];
  readonly suspended?: readonly string[];
  readonly state?: string;
  readonly others?: Readonly<Record<string, string>>;
  readonly notes?: Readonly<Record<string, string>>;
}

/** Runs scripts against recorded answers. */
export class Recorded extends Revision {
  constructor() {
    super({ aws: AWS, curl: CURL, systemctl: SYSTEMCTL });
    for (const name of ["calls", "asked", "pages", "services"]) writeFileSync(this.path(name), "");
  }

  async play(script: string, answers: readonly Answer[] = [], environment: Environment = {}): Promise<Run> {
    return this.run(script, this.prepare(answers, environment));
  }

  /** @returns what the script finds in its environment */
  prepare(answers: readonly Answer[], environment: Environment = {}): Environment {
    for (const [index, answer] of answers.entries())
      writeFileSync(this.path(`answer-${index + 1}`), rows(answer));
    return {
      DEPLOYMENT_ID: "d-2",
      CALLS: this.path("calls"),
      ASKED: this.path("asked"),
      ANSWERS: this.path("answer"),
      PAGES: this.path("pages"),
      SERVICES: this.path("services"),
      ...environment,
    };
  }

  /** Calls that change something, as they were written. */
  get changes(): string[] {
    return this.lines("calls")
      .map((line) => line.trim())
      .filter((line) => !/^\w+ (describe|get)-/.test(line));
  }
}

/** As the CLI writes what the scripts ask for. */
export function rows({ sizes = [1, 3], suspended = [], state = "InService", others, notes }: Answer): string {
  const lines = [
    ["sizes", ...sizes],
    ...suspended.map((name) => ["suspended", name]),
    ["target-group", "arn:shop"],
    ["instance", ID, state],
    ...Object.entries(others ?? {}).map(([id, said]) => ["instance", id, said]),
    ["note", "bluegreen:fleet", GROUP],
    ...Object.entries(notes ?? {}).map(([key, value]) => ["note", `bluegreen:${key}`, value]),
  ];
  return `${lines.map((line) => line.join("\t")).join("\n")}\n`;
}
