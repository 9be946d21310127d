import { GROUP, INSTANCES, sheetOf } from "./fixture";

const template = INSTANCES.aws_launch_template.app;
const held = (...args: Parameters<typeof sheetOf>) =>
  Object.fromEntries(sheetOf(...args).atRest.map(({ price, count }) => [price, count]));

const keeper = (input: string) => ({ aws_lambda_invocation: { fleet: { input } } });
const fleet = (template: string) =>
  JSON.stringify({ launchTemplateId: template, sizes: { min: 1, desired: 2, max: 4 } });

describe("what instances cost", () => {
  test("can be counted for a group of the stack's own, with their volumes", () => {
    expect(held({ ...INSTANCES, ...GROUP })).toEqual({ ec2T3MicroHour: 3, gp3GbMonth: 30 });
  });

  test("can be counted for a group that a keeper makes", () => {
    const kept = keeper(fleet("${aws_launch_template.app.id}"));
    expect(held({ ...INSTANCES, ...kept })).toEqual({ ec2T3MicroHour: 2, gp3GbMonth: 20 });
  });

  test("are nothing where nobody launches any", () => {
    expect(held(INSTANCES)).toEqual({});
    expect(held({ ...INSTANCES, ...keeper(fleet("${aws_launch_template.other.id}")) })).toEqual({});
    expect(held({ ...INSTANCES, ...keeper('{"branch":"main"}') })).toEqual({});
    expect(held({ ...INSTANCES, ...keeper("no JSON") })).toEqual({});
  });

  test("are what the fewest cost where no number is said", () => {
    const app = { min_size: 2, launch_template: { id: "${aws_launch_template.app.id}" } };
    expect(held({ ...INSTANCES, aws_autoscaling_group: { app } }).ec2T3MicroHour).toBe(2);
  });

  test("include a public address of each", () => {
    const open = { ...template, network_interfaces: [{ associate_public_ip_address: "true" }] };
    expect(held({ aws_launch_template: { app: open }, ...GROUP }).publicIpv4Hour).toBe(3);
  });

  test("are not told for a type that has no price here", () => {
    const app = { ...template, instance_type: "x2gd.metal" };
    const { atRest, notes } = sheetOf({ aws_launch_template: { app }, ...GROUP });
    expect(atRest).toEqual([]);
    expect(notes).toContain(
      "not counted: aws_launch_template.app, since no price is known for instances of type x2gd.metal",
    );
  });
});

describe("what else instances bring along", () => {
  test("a network load balancer has prices of its own", () => {
    const { atRest, byUse } = sheetOf({
      aws_lb: { app: { load_balancer_type: "network", internal: true, subnets: ["a"] } },
    });
    expect([...atRest, ...byUse].map(({ price }) => price)).toEqual(["nlbHour", "nlbLcuHour"]);
  });

  test("a file system costs by what lies in it and what passes, and by its backups", () => {
    const { byUse } = sheetOf({
      aws_efs_file_system: { app: {} },
      aws_efs_backup_policy: { on: { backup_policy: { status: "ENABLED" } }, off: {} },
    });
    expect(byUse.map(({ price }) => price)).toEqual([
      "efsGbMonth",
      "efsReadGb",
      "efsWriteGb",
      "efsBackupGbMonth",
    ]);
  });

  test("images cost by their snapshots", () => {
    const { byUse } = sheetOf({
      aws_ssm_document: { bake: { document_type: "Automation" }, shell: { document_type: "Command" } },
    });
    expect(byUse.map(({ resource, price }) => [resource, price])).toEqual([
      ["aws_ssm_document.bake", "snapshotGbMonth"],
    ]);
  });
});
