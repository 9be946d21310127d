import { isInstalled } from "../installed";
import { isNamed, listInside, type Machine, readInside } from "../machine";
import { BUILT_IN, plainName } from "./catalogue";
import { builtInProgram, runUnitCommand, unitProgram } from "./programs";
import { Service, type ServiceState } from "./service";
import { parseUnitFile, type UnitFile } from "./unit-file";

export const UNIT_FOLDER = "/etc/systemd/system";

/** What is asked to be played of a unit. */
export interface FoundUnit {
  readonly name: string;
  /** Where its link leads once it is enabled. */
  readonly path: string;
  /** `undefined` for one that a package brings. */
  readonly file?: UnitFile;
  readonly wantedBy: readonly string[];
}

const WANTED_BY = ["multi-user.target"];

/** All services of one instance. */
export class Services {
  private readonly known = new Map<string, Service>();

  constructor(private readonly machine: Machine) {}

  /** @returns `undefined` for one that is not there: no unit file, and no package that brings it */
  public find(unit: string): FoundUnit | undefined {
    const name = plainName(unit);
    const path = `${UNIT_FOLDER}/${name}.service`;
    const text = readInside(this.machine, path);
    if (text !== undefined) {
      const folder = `${path}.d`;
      const more = listInside(this.machine, folder).filter((file) => file.endsWith(".conf"));
      const file = parseUnitFile(
        `${name}.service`,
        text,
        ...more.map((one) => readInside(this.machine, `${folder}/${one}`) ?? ""),
      );
      return { name, path, file, wantedBy: file.wantedBy };
    }
    const builtIn = Object.hasOwn(BUILT_IN, name) ? BUILT_IN[name] : undefined;
    if (!builtIn || !isInstalled(this.machine, builtIn.package)) return undefined;
    return { name, path: `/usr/lib/systemd/system/${name}.service`, wantedBy: WANTED_BY };
  }

  public state(unit: string): ServiceState {
    return this.known.get(plainName(unit))?.state ?? "inactive";
  }

  /** @returns what keeps it from starting */
  public start(unit: FoundUnit): Promise<string | undefined> {
    const before = this.known.get(unit.name);
    if (before?.state === "active") return Promise.resolve(undefined);
    const builtIn = BUILT_IN[unit.name];
    const program = unit.file
      ? unitProgram(unit.name, unit.file, this.machine)
      : builtIn && builtInProgram(builtIn, this.machine);
    if (!program) throw new Error(`${unit.name} is no service that can be run`);
    const service = new Service(unit.name, program, (text) => this.machine.log.note(text));
    this.known.set(unit.name, service);
    return service.start();
  }

  public async stop(unit: string): Promise<void> {
    await this.known.get(plainName(unit))?.stop();
  }

  /** @returns what keeps it from being done */
  public async reload({ name, file }: FoundUnit): Promise<string | undefined> {
    for (const line of file?.reload ?? []) {
      const problem = file && (await runUnitCommand(file, line, this.machine));
      if (problem) return problem;
    }
    return this.state(name) === "active" ? undefined : `${name}.service is not active, cannot reload.`;
  }

  public isEnabled(unit: string): boolean {
    return this.wants().some((folder) => isNamed(this.machine, `${folder}/${plainName(unit)}.service`));
  }

  /** Starts what is enabled, as a boot does. */
  public async startEnabled(): Promise<void> {
    const names = this.wants().flatMap((folder) => listInside(this.machine, folder));
    for (const name of new Set(names)) {
      const unit = this.find(name);
      if (unit) await this.start(unit);
      else this.machine.log.note(`${name} is enabled, and is not there`);
    }
  }

  /** Ends all of them at once. */
  public killAll(): void {
    for (const service of this.known.values()) service.kill();
  }

  public async stopAll(): Promise<void> {
    await Promise.all([...this.known.values()].map((service) => service.stop()));
  }

  private wants(): string[] {
    const names = listInside(this.machine, UNIT_FOLDER).filter((name) => name.endsWith(".wants"));
    return names.map((name) => `${UNIT_FOLDER}/${name}`);
  }
}
