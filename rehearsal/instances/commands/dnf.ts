import { installedPackages } from "../installed";
import { INSTALLED, PACKAGE_PROGRAMS, packageName, packageOf } from "../packages";
import { quote } from "../quote";
import { type Answer, type Call, type Inside, refuse } from "./command";

type Verb = (names: readonly string[], inside: Inside) => Promise<Answer>;

/** Verbs that find everything up to date. */
const nothingToDo: Verb = async () => ({ out: "Dependencies resolved.\nNothing to do.\nComplete!\n" });

const VERBS: Readonly<Record<string, Verb | undefined>> = {
  install,
  localinstall: install,
  reinstall: install,
  groupinstall: nothingToDo,
  update: nothingToDo,
  upgrade: nothingToDo,
  "upgrade-minimal": nothingToDo,
  "check-update": nothingToDo,
  clean: async () => ({ out: "0 files removed\n" }),
  makecache: async () => ({ out: "Metadata cache created.\n" }),
  remove,
  erase: remove,
  list: async (names, { machine }) => {
    const wanted = names.filter((name) => name !== "installed").map(packageName);
    const found = installedPackages(machine).filter((name) => wanted.length === 0 || wanted.includes(name));
    if (found.length === 0) return { err: "Error: No matching Packages to list\n", exit: 1 };
    return {
      out: `Installed Packages\n${found.map((name) => `${name}.noarch  rehearsal  @System\n`).join("")}`,
    };
  },
};

/** Options with a value behind them. */
const WITH_VALUE = [
  "-c",
  "-d",
  "-e",
  "-x",
  "--setopt",
  "--releasever",
  "--repo",
  "--enablerepo",
  "--exclude",
];

/**
 * `dnf` and `yum`: any package can be installed, and brings what scripts rely on, if it is known.
 *
 * @see https://dnf.readthedocs.io/en/latest/command_ref.html
 */
export async function dnf({ args }: Call, inside: Inside): Promise<Answer> {
  const [verb, ...names] = args.filter(
    (argument, index) => !argument.startsWith("-") && !WITH_VALUE.includes(args[index - 1] ?? ""),
  );
  const act = verb !== undefined && Object.hasOwn(VERBS, verb) ? VERBS[verb] : undefined;
  const allowed = Object.keys(VERBS).join(", ");
  if (!act) return refuse("dnf", `${verb ?? "no command"} is not played in a rehearsal, allowed: ${allowed}`);
  const answer = await act(names, inside);
  const isQuiet = args.includes("-q") || args.includes("--quiet");
  return isQuiet && verb !== "list" ? { ...answer, out: "" } : answer;
}

async function install(names: readonly string[], inside: Inside): Promise<Answer> {
  const before = installedPackages(inside.machine);
  const wanted = [...new Set(names.map(packageName))];
  if (wanted.length === 0) return { err: "Error: Need to pass a list of pkgs to install\n", exit: 1 };
  const added = wanted.filter((name) => !before.includes(name));
  const known = wanted.filter((name) => before.includes(name));
  const said = known.map((name) => `Package ${name} is already installed.\n`).join("");
  if (added.length === 0) return { out: `${said}Dependencies resolved.\nNothing to do.\nComplete!\n` };
  return {
    run: added.flatMap(installing).join("\n"),
    out: `${said}Installed:\n${added.map((name) => `  ${name}-rehearsal.noarch\n`).join("")}\nComplete!\n`,
  };
}

/** Shell commands that bring what a package does. */
function installing(name: string): string[] {
  const { folders = [], programs = {}, starts = [] } = packageOf(name);
  return [
    `mkdir -p ${[PACKAGE_PROGRAMS, ...folders].map(quote).join(" ")}`,
    `echo ${quote(name)} >>${INSTALLED}`,
    ...Object.entries(programs).map(([path, text]) => writing(path, text)),
    ...starts.map((unit) => `systemctl enable --now --quiet ${unit}`),
  ];
}

/** A machine's own Java is the better one. */
function writing(path: string, text: string): string {
  const write = `printf %s ${quote(text)} >${quote(path)}; chmod 755 ${quote(path)}`;
  return path.endsWith("/java") ? `command -v java >/dev/null || { ${write}; }` : write;
}

async function remove(names: readonly string[], { machine, services }: Inside): Promise<Answer> {
  const gone = names.map(packageName).filter((name) => installedPackages(machine).includes(name));
  if (gone.length === 0) return { out: "No packages marked for removal.\nNothing to do.\nComplete!\n" };
  for (const name of gone) await services.stop(name);
  const kept = installedPackages(machine).filter((name) => !gone.includes(name));
  return {
    run: [
      `mkdir -p ${quote(PACKAGE_PROGRAMS)}`,
      `printf '%s\\n' ${kept.map(quote).join(" ")} >${INSTALLED}`,
      ...gone.flatMap((name) => [
        ...Object.keys(packageOf(name).programs ?? {}).map((path) => `rm -f ${quote(path)}`),
        `systemctl disable --quiet ${quote(name)} 2>/dev/null`,
      ]),
    ].join("\n"),
    out: `Removed:\n${gone.map((name) => `  ${name}-rehearsal.noarch\n`).join("")}\nComplete!\n`,
  };
}

/** `rpm -q httpd`, `rpm -qa`, `rpm -i package.rpm`. */
export async function rpm({ args }: Call, inside: Inside): Promise<Answer> {
  const options = args.filter((argument) => argument.startsWith("-"));
  const names = args.filter((argument) => !argument.startsWith("-"));
  const asks = options.some((option) => /^-q|^--query/.test(option));
  const installed = installedPackages(inside.machine);
  if (!asks && options.some((option) => /^-[iUF]|^--(install|upgrade)/.test(option)))
    return { ...(await install(names, inside)), out: "" };
  if (!asks) return refuse("rpm", "only -q, -qa, -i and -U are played in a rehearsal");
  if (options.some((option) => /^-qa/.test(option) || option === "-a"))
    return { out: installed.map((name) => `${name}-rehearsal.noarch\n`).join("") };
  const missing = names.filter((name) => !installed.includes(name));
  return {
    out: names
      .map((name) =>
        missing.includes(name) ? `package ${name} is not installed\n` : `${name}-rehearsal.noarch\n`,
      )
      .join(""),
    exit: missing.length,
  };
}
