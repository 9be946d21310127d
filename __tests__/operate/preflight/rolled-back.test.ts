import * as ecs from "@aws-sdk/client-ecs";
import { revisionDiff } from "../../../operate/diff/revision-diff";
import { Facts } from "../../../operate/facts";
import { preflight } from "../../../operate/preflight/run";
import { arn, operatorOf, REPOSITORY, ROLLING_ARNS, shop, task } from "../shop";

const NEWER = `settings-released: error: ${arn("ecs", "task-definition/shop:8")} is newer than what runs, and the release brings its settings along`;
const GOOD = `${REPOSITORY}:good`;
const BAD = `${REPOSITORY}:bad`;
const NEXT = `${REPOSITORY}:next`;

/** Containers by name, with their images: what a revision has of them. */
type Images = Readonly<Record<string, string>>;

const withImages = (images: Images, more: Partial<ecs.TaskDefinition> = {}) => {
  const [app] = task().containerDefinitions ?? [];
  const containerDefinitions = Object.entries(images).map(([name, image]) => ({ ...app, name, image }));
  return task(GOOD, { containerDefinitions, ...more });
};

/** Users are back on revision 7, and 8 is still the newest of its family. */
const rolledBack = (live: ecs.TaskDefinition, newest: ecs.TaskDefinition) =>
  shop.answer(ecs.DescribeTaskDefinitionCommand, ({ taskDefinition: name }) => ({
    taskDefinition: {
      ...(name === "shop" ? newest : live),
      taskDefinitionArn: arn("ecs", `task-definition/shop:${name === "shop" ? 8 : 7}`),
      registeredAt: new Date(name === "shop" ? "2026-01-02" : "2026-01-01"),
    },
  }));

beforeEach(() => {
  shop.reset();
  shop.roll();
  rolledBack(withImages({ app: GOOD }), withImages({ app: BAD }));
});

async function found(image?: string, arns = ROLLING_ARNS) {
  const { checks, verdict } = await preflight(operatorOf(arns, "ecs-rolling"), { image });
  const told = checks.flatMap(({ id, findings, reason }) => [
    ...findings.map(({ level, message }) => `${id}: ${level}: ${message}`),
    ...(reason === undefined ? [] : [`${id}: ${reason}`]),
  ]);
  return { verdict, told };
}

const differing = async (image?: string, arns = ROLLING_ARNS) =>
  (await revisionDiff(new Facts(operatorOf(arns, "ecs-rolling")), image)).changes.map(({ path }) => path);

const FIT = { verdict: "fit", told: [] };
const waiting = (...paths: string[]) => ({
  verdict: "not fit",
  told: [`${NEWER}: ${paths.join(", ")}`],
});

describe("after a rollback", () => {
  test.each([undefined, NEXT])("the next release is fit (--image %s)", async (image) => {
    expect(await found(image)).toEqual(FIT);
  });

  test("nothing differs, and with an image that alone", async () => {
    expect(await differing()).toEqual([]);
    expect(await differing(NEXT)).toEqual(["containers.app.image"]);
    expect(await differing(GOOD)).toEqual([]);
  });

  test.each([undefined, NEXT])(
    "a setting that came with what was undone is told (--image %s)",
    async (image) => {
      rolledBack(withImages({ app: GOOD }), withImages({ app: BAD }, { memory: "2048" }));
      expect(await found(image)).toEqual(waiting("memory"));
      expect(await differing(image)).toEqual([...(image ? ["containers.app.image"] : []), "memory"]);
    },
  );

  test("an only container gets the image of the release, whatever repository it was of", async () => {
    rolledBack(withImages({ app: GOOD }), withImages({ app: "ghcr.io/acme/shop:bad" }));
    expect(await found()).toEqual(FIT);
    expect(await found(NEXT)).toEqual(FIT);
  });
});

describe("beside the application", () => {
  const live = { app: GOOD, log: "public.ecr.aws/acme/log:1" };

  test.each([undefined, NEXT])("a sidecar that is as it was is no difference (--image %s)", async (image) => {
    rolledBack(withImages(live), withImages({ ...live, app: BAD }));
    expect(await found(image)).toEqual(FIT);
    expect(await differing(image)).toEqual(image ? ["containers.app.image"] : []);
  });

  test.each([
    ["another tag", "public.ecr.aws/acme/log:2"],
    ["another repository", "public.ecr.aws/acme/other:1"],
    ["the application's repository", BAD],
  ])("one that has %s now would come along", async (_, log) => {
    rolledBack(withImages(live), withImages({ app: BAD, log }));
    expect(await found()).toEqual(waiting("containers.log.image"));
    expect(await found(NEXT)).toEqual(waiting("containers.log.image"));
    expect(await differing()).toEqual(["containers.log.image"]);
  });

  test("one of the application's repository gets the image of the release, too", async () => {
    rolledBack(withImages({ app: GOOD, worker: GOOD }), withImages({ app: BAD, worker: BAD }));
    expect(await found()).toEqual(FIT);
    expect(await found(NEXT)).toEqual(FIT);
    expect(await differing(NEXT)).toEqual(["containers.app.image", "containers.worker.image"]);
  });

  test("an application that has moved to another repository would come along, unless that is what is released", async () => {
    const elsewhere = "ghcr.io/acme/other:bad";
    rolledBack(withImages(live), withImages({ ...live, app: elsewhere }));
    expect(await found()).toEqual(waiting("containers.app.image"));
    expect(await found("ghcr.io/acme/other:next")).toEqual(FIT);
  });

  test("an image of the same path in another registry is not the application's", async () => {
    const proxy = { proxy: "example.com/shop:1" };
    rolledBack(withImages({ ...proxy, app: GOOD }), withImages({ ...proxy, app: BAD }));
    expect(await found()).toMatchObject({ verdict: "fit" });
    expect(await differing()).toEqual([]);
  });

  test("without a repository of the system's it is the image that says which container is meant", async () => {
    const arns = ROLLING_ARNS.filter((one) => !one.includes(":ecr:"));
    rolledBack(withImages(live), withImages({ ...live, app: BAD }));
    expect(await found(NEXT, arns)).toEqual(FIT);
    expect(await found(undefined, arns)).toEqual(waiting("containers.app.image"));
  });
});
