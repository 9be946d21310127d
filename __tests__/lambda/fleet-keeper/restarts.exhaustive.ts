import fc from "fast-check";
import type { Fleet } from "../../../lambda/fleet-keeper/settings";
import { call, callAndDie, EVENTS, FLEET, OURS, SCALED } from "./call";
import { Cloud } from "./cloud";

beforeEach(() => {
  jest.restoreAllMocks();
  jest.spyOn(console, "log").mockImplementation();
});

afterAll(() => {
  jest.restoreAllMocks();
});

function opened(make: (cloud: Cloud) => void): Cloud {
  const cloud = new Cloud();
  make(cloud);
  cloud.open();
  return cloud;
}

const COPY = "CodeDeploy_shop_d-1";
const served = (cloud: Cloud) => {
  cloud.addGroup({ name: COPY, tags: { ...OURS }, desired: 3 });
  cloud.deploysTo = [COPY];
};

interface Story {
  readonly when: string;
  readonly event: unknown;
  /** What asks again. @default - the same */
  readonly again?: unknown;
  readonly fleet: Fleet;
  readonly before: (cloud: Cloud) => void;
}

const STORIES: readonly Story[] = [
  { when: "it makes the first group", event: EVENTS.create, fleet: SCALED, before: () => {} },
  { when: "it takes a group over", event: EVENTS.create, fleet: SCALED, before: served },
  {
    when: "it waits for an older group to go, and points the deployment group at the new one",
    event: EVENTS.create,
    fleet: FLEET,
    before: (cloud) => {
      cloud.addGroup({ name: "shop-first", tags: { ...OURS }, leavesAt: cloud.now + 20_000 });
      cloud.deploysTo = ["CodeDeploy_shop_d-gone"];
    },
  },
  {
    when: "it changes all that there is to change",
    event: EVENTS.update,
    fleet: { ...SCALED, launchTemplateId: "lt-2", targetGroupArns: ["arn:tg-2"], tags: {} },
    before: served,
  },
  {
    when: "it updates, and is asked by hand, since Terraform does not ask again",
    event: EVENTS.update,
    again: EVENTS.byHand,
    fleet: { ...SCALED, launchTemplateId: "lt-2", sizes: { min: 1, desired: 1, max: 2 } },
    before: served,
  },
  {
    when: "it puts a copy right and removes a failed one",
    event: EVENTS.success,
    fleet: SCALED,
    before: (cloud) => {
      served(cloud);
      cloud.addGroup({ name: "CodeDeploy_shop_d-failed", tags: { ...OURS } });
    },
  },
  {
    when: "it removes all",
    event: EVENTS.delete,
    fleet: SCALED,
    before: (cloud) => {
      served(cloud);
      cloud.addGroup({ name: "CodeDeploy_shop_d-failed", tags: { ...OURS } });
      cloud.alarms.set("shop-cpu-high", { group: COPY, actions: ["arn:elsewhere"], threshold: 1 });
      cloud.deploysTo = undefined;
    },
  },
];

describe("a keeper that is killed at any of its calls, and asked again", () => {
  test.each(STORIES)(
    "ends as one that was not, where $when",
    async ({ event, again = event, fleet, before }) => {
      const undisturbed = opened(before);
      const result = await call(undisturbed, event, fleet);
      undisturbed.pass(3_600_000);

      for (let at = 1; at <= undisturbed.calls.length; at++) {
        for (const heard of [false, true]) {
          const cloud = opened(before);
          cloud.death = { call: at, heard };
          await callAndDie(cloud, event, fleet);
          await expect(call(cloud, again, fleet)).resolves.toEqual(result);
          cloud.pass(3_600_000);
          expect({ at, heard, state: cloud.state() }).toEqual({ at, heard, state: undisturbed.state() });
        }
      }
    },
  );
});

describe("whatever happens", () => {
  const tags = fc.constantFrom<Record<string, string>>(
    OURS,
    { "bluegreen:fleet": "shop2" },
    { "bluegreen:fleet": "SHOP" },
    { Name: "shop" },
  );
  const group = fc.record({
    name: fc.constantFrom("shop-first", COPY, "CodeDeploy_shop_d-2", "other"),
    tags: tags.map((some) => ({ ...some })),
    desired: fc.integer({ min: 1, max: 4 }),
  });
  const step = fc.record({
    event: fc.constantFrom(...Object.values(EVENTS)),
    fleet: fc.constantFrom<Fleet>(FLEET, SCALED, { ...FLEET, sizes: { min: 2, desired: 2, max: 3 } }),
    death: fc.option(fc.record({ call: fc.integer({ min: 1, max: 20 }), heard: fc.boolean() }), {
      nil: undefined,
    }),
    passes: fc.integer({ min: 0, max: 200_000 }),
  });
  const story = fc.record({
    groups: fc.uniqueArray(group, { maxLength: 4, selector: ({ name }) => name }),
    deploysTo: fc.option(fc.constantFrom(["shop-first"], [COPY], ["other"]), { nil: undefined }),
    steps: fc.array(step, { maxLength: 4 }),
  });

  test("groups without the tag are never touched, and a last delete leaves no other", async () => {
    await fc.assert(
      fc.asyncProperty(story, async ({ groups, deploysTo, steps }) => {
        const cloud = opened((made) => {
          for (const each of groups) made.addGroup({ ...each, tags: { ...each.tags } });
          made.deploysTo = deploysTo && [...deploysTo];
        });
        const strangers = () =>
          JSON.stringify(
            [...cloud.groups.values()].filter((each) => each.tags["bluegreen:fleet"] !== "shop"),
          );
        const before = strangers();
        for (const { event, fleet, death, passes } of steps) {
          cloud.death = death && { ...death, call: cloud.calls.length + death.call };
          await callAndDie(cloud, event, fleet);
          cloud.pass(passes);
        }
        await call(cloud, EVENTS.delete);
        expect(strangers()).toBe(before);
        expect([...cloud.groups.values()].filter((each) => each.tags["bluegreen:fleet"] === "shop")).toEqual(
          [],
        );
      }),
      { numRuns: 60 },
    );
  });
});
