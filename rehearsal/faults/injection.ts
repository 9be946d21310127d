import type { ReleaseEventBody } from "../../deployment-view/events";
import type { BuildResult } from "../build/model";
import type { Alarms } from "../cloudwatch/model";
import type { Templates } from "../deployment/revision";
import type { Images } from "../images/model";
import type { TargetFault } from "../load-balancer/model";
import type { TaskFault } from "../tasks/model";
import type { Fault, FaultKind } from "./model";

/** A port that no container of anyone's listens on. */
const WRONG_PORT = 9;

/** What goes wrong, and from when on: nothing does until a release is begun with them. */
export class FaultInjection {
  private release: string | undefined;
  private scaledOut = false;

  constructor(
    private readonly faults: readonly Fault[],
    private readonly tell: (event: ReleaseEventBody) => void,
  ) {}

  /**
   * From now on, and in this release alone, they come about.
   *
   * @param told those that were told of before the rehearsal was killed
   */
  public begin(release: string, told: readonly string[] = []): void {
    this.release = release;
    for (const { text } of this.faults)
      if (!told.includes(text)) this.tell({ type: "fault", release, fault: text });
  }

  private find<Kind extends FaultKind>(kind: Kind): (Fault & { readonly kind: Kind }) | undefined {
    if (this.release === undefined) return undefined;
    return this.faults.find((fault): fault is Fault & { readonly kind: Kind } => fault.kind === kind);
  }

  private has(kind: FaultKind, release = this.release): boolean {
    return release === this.release && this.find(kind) !== undefined;
  }

  /** Images that cannot be built, or are gone once they were pushed. */
  public images(images: Images): Images {
    return {
      build: async (request, say) => {
        if (this.has("build-fails")) throw new Error("the build fails, as --fault build-fails asked for");
        await images.build(request, say);
      },
      tag: (source, target) => images.tag(source, target),
      push: (reference, say) => images.push(reference, say),
      find: (reference) => images.find(reference),
      remove: (reference) => images.remove(reference),
    };
  }

  /** Whether an image has gone from the registry since it was built. */
  public imageMissing(release: string): boolean {
    return this.has("image-missing", release);
  }

  /** The templates, as a careless commit would have left them. */
  public templates(release: string, { appSpec, taskDefinition }: Templates): Templates {
    return {
      // In YAML or in JSON, which an appspec may be too.
      appSpec: appSpec
        .replace(
          /(\bContainerName"?:\s*)("[^"]*"|[^\s,}]+)/,
          this.has("wrong-container-name", release) ? '$1"no-such-container"' : "$&",
        )
        .replace(
          /(\bContainerPort"?:\s*)("[^"]*"|[^\s,}]+)/,
          this.has("wrong-port", release) ? `$1${WRONG_PORT}` : "$&",
        ),
      taskDefinition: this.has("placeholder-left", release)
        ? taskDefinition.replaceAll(/("image":\s*)"[^"]*"/g, '$1"<IMAGE1_NAME>"')
        : taskDefinition,
    };
  }

  /** What goes wrong with the application of the replacement as it starts: a task, or a service of an instance. */
  public task(release: string): TaskFault {
    if (release !== this.release) return {};
    return { crash: this.has("crash-on-start"), slowStartSeconds: this.find("slow-start")?.seconds };
  }

  /** Whether instances that a release launches cannot mount a file system. */
  public mountFails(release: string): boolean {
    return this.has("mount-fails", release);
  }

  /** What comes of a build in which one more command exits with 1. */
  public build(release: string, result: BuildResult): BuildResult {
    if (result.status !== "SUCCEEDED" || !this.has("build-fails", release)) return result;
    const context =
      "COMMAND_EXECUTION_ERROR: Error while executing command: false. Reason: exit status 1, as --fault build-fails asked for";
    const failed = { name: "BUILD", status: "FAILED", seconds: 0, context } as const;
    return { ...result, status: "FAILED", phases: [...result.phases, failed], artifact: undefined };
  }

  /** What a script of a lifecycle event does in the place of its work. */
  public script(release: string, event: string): "fails" | "hangs" | undefined {
    if (release !== this.release) return undefined;
    return (["fails", "hangs"] as const).find(
      (what) => this.find(`script-${what}`)?.lifecycleEvent === event,
    );
  }

  /** Whether an instance is gone while it is deployed to, with all that runs on it. */
  public instanceDies(release: string): boolean {
    return this.has("instance-dies", release);
  }

  /** Whether nothing can take one more task than there are. */
  public noCapacity(release: string): boolean {
    return this.has("no-capacity", release);
  }

  /** What goes wrong with the image that is baked for a release. */
  public bake(): "fails" | "does-not-boot" | undefined {
    if (this.has("bake-fails")) return "fails";
    return this.has("image-does-not-boot") ? "does-not-boot" : undefined;
  }

  /** Whether the function behind the deploy stage dies. */
  public flipDies(release: string): boolean {
    return this.has("flip-dies", release);
  }

  /** What goes wrong in front of a task of the replacement. @param share percent of users that it was given */
  public target(release: string, share: number): TargetFault {
    if (release !== this.release) return {};
    const errors = this.find("errors");
    const latency = this.find("latency");
    return {
      unhealthy: this.has("unhealthy"),
      errorsPercent: errors && share >= errors.afterShifted ? errors.percent : 0,
      latencyMs: latency && share >= latency.afterShifted ? latency.milliseconds : 0,
    };
  }

  /** What a hook of a lifecycle event does in the place of its work. */
  public hook(release: string, event: string): "fails" | "hangs" | "silent" | undefined {
    if (release !== this.release) return undefined;
    return (["fails", "hangs", "silent"] as const).find(
      (what) => this.find(`hook-${what}`)?.lifecycleEvent === event,
    );
  }

  /** Sets an alarm before the deployment begins. */
  public alarms(release: string, alarms: Alarms, names: readonly string[]): void {
    const [name] = names;
    if (name && this.has("alarm-red", release)) {
      alarms.set(name, "ALARM", "Set by --fault alarm-red", true);
    }
  }

  /** Ends what would outlast the release. */
  public end(release: string, alarms: Alarms, names: readonly string[]): void {
    const [name] = names;
    if (name && this.has("alarm-red", release))
      alarms.set(name, "OK", "The release with --fault alarm-red is over");
  }

  /** What happens once the replacement has been given a share of users. */
  public shifted(release: string, share: number, stop: () => void, scaleOut: () => void = () => {}): void {
    if (release !== this.release || share === 0) return;
    const stopAt = this.find("stop")?.shifted;
    const scaleAt = this.find("scale-out")?.shifted;
    if (scaleAt !== undefined && share >= scaleAt && !this.scaledOut) {
      this.scaledOut = true;
      scaleOut();
    }
    const killAt = this.find("engine-killed")?.shifted;
    if (stopAt !== undefined && share >= stopAt) stop();
    if (killAt !== undefined && share >= killAt) process.kill(process.pid, "SIGKILL");
  }
}
