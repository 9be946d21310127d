import { source as axe } from "axe-core";
import type { Page as Tab } from "playwright-core";
import { MOMENTS } from "../dashboard/story";
import { Stage } from "./stage";

let stage: Stage;

beforeAll(async () => {
  stage = await Stage.open();
});

beforeEach(() => stage.show(MOMENTS.halfway));
afterEach(() => stage.clear());
afterAll(() => stage?.close());

describe("the page is fit for everybody", () => {
  /** What axe finds wrong on the page, with where. */
  async function violations(tab: Tab): Promise<unknown> {
    await tab.evaluate(axe);
    return tab.evaluate(async () => {
      const { run } = (window as unknown as { axe: typeof import("axe-core") }).axe;
      const found = (await run(document, { iframes: false })).violations;
      return found
        .filter(({ impact }) => impact === "serious" || impact === "critical")
        .map(({ id, nodes }) => [
          id,
          ...nodes.map(({ html, failureSummary }) => `${html}: ${failureSummary}`),
        ]);
    });
  }

  describe.each(["light", "dark"] as const)("in %s colours", (colorScheme) => {
    test.each([360, 1280])("on a screen %d wide", async (width) => {
      const tab = await stage.look({
        colorScheme,
        viewport: { width, height: 800 },
        reducedMotion: "reduce",
      });
      await tab.locator("#numbers-toggle").click();
      for (const [second, plot] of [
        [-1, {}],
        [MOMENTS.testTraffic, { waiting: { for: "approval" } }],
        [MOMENTS.halfway, {}],
        [MOMENTS.alarm, { failing: true }],
      ] as const) {
        stage.show(second, plot);
        await tab.waitForFunction((text) => document.body.innerText.includes(text), sign(second));
        expect(await violations(tab)).toEqual([]);
      }
    });
  });

  /** What stands on the page at a moment, and not before. */
  const sign = (second: number) =>
    ({
      [-1]: "No release yet",
      [MOMENTS.testTraffic]: "Waits for approval",
      [MOMENTS.halfway]: "50\u00a0% promised",
      [MOMENTS.alarm]: "Rolled back",
    })[second] ?? "";

  test("the question before a stop, too", async () => {
    const tab = await stage.look();
    await tab.locator("#stop").click();

    expect(await violations(tab)).toEqual([]);
  });

  test.each([360, 600, 820, 1160, 1600])("nothing is cut off on a screen %d wide", async (width) => {
    stage.show(MOMENTS.alarm, { failing: true });
    const tab = await stage.look({ viewport: { width, height: 900 } });
    const outside = await tab.evaluate(() =>
      [...document.querySelectorAll("body *")]
        .filter((element) => !element.closest(".unseen, .screen, .skip, .plot"))
        .filter((element) => element.getBoundingClientRect().right > document.documentElement.clientWidth)
        .map(({ outerHTML }) => outerHTML.slice(0, 80)),
    );

    expect(outside).toEqual([]);
    expect(await tab.evaluate(() => document.documentElement.scrollWidth)).toBe(width);
  });

  test.each([
    ["reduce", "none"],
    ["no-preference", "turn"],
  ] as const)(
    "whoever prefers motion to be %s sees a sign that turns: %s",
    async (reducedMotion, animation) => {
      const tab = await stage.look({ reducedMotion });
      const turning = tab.locator("#stages [data-icon=turning] svg");

      expect(await turning.evaluate((icon) => getComputedStyle(icon).animationName)).toBe(animation);
    },
  );
});
