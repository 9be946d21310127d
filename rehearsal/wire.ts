import { join } from "node:path";
import { UserError } from "../config/user-error";
import type { Approvals } from "./approvals";
import { runBuild } from "./build";
import type { Clock } from "./clock";
import type { Closers } from "./closers";
import type { AlarmState, Alarms } from "./cloudwatch/model";
import type { Journal, RehearsalState } from "./deployment/journal";
import type { EventLog } from "./event-log";
import { FaultInjection } from "./faults/injection";
import { opened } from "./first-apply";
import { openFleet } from "./fleet-platform";
import { openGround } from "./ground";
import { RELEASES, type RehearsalOptions, type RehearsalParts } from "./model";
import { Pipeline } from "./pipeline/pipeline";
import { assertHasScripts } from "./pipeline/release-scripts";
import { actionRunners } from "./pipeline/runners";
import type { PlatformDeployer } from "./platform-deployer";
import { openReading } from "./reading/open";
import { Releases } from "./releases";
import { openService } from "./service-platform";
import { ACCOUNT } from "./stack/computed";
import type { Tell } from "./tell";
import { startUsers } from "./users";

/** Real milliseconds. */
const READY_MS = 60_000;

interface WireOptions extends RehearsalOptions {
  readonly clock: Clock;
  readonly journal: Journal;
  /** What a rehearsal that was killed had come to. */
  readonly interrupted: RehearsalState | undefined;
  readonly events: EventLog;
  readonly approvals: Approvals;
  readonly closers: Closers;
  /** Called once nothing of an earlier rehearsal runs any more. */
  readonly prepare: () => void;
}

/** Makes the parts of a rehearsal, and joins them. */
export async function wire(options: WireOptions): Promise<RehearsalParts> {
  const { system, clock, closers, folder, journal, interrupted, approvals } = options;
  const { tell } = options.events;
  const say = (source: string, text: string) => tell({ type: "log", source, text });
  const ground = await openGround({ ...options, say, reuse: interrupted !== undefined });
  const { processes, alarms, balancer, endpoint, parameters, source } = ground;
  await assertHasScripts(system.pipeline, source);
  // A fault that killed the rehearsal has had its effect.
  const faults = new FaultInjection(
    options.faults.filter(({ kind }) => !(interrupted && kind === "engine-killed")),
    tell,
  );
  const around = {
    ...options,
    ground,
    faults,
    tell,
    say,
    opened: (runtime: string) => {
      tell(opened(options, runtime, source.repository, (kind) => balancer.port(kind)));
      closers.keep(tellAlarms(alarms, tell), (stop) => stop());
    },
  };
  const platform =
    system.platform === "fleet"
      ? await openFleet({ ...around, system })
      : await openService({ ...around, system });
  const { deployer } = platform;
  const reading = await openReading({
    actions: platform.reading?.(() => options.store.view),
    region: system.region,
    say,
  });
  if (reading) closers.keep(reading, (one) => one.close());

  const builds = closers.keep(new AbortController(), (one) => one.abort());
  const pipeline = new Pipeline({
    model: system.pipeline,
    journal,
    tell,
    onStart: ({ id, number }) => {
      const known = options.store.view.releases.find((release) => release.id === id);
      if (number === RELEASES) faults.begin(id, known?.faults);
    },
    runners: {
      ...actionRunners({
        folder: join(folder, "executions"),
        source,
        buildProjects: system.buildProjects,
        deployer,
        approvals,
        signal: builds.signal,
        tell,
        runBuild: async (request, release, version) => {
          platform.onBuild?.(release, version);
          return faults.build(
            release,
            await runBuild(request, {
              processes,
              region: system.region,
              accountId: ACCOUNT,
              pipeline: system.pipeline.name,
              path: endpoint.path,
              environment: {},
              parameters: (name) => parameters.get(name),
              fileSystems: platform.fileSystems,
              clock,
            }),
          );
        },
      }),
      ...platform.runners,
    },
  });

  await ready(deployer);
  const users = await startUsers({
    url: `http://127.0.0.1:${balancer.port("production")}`,
    rps: options.rps,
    clock,
    processes,
  });
  closers.keep(users, (one) => one.stop());
  users.onSample((sample) => tell({ type: "sample", sample }));
  const { region } = system;
  const releases = new Releases({
    model: system.pipeline,
    pipeline,
    source,
    parameters,
    region,
    clock,
    tell,
  });
  return {
    run: processes.run,
    awsUrl: endpoint.url,
    readingUrl: reading?.url,
    source,
    deployer,
    pipeline,
    releases,
    users,
    usersSince: clock.now(),
  };
}

/** Tells each change of an alarm, and what each has come to before: instances take their time to come up. */
function tellAlarms(alarms: Alarms, tell: Tell): () => void {
  const told = ({ name, value, reason }: AlarmState) => tell({ type: "alarm", name, state: value, reason });
  for (const state of alarms.states) if (state.value !== "INSUFFICIENT_DATA") told(state);
  return alarms.onChange(told);
}

/** @throws UserError where what a release begins from does not come up */
async function ready(deployer: PlatformDeployer): Promise<void> {
  const signal = AbortSignal.timeout(READY_MS);
  if (await deployer.ready(signal)) return;
  throw new UserError(
    `what the first apply starts did not become healthy within ${READY_MS / 1000} seconds: ${deployer.trouble ?? "its health checks fail"}`,
  );
}
