import {
  EnterStandbyCommand,
  ResumeProcessesCommand,
  SuspendProcessesCommand,
} from "@aws-sdk/client-auto-scaling";
import { DescribeTargetHealthCommand } from "@aws-sdk/client-elastic-load-balancing-v2";
import { PutParameterCommand, SSMClient } from "@aws-sdk/client-ssm";
import { findProgram } from "../../../rehearsal/tasks/find-program";
import { CommandLine } from "./command-line";
import { MetadataService, REGION } from "./metadata-service";
import { GROUP, type GroupView, Moto } from "./moto";
import { Revision, type Run } from "./revision";

const programs = {
  moto_server: findProgram("moto_server", process.env),
  "a python3 with awscli": CommandLine.find(),
};
const HANDLED = ["AZRebalance", "AlarmNotification", "ReplaceUnhealthy", "ScheduledActions"];
const IN_NOTES = "AZRebalance+AlarmNotification+ScheduledActions+ReplaceUnhealthy";
const DEREGISTER = "deregister_from_elb.sh";
const REGISTER = "register_with_elb.sh";

/** The suite where both are installed, and else one test that says what is missing. */
function withMoto(name: string, suite: (moto: () => Moto) => void): void {
  const missing = Object.entries(programs).filter(([, path]) => !path);
  if (missing.length > 0) {
    const words = `${missing.map(([program]) => program).join(" and ")} not on the PATH`;
    test(`${name}: left out, with ${words}`, () => expect(words).not.toBe(""));
    return;
  }
  describe(name, () => {
    let moto: Moto;
    beforeAll(async () => {
      moto = await Moto.start(programs.moto_server ?? "");
    });
    afterAll(() => moto?.stop());
    beforeEach(() => moto.reset());
    suite(() => moto);
  });
}

withMoto("the scripts against an Auto Scaling group", (moto) => {
  let metadata: MetadataService;
  let aws: CommandLine;
  let revision: Revision;

  beforeAll(async () => {
    metadata = await MetadataService.start();
    aws = await CommandLine.start(programs["a python3 with awscli"] ?? "", {
      ...moto().environment,
      AWS_DEFAULT_REGION: REGION,
    });
  });
  afterAll(async () => {
    await aws?.stop();
    await metadata.stop();
  });
  beforeEach(() => {
    revision = new Revision({ aws: aws.script });
  });
  afterEach(() => revision.remove());

  interface Settings {
    readonly deployment?: string;
    readonly killAfter?: number;
    readonly system?: string;
  }

  async function run(script: string, id: string, settings: Settings = {}): Promise<Run> {
    const changes = revision.path(`changes-${script}-${id}-${Math.random()}`);
    const result = await revision.run(script, {
      AWS_EC2_METADATA_SERVICE_ENDPOINT: metadata.endpointOf(id),
      DEPLOYMENT_ID: settings.deployment ?? "d-1",
      CHANGES: changes,
      KILL_AFTER: settings.killAfter === undefined ? undefined : String(settings.killAfter),
      SYSTEM: settings.system,
    });
    return result;
  }

  async function succeeds(script: string, id: string, settings?: Settings): Promise<string> {
    const { ended, output } = await run(script, id, settings);
    expect([ended, output]).toEqual([0, output]);
    return output;
  }

  const asItWas = (before: GroupView) => expect(moto().group()).resolves.toEqual(before);

  test("can go out and come back one after the other, with the minimum as many as there are", async () => {
    const { ids } = await moto().createGroup({ size: 3, min: 3 });
    const before = await moto().group();
    expect(ids).toHaveLength(3);
    for (const id of ids) {
      expect(await succeeds(DEREGISTER, id)).toContain(`${id} is in standby`);
      expect(await moto().group()).toEqual({
        min: 2,
        desired: 2,
        suspended: HANDLED,
        notes: { "min-size": "3", suspended: IN_NOTES, [`standby:${id}`]: "out:d-1" },
        states: { ...before.states, [id]: "Standby" },
      });
      await succeeds(REGISTER, id);
      await asItWas(before);
    }
  });

  test("leave the minimum alone where there are more", async () => {
    const { ids } = await moto().createGroup({ size: 3, min: 1 });
    const [id = ""] = ids;
    const before = await moto().group();
    await succeeds(DEREGISTER, id);
    const { min, desired, notes } = await moto().group();
    expect([min, desired, notes["min-size"]]).toEqual([1, 2, undefined]);
    await succeeds(REGISTER, id);
    await asItWas(before);
  });

  test("resume only what they have suspended themselves", async () => {
    const { ids } = await moto().createGroup({ size: 2, min: 1 });
    const [id = ""] = ids;
    const scope = { AutoScalingGroupName: GROUP };
    await moto().autoScaling.send(
      new SuspendProcessesCommand({ ...scope, ScalingProcesses: ["AZRebalance", "HealthCheck"] }),
    );
    const before = await moto().group();
    await succeeds(DEREGISTER, id);
    expect((await moto().group()).notes.suspended).toBe(
      "AlarmNotification+ScheduledActions+ReplaceUnhealthy",
    );
    await succeeds(REGISTER, id);
    expect(before.suspended).toEqual(["AZRebalance", "HealthCheck"]);
    await asItWas(before);
  });

  test("take no instance out that could not come back", async () => {
    const { ids } = await moto().createGroup({ size: 2, min: 2 });
    const [id = ""] = ids;
    const scope = { AutoScalingGroupName: GROUP, ScalingProcesses: ["Launch"] };
    await moto().autoScaling.send(new SuspendProcessesCommand(scope));
    const before = await moto().group();
    const { ended, output } = await run(DEREGISTER, id);
    expect(ended).toBe(1);
    expect(output).toContain("Launch is suspended on shop-roll");
    await asItWas(before);
    await moto().autoScaling.send(new ResumeProcessesCommand(scope));
    await succeeds(DEREGISTER, id);
  });

  test("leave an instance in standby that somebody else has put there", async () => {
    const { ids } = await moto().createGroup({ size: 3, min: 1 });
    const [theirs = "", other = ""] = ids;
    await moto().autoScaling.send(
      new EnterStandbyCommand({
        AutoScalingGroupName: GROUP,
        InstanceIds: [theirs],
        ShouldDecrementDesiredCapacity: true,
      }),
    );
    const before = await moto().group();
    for (const id of [theirs, other]) {
      await succeeds(DEREGISTER, id);
      await succeeds(REGISTER, id);
    }
    expect(before.states[theirs]).toBe("Standby");
    await asItWas(before);
  });

  test("have nothing to do for an instance that is in no group", async () => {
    const id = await moto().runInstance();
    for (const script of [DEREGISTER, REGISTER])
      expect(await succeeds(script, id)).toContain(`${id} is in no Auto Scaling group`);
  });

  test("take an instance that is in no group out of the target group that the settings name", async () => {
    const id = await moto().runInstance();
    const arn = await moto().createTargetGroup("shop-other");
    const ssm = new SSMClient({ region: REGION, endpoint: moto().url, credentials: KEYS });
    await ssm.send(
      new PutParameterCommand({
        Name: "/shop-roll/instance",
        Type: "String",
        Value: `APP_PORT=80\nTARGET_GROUP_ARN=${arn}`,
      }),
    );
    ssm.destroy();
    const registered = async () =>
      (
        await moto().loadBalancing.send(new DescribeTargetHealthCommand({ TargetGroupArn: arn }))
      ).TargetHealthDescriptions?.map(({ Target }) => Target?.Id);
    expect(await succeeds(REGISTER, id, { system: "shop-roll" })).toContain(`${id} is healthy in ${arn}`);
    expect(await registered()).toEqual([id]);
    await succeeds(DEREGISTER, id, { system: "shop-roll" });
    expect(await registered()).toEqual([]);
  });

  test("can be run side by side: who comes back last puts the group back", async () => {
    const { ids } = await moto().createGroup({ size: 4, min: 4 });
    const before = await moto().group();
    const [first = "", second = ""] = ids;
    const both = (script: string) => Promise.all([first, second].map((id) => succeeds(script, id)));
    await both(DEREGISTER);
    const away = await moto().group();
    expect(away).toMatchObject({ desired: 2, suspended: HANDLED, notes: { "min-size": "4" } });
    // AWS refuses to go below the minimum, which moto does not: then both lower it from 4 to 3.
    expect([2, 3]).toContain(away.min);
    await succeeds(REGISTER, first);
    expect(await moto().group()).toMatchObject({
      desired: 3,
      suspended: HANDLED,
      notes: { "min-size": "4", [`standby:${second}`]: "out:d-1" },
    });
    await succeeds(REGISTER, second);
    await asItWas(before);
    await both(DEREGISTER);
    await both(REGISTER);
    await asItWas(before);
  });

  describe("killed after a change", () => {
    const noted = (id: string, note: string, more: Readonly<Record<string, string>> = {}) => ({
      notes: { ...more, [`standby:${id}`]: note },
    });
    const changed = { "min-size": "2", suspended: IN_NOTES };

    /** What a script that is killed behind each of its changes leaves: the table of the sample's README. */
    const LEAVING = [
      ["says that it leaves", 1, { min: 2, desired: 2, suspended: [] }, {}, "InService"],
      ["notes what it will change", 2, { min: 2, desired: 2, suspended: [] }, changed, "InService"],
      ["suspends", 3, { min: 2, desired: 2, suspended: HANDLED }, changed, "InService"],
      ["lowers the minimum", 4, { min: 1, desired: 2, suspended: HANDLED }, changed, "InService"],
      ["enters standby", 5, { min: 1, desired: 1, suspended: HANDLED }, changed, "Standby"],
    ] as const;

    test.each(LEAVING)(
      "deregister, which %s, leaves what its next run or its next deployment mends",
      async (_, change, sizes, notes, state) => {
        const { ids } = await moto().createGroup({ size: 2, min: 2 });
        const [id = ""] = ids;
        const before = await moto().group();
        expect((await run(DEREGISTER, id, { killAfter: change })).ended).toBe("SIGKILL");
        expect(await moto().group()).toEqual({
          ...sizes,
          ...noted(id, "out:d-1", notes),
          states: { ...before.states, [id]: state },
        });
        await succeeds(DEREGISTER, id, { deployment: "d-2" });
        await succeeds(REGISTER, id, { deployment: "d-2" });
        await asItWas(before);
      },
    );

    const RETURNING = [
      ["leaves standby", 1, { min: 1, desired: 2, suspended: HANDLED }, changed, "out:d-1"],
      ["says that it puts back", 2, { min: 1, desired: 2, suspended: HANDLED }, changed, "restoring:d-1"],
      ["raises the minimum", 3, { min: 2, desired: 2, suspended: HANDLED }, changed, "restoring:d-1"],
      ["resumes", 4, { min: 2, desired: 2, suspended: [] }, changed, "restoring:d-1"],
    ] as const;

    test.each(RETURNING)(
      "register, which %s, leaves what its next run mends",
      async (_, change, sizes, notes, note) => {
        const { ids } = await moto().createGroup({ size: 2, min: 2 });
        const [id = ""] = ids;
        const before = await moto().group();
        await succeeds(DEREGISTER, id);
        expect((await run(REGISTER, id, { killAfter: change })).ended).toBe("SIGKILL");
        expect(await moto().group()).toEqual({
          ...sizes,
          ...noted(id, note, notes),
          states: before.states,
        });
        await succeeds(REGISTER, id);
        await asItWas(before);
      },
    );

    test("register, which has forgotten its notes, has done all", async () => {
      const { ids } = await moto().createGroup({ size: 2, min: 2 });
      const [id = ""] = ids;
      const before = await moto().group();
      await succeeds(DEREGISTER, id);
      expect((await run(REGISTER, id, { killAfter: 5 })).ended).toBe("SIGKILL");
      await asItWas(before);
    });

    test("can be mended by another instance in the next deployment, and by hand", async () => {
      const { ids } = await moto().createGroup({ size: 3, min: 3 });
      const [dead = "", other = ""] = ids;
      const before = await moto().group();
      await run(DEREGISTER, dead, { killAfter: 4 });
      await succeeds(DEREGISTER, other, { deployment: "d-2" });
      await succeeds(REGISTER, other, { deployment: "d-2" });
      await asItWas(before);

      await run(DEREGISTER, dead, { killAfter: 5 });
      await succeeds(DEREGISTER, other, { deployment: "d-2" });
      expect(await moto().group()).toMatchObject({ min: 1, desired: 1 });
      await succeeds(REGISTER, other, { deployment: "d-2" });
      // The one that is still in standby is not there to fill the minimum.
      expect(await moto().group()).toMatchObject({ min: 2, desired: 2, suspended: [] });
      await succeeds(REGISTER, dead, { deployment: "by-hand" });
      await asItWas(before);
    });
  });
});

const KEYS = { accessKeyId: "test", secretAccessKey: "test" };
