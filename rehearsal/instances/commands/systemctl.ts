import { quote } from "../quote";
import { plainName } from "../units/catalogue";
import { type FoundUnit, UNIT_FOLDER } from "../units/services";
import { type Answer, type Call, type Inside, refuse } from "./command";
import { parseSystemctl, type SystemctlCall, type SystemctlVerb } from "./systemctl-arguments";

/** Exit codes. @see https://www.freedesktop.org/software/systemd/man/latest/systemctl.html#Exit%20status */
const NOT_ACTIVE = 3;
const NO_SUCH_UNIT = 4;
const NOT_FOUND = 5;

type Verb = (unit: string, call: SystemctlCall, inside: Inside) => Promise<Answer>;

/** Does something with a unit, if there is one. */
function withUnit(action: string, act: (unit: FoundUnit, inside: Inside) => Promise<Answer>): Verb {
  return async (name, _, inside) => {
    const unit = inside.services.find(name);
    if (unit) return act(unit, inside);
    const full = fullName(name);
    return { err: `Failed to ${action} ${full}: Unit ${full} not found.\n`, exit: NOT_FOUND };
  };
}

async function start(unit: FoundUnit, { services }: Inside): Promise<Answer> {
  const problem = await services.start(unit);
  if (problem === undefined) return {};
  const full = fullName(unit.name);
  return {
    err: `Job for ${full} failed because the control process exited with error code.
See "systemctl status ${full}" and "journalctl -xeu ${full}" for details.
rehearsal: ${problem}
`,
    exit: 1,
  };
}

async function restart(unit: FoundUnit, inside: Inside): Promise<Answer> {
  await inside.services.stop(unit.name);
  return start(unit, inside);
}

async function reload(unit: FoundUnit, { services }: Inside): Promise<Answer> {
  const problem = await services.reload(unit);
  return problem === undefined ? {} : { err: `${problem}\n`, exit: 1 };
}

const VERBS: Readonly<Record<SystemctlVerb, Verb>> = {
  start: withUnit("start", start),
  stop: withUnit("stop", async ({ name }, { services }) => {
    await services.stop(name);
    return {};
  }),
  restart: withUnit("restart", restart),
  "try-restart": withUnit("try-restart", (unit, inside) =>
    inside.services.state(unit.name) === "active" ? restart(unit, inside) : Promise.resolve({}),
  ),
  reload: withUnit("reload", reload),
  "reload-or-restart": withUnit("reload-or-restart", (unit, inside) =>
    unit.file && unit.file.reload.length === 0 ? restart(unit, inside) : reload(unit, inside),
  ),
  enable: async (name, call, inside) => {
    const unit = inside.services.find(name);
    const full = fullName(name);
    if (!unit) return { err: `Failed to enable unit: Unit file ${full} does not exist.\n`, exit: 1 };
    const started = call.now ? await start(unit, inside) : {};
    return { ...started, run: enabling(unit, inside, call.quiet) };
  },
  disable: async (name, { now }, { services }) => {
    if (now) await services.stop(name);
    return { run: `rm -f ${UNIT_FOLDER}/*.wants/${quote(fullName(name))}` };
  },
  "is-active": async (name, { quiet }, { services }) => {
    const state = services.state(name);
    const exit = state === "active" ? 0 : services.find(name) ? NOT_ACTIVE : NO_SUCH_UNIT;
    return { out: quiet ? "" : `${state}\n`, exit };
  },
  "is-enabled": async (name, { quiet }, { services }) => {
    const isEnabled = services.isEnabled(name);
    const state = isEnabled ? "enabled" : services.find(name) ? "disabled" : "not-found";
    return { out: quiet ? "" : `${state}\n`, exit: isEnabled ? 0 : state === "disabled" ? 1 : NO_SUCH_UNIT };
  },
  "is-failed": async (name, { quiet }, { services }) => {
    const state = services.state(name);
    return { out: quiet ? "" : `${state}\n`, exit: state === "failed" ? 0 : 1 };
  },
  status: async (name, _, { services }) => {
    const unit = services.find(name);
    const full = fullName(name);
    if (!unit) return { err: `Unit ${full} could not be found.\n`, exit: NO_SUCH_UNIT };
    const state = services.state(name);
    const enabled = services.isEnabled(name) ? "enabled" : "disabled";
    const running =
      state === "active" ? "active (running)" : state === "failed" ? "failed" : "inactive (dead)";
    return {
      out: `● ${full}\n     Loaded: loaded (${unit.path}; ${enabled})\n     Active: ${running}\n`,
      exit: state === "active" ? 0 : NOT_ACTIVE,
    };
  },
  "daemon-reload": async () => ({}),
  "reset-failed": async () => ({}),
};

/** `systemctl`: services by their units. */
export async function systemctl({ args }: Call, inside: Inside): Promise<Answer> {
  const call = parseSystemctl(args);
  if (typeof call === "string") return refuse("systemctl", call);
  const answers: Answer[] = [];
  for (const unit of call.units) answers.push(await VERBS[call.verb](unit, call, inside));
  return {
    run: answers.flatMap(({ run }) => run ?? []).join("\n"),
    out: answers.map(({ out }) => out ?? "").join(""),
    err: answers.map(({ err }) => err ?? "").join(""),
    exit: exitOf(call.verb, answers),
  };
}

/** The questions are answered with yes where one unit is so, all else where none has failed. */
function exitOf(verb: SystemctlVerb, answers: readonly Answer[]): number {
  const codes = answers.map(({ exit }) => exit ?? 0);
  const isQuestion = verb === "is-active" || verb === "is-failed";
  return isQuestion && codes.includes(0) ? 0 : (codes.find((code) => code !== 0) ?? 0);
}

/** Shell commands that enable a unit, and say so. */
function enabling(unit: FoundUnit, { services }: Inside, quiet: boolean): string {
  if (services.isEnabled(unit.name)) return "";
  return unit.wantedBy
    .map((target) => {
      const folder = `${UNIT_FOLDER}/${target}.wants`;
      const link = `${folder}/${fullName(unit.name)}`;
      const said = quiet ? "" : `; echo ${quote(`Created symlink ${link} → ${unit.path}.`)} >&2`;
      return `mkdir -p ${quote(folder)}; ln -sfn ${quote(unit.path)} ${quote(link)}${said}`;
    })
    .join("\n");
}

function fullName(unit: string): string {
  return `${plainName(unit)}.service`;
}

/** `service httpd restart`, which is `systemctl restart httpd`. */
export async function service({ args, ...call }: Call, inside: Inside): Promise<Answer> {
  const [unit, verb, ...others] = args;
  if (!unit || !verb) return refuse("service", "usage: service <name> <start|stop|restart|reload|status>");
  const answer = await systemctl({ ...call, args: [verb, unit, ...others] }, inside);
  const told = `Redirecting to /bin/systemctl ${verb} ${fullName(unit)}\n`;
  return { ...answer, err: told + (answer.err ?? "") };
}
