import { join } from "node:path";
import { AwsError } from "../aws/actions";
import type { Clock } from "../clock";
import type { Instance, InstanceFault, InstanceRuntime } from "../instances/model";
import type { LoadBalancer, TargetFault } from "../load-balancer/model";
import { AutoScalingGroup, type GroupParts } from "./group";
import type { GroupMember } from "./member";
import type { Fleet, Group, GroupSettings, GroupState, LaunchTemplateModel, Member } from "./model";
import { checkSizes, validation } from "./sizes";

/** An image that an instance is launched from. */
export interface LaunchImage {
  readonly id: string;
  /** What was baked into it. @default - nothing but the base image */
  readonly folder?: string;
}

export interface FleetProps {
  readonly clock: Clock;
  readonly runtime: Pick<InstanceRuntime, "boot">;
  readonly balancer: LoadBalancer;
  readonly launchTemplates: readonly LaunchTemplateModel[];
  readonly region: string;
  /** Folder in which each instance has one of its own. */
  readonly folder: string;
  /** The image that a template's `imageId` names now. @throws Error in EC2's words where there is none */
  readonly image: (imageId: string) => LaunchImage;
  readonly fileSystems: Readonly<Record<string, string>>;
  /** What users of an instance are served: asked at each request. */
  readonly version: (instance: Instance) => string;
  /** What goes wrong with an instance that is launched into a group. @default - nothing */
  readonly fault?: (group: string, id: string) => InstanceFault | undefined;
  /** What goes wrong in front of an instance. @default - nothing */
  readonly targetFault?: (instance: Instance) => TargetFault;
  /** Told of each change, with all that it takes to go on after a kill. @default - nobody is told */
  readonly save?: (state: readonly GroupState[]) => void;
}

/** AWS milliseconds between two looks at the health of instances. */
const LOOK_MS = 2000;

/** Ids of terminated instances that are still told of. */
const REMEMBERED = 100;

/** Auto Scaling groups whose instances run on this machine. */
export class LocalFleet implements Fleet {
  public onLaunch: Fleet["onLaunch"];
  private readonly all = new Map<string, AutoScalingGroup>();
  private readonly listeners = new Set<() => void>();
  private readonly closing = new AbortController();
  private readonly watching: Promise<void>;
  private readonly parts: GroupParts;
  private gone: readonly string[] = [];

  constructor(private readonly props: FleetProps) {
    this.parts = this.makeParts();
    this.watching = this.watch();
  }

  public get groups(): readonly Group[] {
    return [...this.all.values()];
  }

  public get terminated(): readonly string[] {
    return this.gone;
  }

  public create(settings: GroupSettings): Group {
    if (this.all.has(settings.name)) {
      throw new AwsError(
        "AlreadyExists",
        `AutoScalingGroup by this name already exists - A group with the name ${settings.name} already exists`,
      );
    }
    checkSizes(settings);
    this.template(settings);
    const group = AutoScalingGroup.create(this.parts, settings);
    this.all.set(settings.name, group);
    group.look();
    this.changed();
    return group;
  }

  /** Goes on with groups that a rehearsal which was killed has left: their instances boot again. */
  public restore(groups: readonly GroupState[]): void {
    for (const state of groups) this.all.set(state.settings.name, new AutoScalingGroup(this.parts, state));
  }

  public find(name: string): Group | undefined {
    return this.all.get(name);
  }

  public memberOf(id: string): { readonly group: Group; readonly member: Member } | undefined {
    for (const group of this.all.values()) {
      const member = group.members.find((one) => one.id === id);
      if (member) return { group, member };
    }
    return undefined;
  }

  public async remove(name: string): Promise<void> {
    const group = this.all.get(name);
    await group?.leave();
    this.all.delete(name);
    this.changed();
  }

  public register(id: string, targetGroup: string): void {
    this.member(id)?.register(targetGroup);
  }

  public async deregister(id: string, targetGroup: string): Promise<void> {
    await this.member(id)?.deregister(targetGroup);
  }

  public onChange(listener: () => void): () => void {
    this.listeners.add(listener);
    return () => this.listeners.delete(listener);
  }

  public async close(): Promise<void> {
    this.closing.abort();
    await Promise.all([...this.all.values()].map((group) => group.close()));
    await this.watching;
  }

  private makeParts(): GroupParts {
    const { props } = this;
    return {
      clock: props.clock,
      balancer: props.balancer,
      version: props.version,
      targetFault: props.targetFault ?? (() => ({})),
      boot: (settings, member) => this.boot(settings, member),
      onLaunch: async (group, instance) => (await this.onLaunch?.(group, instance)) ?? true,
      changed: () => this.changed(),
      terminated: (id) => {
        this.gone = [id, ...this.gone].slice(0, REMEMBERED);
      },
    };
  }

  private async boot(settings: GroupSettings, member: GroupMember): Promise<Instance> {
    const { props } = this;
    const template = this.template(settings);
    const image = props.image(template.imageId);
    member.imageId = image.id;
    return props.runtime.boot({
      id: member.id,
      folder: join(props.folder, member.id),
      image: image.folder,
      userData: template.userData,
      fileSystems: props.fileSystems,
      metadata: {
        region: props.region,
        availabilityZone: member.zone,
        instanceType: template.instanceType,
        imageId: image.id,
        role: template.role,
        tags: { ...template.tags, ...settings.tags, "aws:autoscaling:groupName": settings.name },
      },
      fault: props.fault?.(settings.name, member.id),
      signal: member.signal,
    });
  }

  /** @throws AwsError ValidationError where there is no such template */
  private template({ launchTemplateId }: GroupSettings): LaunchTemplateModel {
    const found = this.props.launchTemplates.find(({ id }) => id === launchTemplateId);
    if (found) return found;
    throw validation(
      `You must use a valid fully-formed launch template. The specified launch template, with template ID ${launchTemplateId}, does not exist.`,
    );
  }

  private member(id: string): GroupMember | undefined {
    for (const group of this.all.values()) {
      const member = group.members.find((one) => one.id === id);
      if (member) return member;
    }
    return undefined;
  }

  /** Health changes by itself, with nobody to tell of it. */
  private async watch(): Promise<void> {
    while (!this.closing.signal.aborted) {
      await this.props.clock.after(LOOK_MS, this.closing.signal);
      if (!this.closing.signal.aborted) for (const group of this.all.values()) group.look();
    }
  }

  private changed(): void {
    if (this.closing.signal.aborted) return;
    this.props.save?.([...this.all.values()].filter(({ isLeaving }) => !isLeaving).map(({ saved }) => saved));
    for (const listener of this.listeners) listener();
  }
}
