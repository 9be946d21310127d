import { type FleetProps, LocalFleet } from "../../../rehearsal/fleet";
import type { GroupSettings, GroupState } from "../../../rehearsal/fleet/model";
import { PaperBalancer } from "../deployment/balancer";
import { VirtualClock } from "../virtual-clock";
import { PaperRuntime } from "./paper-instances";

export const TEMPLATE = {
  id: "lt-1",
  name: "shop",
  imageId: "resolve:ssm:/shop/golden-ami",
  instanceType: "t3.micro",
  userData: "#!/bin/sh",
  role: "shop-instance",
  tags: { Name: "shop" },
};

export const SETTINGS: GroupSettings = {
  name: "shop",
  launchTemplateId: "lt-1",
  minSize: 1,
  maxSize: 4,
  desiredCapacity: 3,
  targetGroups: ["web"],
  zones: ["eu-central-1a", "eu-central-1b"],
  healthCheckGraceSeconds: 300,
  tags: { "bluegreen:fleet": "shop" },
};

const open = new Set<Yard>();

/** Closes every yard that a test has opened. */
export async function closeYards(): Promise<void> {
  for (const yard of [...open]) await yard.close();
}

/** A fleet of instances on paper, behind a load balancer on paper. */
export class Yard {
  readonly clock: VirtualClock;
  readonly balancer: PaperBalancer;
  readonly runtime: PaperRuntime;
  readonly fleet: LocalFleet;
  /** What there is to go on with after a kill. */
  state: readonly GroupState[] = [];

  /** @param left groups that a kill has left */
  constructor(props: Partial<FleetProps> = {}, clock = new VirtualClock(), left: readonly GroupState[] = []) {
    open.add(this);
    this.clock = clock;
    this.balancer = new PaperBalancer(clock);
    this.runtime = new PaperRuntime(clock);
    this.fleet = new LocalFleet({
      clock,
      runtime: this.runtime,
      balancer: this.balancer,
      launchTemplates: [TEMPLATE],
      region: "eu-central-1",
      folder: "/instances",
      image: () => ({ id: "ami-1" }),
      fileSystems: {},
      version: () => "placeholder",
      save: (state) => {
        this.state = structuredClone(state);
      },
      ...props,
    });
    this.fleet.restore(left);
  }

  /** A group, once it is steady. */
  async group(settings: Partial<GroupSettings> = {}) {
    const group = this.fleet.create({ ...SETTINGS, ...settings });
    await this.steady(group.settings.name);
    return group;
  }

  async steady(name = SETTINGS.name): Promise<void> {
    const group = this.fleet.find(name);
    if (!group) throw new Error(`there is no group ${name}`);
    await this.clock.play(group.steady(new AbortController().signal));
  }

  /** States of a group's instances, in the order of their launch. */
  states(name = SETTINGS.name): string[] {
    return this.fleet.find(name)?.members.map(({ state }) => state) ?? [];
  }

  ids(name = SETTINGS.name): string[] {
    return this.fleet.find(name)?.members.map(({ id }) => id) ?? [];
  }

  /** What has been done, newest first, each instance by its number in the order of launches. */
  done(name = SETTINGS.name): string[] {
    const activities = this.fleet.find(name)?.activities ?? [];
    const known = activities
      .map(({ description }) => /i-[0-9a-f]+$/.exec(description)?.[0] ?? "")
      .toReversed();
    const numbers = new Map([...new Set(known)].map((id, index) => [id, index + 1]));
    return activities.map(({ description }) =>
      description.replace(/i-[0-9a-f]+$/, (id) => String(numbers.get(id))),
    );
  }

  async close(): Promise<void> {
    open.delete(this);
    await this.clock.play(this.fleet.close());
  }
}
