/** What a unit file of systemd says, as far as it is played. @see https://www.freedesktop.org/software/systemd/man/latest/systemd.service.html */
export interface UnitFile {
  readonly type: string;
  readonly start: readonly ExecLine[];
  readonly before: readonly ExecLine[];
  readonly after: readonly ExecLine[];
  readonly stop: readonly ExecLine[];
  readonly reload: readonly ExecLine[];
  readonly environment: Readonly<Record<string, string>>;
  readonly environmentFiles: readonly { readonly path: string; readonly mayMiss: boolean }[];
  readonly workingDirectory: string;
  readonly user: string;
  readonly remains: boolean;
  readonly restart: string;
  /** Seconds. */
  readonly restartSeconds: number;
  readonly stopSeconds: number;
  readonly stopSignal: NodeJS.Signals;
  readonly wantedBy: readonly string[];
}

export interface ExecLine {
  readonly words: readonly string[];
  /** Its failure is none: a `-` before it. */
  readonly mayFail: boolean;
}

/** systemd's own. @see https://www.freedesktop.org/software/systemd/man/latest/systemd-system.conf.html */
const DEFAULT_STOP_SECONDS = 90;

/**
 * Reads a unit file, and the drop-ins behind it, in their order.
 *
 * @param name such as `shop.service`
 */
export function parseUnitFile(name: string, ...texts: readonly string[]): UnitFile {
  const values = settingsOf(name, texts);
  const last = (key: string): string | undefined => values.get(key)?.at(-1);
  const lines = (key: string): ExecLine[] => (values.get(key) ?? []).map(execLine);
  const kill = last("KillSignal") ?? "SIGTERM";
  return {
    type: last("Type") ?? "simple",
    start: lines("ExecStart"),
    before: lines("ExecStartPre"),
    after: lines("ExecStartPost"),
    stop: lines("ExecStop"),
    reload: lines("ExecReload"),
    environment: Object.fromEntries((values.get("Environment") ?? []).flatMap(splitWords).map(assignment)),
    environmentFiles: (values.get("EnvironmentFile") ?? []).map((path) => ({
      path: path.replace(/^-/, ""),
      mayMiss: path.startsWith("-"),
    })),
    workingDirectory: (last("WorkingDirectory") ?? "/").replace(/^-/, "").replace(/^~$/, "/root"),
    user: last("User") ?? "root",
    remains: /^(yes|true|on|1)$/i.test(last("RemainAfterExit") ?? ""),
    restart: last("Restart") ?? "no",
    restartSeconds: seconds(last("RestartSec"), 0.1),
    stopSeconds: seconds(last("TimeoutStopSec") ?? last("TimeoutSec"), DEFAULT_STOP_SECONDS),
    stopSignal: (kill.startsWith("SIG") ? kill : `SIG${kill}`) as NodeJS.Signals,
    wantedBy: (values.get("WantedBy") ?? []).flatMap(splitWords),
  };
}

/** All values of each key, in their order; an empty one takes back those before it. */
function settingsOf(name: string, texts: readonly string[]): ReadonlyMap<string, string[]> {
  const values = new Map<string, string[]>();
  for (const line of texts.flatMap((text) => text.replaceAll(/\\\r?\n/g, " ").split(/\r?\n/))) {
    const [, key, value] = /^\s*(\w+)\s*=\s*(.*?)\s*$/.exec(line) ?? [];
    if (key === undefined || value === undefined) continue;
    if (value === "") values.delete(key);
    else values.set(key, [...(values.get(key) ?? []), specified(value, name)]);
  }
  return values;
}

/** @see https://www.freedesktop.org/software/systemd/man/latest/systemd.unit.html#Specifiers */
function specified(value: string, name: string): string {
  const plain = name.replace(/\.service$/, "");
  const known: Readonly<Record<string, string>> = {
    "%%": "%",
    "%n": name,
    "%N": plain,
    "%p": plain,
    "%h": "/root",
  };
  return value.replaceAll(/%[%nNph]/g, (specifier) => known[specifier] ?? specifier);
}

function execLine(text: string): ExecLine {
  const [, prefix = "", rest = ""] = /^([-@:+!|]*)(.*)$/s.exec(text) ?? [];
  return { words: splitWords(rest), mayFail: prefix.includes("-") };
}

/** Words as systemd splits them: by blanks, but for those in quotes. */
export function splitWords(text: string): string[] {
  return [...text.matchAll(/(?:"((?:[^"\\]|\\.)*)"|'([^']*)'|((?:[^\s"'\\]|\\.)+))+/gs)].map(([word]) =>
    word.replaceAll(
      /"((?:[^"\\]|\\.)*)"|'([^']*)'|\\(.)/gs,
      (_, double?: string, single?: string, escaped?: string) =>
        double?.replaceAll(/\\(.)/gs, "$1") ?? single ?? escaped ?? "",
    ),
  );
}

function assignment(text: string): [string, string] {
  const index = text.indexOf("=");
  return index < 0 ? [text, ""] : [text.slice(0, index), text.slice(index + 1)];
}

/** Variables of a file that `EnvironmentFile` names. */
export function parseEnvironmentFile(text: string): Record<string, string> {
  const lines = text.split(/\r?\n/).filter((line) => /^\s*[A-Za-z_]\w*=/.test(line));
  return Object.fromEntries(
    lines.map((line) => {
      const [name, value] = assignment(line.trim());
      return [name, /^(".*"|'.*')$/s.test(value) ? value.slice(1, -1) : value];
    }),
  );
}

/** `$NAME` as a word of its own is split into words; `${NAME}` is not. */
export function fillWords(words: readonly string[], environment: Readonly<Record<string, string>>): string[] {
  return words.flatMap((word) => {
    const [, whole] = /^\$(\w+)$/.exec(word) ?? [];
    if (whole !== undefined) return splitWords(environment[whole] ?? "");
    return word
      .replaceAll(/\$\{(\w+)\}/g, (_, name: string) => environment[name] ?? "")
      .replaceAll("$$", "$");
  });
}

const UNITS_OF_TIME: Readonly<Record<string, number>> = { ms: 0.001, s: 1, sec: 1, m: 60, min: 60, h: 3600 };

/** `90`, `5s`, `1min 30s` or `infinity`. */
function seconds(text: string | undefined, otherwise: number): number {
  if (text === undefined) return otherwise;
  if (text === "infinity") return Number.POSITIVE_INFINITY;
  const parts = [...text.matchAll(/(\d+(?:\.\d+)?)\s*([a-z]*)/g)];
  return parts.reduce((sum, [, number, unit = ""]) => sum + Number(number) * (UNITS_OF_TIME[unit] ?? 1), 0);
}
