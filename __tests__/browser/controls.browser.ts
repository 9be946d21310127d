import type { DeploymentView } from "../../deployment-view/view";
import { MOMENTS, viewAt } from "../dashboard/story";
import { awaitText, SHARE, textOf } from "./reading";
import { Stage } from "./stage";

let stage: Stage;

beforeAll(async () => {
  stage = await Stage.open();
});

beforeEach(() => stage.show(MOMENTS.halfway));
afterEach(() => stage.clear());
afterAll(() => stage?.close());

/** The story's release, and one before it. */
function twoReleases(): DeploymentView {
  const view = viewAt(MOMENTS.halfway);
  const [earlier] = viewAt(MOMENTS.end).releases.map((release) => ({
    ...release,
    id: "earlier",
    commit: "a81c2d0ffff",
    message: "Blue page",
  }));
  return { ...view, releases: earlier ? [earlier, ...view.releases] : [] };
}

describe("what a person can do", () => {
  test("needs a keyboard alone, and shows where it is", async () => {
    stage.store.show({ ...twoReleases(), urls: { production: stage.production.url, test: stage.test.url } });
    stage.store.show({
      ...stage.store.view,
      releases: stage.store.view.releases.map((release) => ({ ...release, waiting: { for: "approval" } })),
    });
    const tab = await stage.look();
    const met: string[] = [];
    for (let step = 0; step < 30; step++) {
      await tab.keyboard.press("Tab");
      const [name, outlined] = await tab.evaluate(() => {
        const focused = document.activeElement as HTMLElement;
        const { outlineStyle } = getComputedStyle(focused.closest(".screen") ?? focused);
        return [
          focused === document.body ? "" : focused.id || focused.title || focused.innerText,
          outlineStyle !== "none",
        ];
      });
      if (!name) break;
      met.push(String(name).replace(/\s+/g, " "));
      expect([name, outlined]).toEqual([name, true]);
    }

    expect(met).toEqual([
      "Skip to the release",
      ...["releases", "approve", "stop", "numbers-toggle"],
      ...["Open Production in a new tab", "Reload Production", "The application as users meet it"],
      ...["Open Test in a new tab", "Reload Test", "The application on the test route"],
      ...["log-source", "log-pause", "log"],
    ]);
  });

  test("is to approve a release that waits", async () => {
    stage.show(200, { waiting: { for: "approval" } });
    const tab = await stage.look();
    expect(await textOf(tab, "#notes")).toBe("Waits for approval");
    await tab.locator("#approve").focus();
    const answer = tab.waitForResponse(/approve/);
    await tab.keyboard.press("Enter");

    expect((await answer).status()).toBe(204);
    expect(stage.onAction.mock.calls).toEqual([["approve", stage.store.view.releases[0]?.id]]);
    stage.show(210);
    await tab.locator("#approve").waitFor({ state: "hidden" });
    expect(await tab.evaluate(() => document.activeElement?.id)).toBe("release-title");
  });

  test("is to stop a release, once sure of it", async () => {
    const tab = await stage.look();
    await tab.locator("#stop").focus();
    await tab.keyboard.press("Enter");
    await tab.keyboard.press("Escape");
    expect(await tab.locator("#confirm").isVisible()).toBe(false);
    expect(stage.onAction).not.toHaveBeenCalled();

    await tab.keyboard.press("Enter");
    await tab.keyboard.press("Tab");
    const answer = tab.waitForResponse(/stop/);
    await tab.keyboard.press("Enter");
    await answer;
    expect(stage.onAction.mock.calls).toEqual([["stop", stage.store.view.releases[0]?.id]]);
  });

  test("is told when it could not be done", async () => {
    stage.onAction.mockRejectedValue(new Error("the release is over"));
    const tab = await stage.look();
    await tab.locator("#stop").click();
    await tab.locator("#confirm-yes").click();

    await awaitText(tab, "#action-error", "That could not be done: the release is over");
  });

  test("is to read the numbers behind the charts", async () => {
    const tab = await stage.look();
    await tab.locator("#numbers-toggle").press("Space");

    expect(await tab.locator("#numbers-toggle").getAttribute("aria-expanded")).toBe("true");
    expect(await textOf(tab, "#numbers tbody tr:first-child")).toMatch(
      /^8:20 50 % 5\S+ % 60 0 % \S+ ms \S+ ms$/,
    );
    await tab.locator("#numbers-toggle").press("Space");
    expect(await tab.locator("#numbers").isVisible()).toBe(false);
  });

  test("is to read the log of one source, and to stop it from moving", async () => {
    stage.show(MOMENTS.testTraffic);
    const tab = await stage.look();
    const lines = tab.locator("#log p");
    const all = await lines.count();
    await tab.locator("#log-pause").press("Enter");
    stage.show(MOMENTS.halfway);
    await tab.locator(`${SHARE}[aria-label*="promised 50"]`).waitFor();
    expect(await lines.count()).toBe(all);

    await tab.locator("#log-pause").press("Enter");
    await awaitText(tab, "#log", "production listener: bluegreen-green 50 %");
    await tab.locator("#log-source").selectOption("hook validate-green");
    expect(await lines.count()).toBe(3);
    expect(await lines.last().innerText()).toContain("told CodeDeploy: Succeeded");
  });

  test("is to look at an earlier release", async () => {
    stage.store.show(twoReleases());
    const tab = await stage.look();
    expect(await textOf(tab, "#release-title")).toContain("3f2a1bc Green page");
    await tab.locator("#releases").selectOption("earlier");
    expect(await textOf(tab, "#release-title")).toBe("a81c2d0 Blue page Succeeded");

    stage.store.show({ ...twoReleases(), at: twoReleases().at + 1 });
    await tab.locator("#releases").selectOption({ index: 0 });
    expect(await textOf(tab, "#release-title")).toContain("3f2a1bc Green page");
  });
});
