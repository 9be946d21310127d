import { join } from "node:path";
import { UserError } from "../config/user-error";
import type { Approvals } from "./approvals";
import { runBuild } from "./build";
import type { Clock } from "./clock";
import type { Closers } from "./closers";
import { openCloud, startTask } from "./cloud";
import { Deployer } from "./deployment/deployer";
import { ecsActions } from "./deployment/ecs-actions";
import { HookBoard } from "./deployment/hooks";
import type { Journal, RehearsalState } from "./deployment/journal";
import { openEndpoint } from "./endpoint";
import type { EventLog } from "./event-log";
import { FaultInjection } from "./faults/injection";
import { firstApply, onThisMachine, opened } from "./first-apply";
import { createFunctions } from "./hooks";
import type { Functions } from "./hooks/model";
import { Pipeline } from "./pipeline/pipeline";
import { actionRunners } from "./pipeline/runners";
import { RELEASES, type RehearsalOptions, type RehearsalParts } from "./rehearsal";
import { Releases } from "./releases";
import { createSource } from "./source";
import { ACCOUNT } from "./stack/computed";
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
  const { system, clock, closers, folder, journal, interrupted } = options;
  const { tell } = options.events;
  const say = (source: string, text: string) => tell({ type: "log", source, text });
  const cloud = await openCloud(options);
  const { processes, alarms, balancer } = cloud;
  const { branch } = system.pipeline.repository;
  const source = closers.keep(
    await createSource({ folder, app: options.app, branch, processes, reuse: interrupted !== undefined }),
    (one) => one.close(),
  );
  if (!interrupted) journal.write(firstApply(system));
  tell(opened(options, cloud.runtime.description, source.repository, (kind) => balancer.port(kind)));
  closers.keep(
    alarms.onChange(({ name, value, reason }) => tell({ type: "alarm", name, state: value, reason })),
    (stop) => stop(),
  );

  // A fault that killed the rehearsal has had its effect.
  const faults = new FaultInjection(
    options.faults.filter(({ kind }) => !(interrupted && kind === "engine-killed")),
    tell,
  );
  const images = faults.images(cloud.images);
  const taskDefinitionArn = (family: string) =>
    `arn:aws:ecs:${system.region}:${ACCOUNT}:task-definition/${family}`;
  const functions: { current?: Functions } = {};
  const invoke: Functions["invoke"] = async (...call) =>
    functions.current?.invoke(...call) ?? { ended: "failed", error: "there are no functions yet" };
  const hooks = new HookBoard(clock, { invoke }, say, (release, event) => faults.hook(release, event));
  const deployer = new Deployer(
    {
      model: system.deployment,
      service: system.service,
      targetGroups: system.targetGroups.map(({ name }) => name),
      hasTestListener: system.listeners.test !== undefined,
      graceSeconds: system.service.graceSeconds,
      clock,
      balancer,
      alarms,
      hooks,
      journal,
      faults,
      tell,
      say,
      approve: (what, release, signal) => options.approvals.ask(what, release, signal),
      startTask: (state, id) =>
        startTask({ ...cloud, images }, folder, state, id, {
          fault: faults.task(state.release ?? ""),
          imageMissing: faults.imageMissing(state.release ?? ""),
        }),
    },
    journal.state?.serving ?? firstApply(system).serving,
  );
  closers.keep(deployer, (one) => one.close());

  const caller = { release: "", version: "" };
  const endpoint = await openEndpoint({
    ...options,
    images,
    processes,
    actions: {
      "codedeploy.PutLifecycleEventHookExecutionStatus": hooks.report,
      ...ecsActions({
        service: system.service,
        deployer,
        taskDefinitionArn,
        now: () => clock.now(),
        caller: () => caller,
      }),
    },
    unanswered: (name) => say("aws", `${name} is not answered in a rehearsal`),
  });
  functions.current = createFunctions({
    functions: system.functions,
    processes,
    folder,
    clock,
    endpointUrl: endpoint.url,
    replace: (url) => onThisMachine(url, system, (kind) => balancer.port(kind)),
  });

  const builds = closers.keep(new AbortController(), (one) => one.abort());
  const pipeline = new Pipeline({
    model: system.pipeline,
    journal,
    tell,
    onStart: ({ id, number }) => {
      const known = options.store.view.releases.find((release) => release.id === id);
      if (number === RELEASES) faults.begin(id, known?.faults);
    },
    runners: actionRunners({
      folder: join(folder, "executions"),
      source,
      buildProjects: system.buildProjects,
      approvals: options.approvals,
      deployer,
      faults,
      journal,
      taskDefinitionArn,
      signal: builds.signal,
      tell,
      runBuild: (request, release, version) => {
        Object.assign(caller, { release, version });
        return runBuild(request, {
          processes,
          region: system.region,
          accountId: ACCOUNT,
          pipeline: system.pipeline.name,
          path: endpoint.commands,
          environment: {},
          parameters: (name) => system.parameters[name],
          clock,
        });
      },
    }),
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
  const releases = new Releases({ model: system.pipeline, pipeline, source, clock, tell });
  return { cloud, source, deployer, pipeline, releases, users, usersSince: clock.now() };
}

/** @throws UserError where the tasks that a release begins from do not come up */
async function ready(deployer: Deployer): Promise<void> {
  const signal = AbortSignal.timeout(READY_MS);
  if (await deployer.ready(signal)) return;
  throw new UserError(
    `the tasks of the first apply did not become healthy within ${READY_MS / 1000} seconds: ${deployer.trouble ?? "their health checks fail"}`,
  );
}
