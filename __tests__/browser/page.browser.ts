import { MOMENTS } from "../dashboard/story";
import { awaitText, SHARE, textOf } from "./reading";
import { Stage } from "./stage";

let stage: Stage;

beforeAll(async () => {
  stage = await Stage.open();
});

beforeEach(() => stage.show(MOMENTS.halfway));
afterEach(() => stage.clear());
afterAll(() => stage?.close());

describe("what the page shows", () => {
  test("is a release: where it runs, its stages and its lifecycle events", async () => {
    const tab = await stage.look();

    expect(await textOf(tab, ".title")).toBe(
      "ecs-blue-green a rehearsal on this machine, 60 times as fast as AWS",
    );
    expect(await textOf(tab, "#facts")).toContain("Runtime nginx: found on the PATH");
    expect(await textOf(tab, "#release-title")).toBe("3f2a1bc Green page for the spring sale In progress");
    expect(await textOf(tab, "#stages")).toBe(
      "Succeeded Source 20 s Succeeded Build 2 min 10 s In progress Deploy 5 min 50 s",
    );
    expect(await textOf(tab, "#lifecycle li:nth-child(7)")).toBe("In progress AllowTraffic 4 min 20 s");
    expect(stage.complaints).toEqual([]);
  });

  test("is how users move", async () => {
    stage.show(MOMENTS.shift - 20);
    const tab = await stage.look();
    const drawn = () =>
      tab.locator(`${SHARE} canvas`).evaluate((canvas) => (canvas as HTMLCanvasElement).toDataURL());
    await tab.locator(`${SHARE}[aria-label*="promised 0"]`).waitFor();
    const before = await drawn();

    stage.show(MOMENTS.halfway);
    await tab.locator(`${SHARE}[aria-label*="promised 50"]`).waitFor();

    expect(await tab.locator(SHARE).getAttribute("aria-label")).toMatch(
      /^Share of green: served 5\d(\.\d)?\s%, promised 50\s%$/,
    );
    expect(await textOf(tab, "#task-sets [data-role=replacement]")).toMatch(
      /^Green replacement · 3f2a1bc 5\S+ % ●● 2 of 2 tasks run, 2 healthy 50 % promised$/,
    );
    expect(await drawn()).not.toBe(before);
    expect(stage.complaints).toEqual([]);
  });

  test("is what users met at the moment that the pointer is on", async () => {
    const tab = await stage.look();
    await tab.locator(`${SHARE} .u-over`).hover({ position: { x: 20, y: 20 } });

    await tab.locator(`${SHARE}[aria-label$="promised –"]`).waitFor();
    // The charts have one pointer between them.
    expect(await tab.locator("#latency-chart .u-cursor-x").isVisible()).toBe(true);
  });

  test("is a rollback, told at once", async () => {
    const tab = await stage.look();
    expect(await tab.locator("#urgent-news").innerText()).toBe("");
    stage.show(MOMENTS.alarm, { failing: true });

    await awaitText(tab, "[role=alert][aria-live=assertive]", "Release 3f2a1bc was rolled back");
    await awaitText(tab, "[role=status][aria-live=polite]", "Release 3f2a1bc failed");
    await awaitText(tab, "#notes", "Rolled back (d-R0LLEXMPL) at 9:20: bluegreen-green-errors is in ALARM");
    expect(await textOf(tab, "#notes")).toContain("Fault injected: 5xx from 40 % of users on");
    expect(await textOf(tab, "#alarms")).toContain("bluegreen-green-errors In alarm 2 of 2 datapoints");
    expect(await tab.locator("#stop").isVisible()).toBe(false);
    expect(stage.complaints).toEqual([]);
  });

  test("is the application, as users and as the test route meet it", async () => {
    const tab = await stage.look();
    const [production, green] = ["#production-frame", "#test-frame"].map((id) =>
      tab.frameLocator(`${id} iframe`),
    );
    await production?.getByRole("heading", { name: "Blue" }).waitFor();
    await green?.getByRole("heading", { name: "Green" }).waitFor();

    const loaded = () => stage.production.requests.length;
    for (const cause of [
      () => tab.locator("#production-frame button").click(),
      async () => stage.show(MOMENTS.halfway + 60),
    ]) {
      const before = loaded();
      const answer = tab.waitForResponse(`${stage.production.url}/`);
      await cause();
      await answer;
      expect(loaded()).toBe(before + 1);
    }
    expect(stage.complaints).toEqual([]);
  });

  test("is how to begin, before anything was released", async () => {
    stage.show(-1);
    const tab = await stage.look();

    expect(await textOf(tab, ".release-name")).toBe(
      "No release yet Push to http://127.0.0.1:4040/shop.git to start one.",
    );
    stage.show(1);
    await awaitText(tab, "#news", "Release 3f2a1bc began");
    expect(stage.complaints).toEqual([]);
  });
});

test("a page that lost its server says so, and finds the next one", async () => {
  const tab = await stage.look();
  await stage.restart(() => awaitText(tab, "#connection", "Connection lost: trying again…"));
  stage.show(MOMENTS.shifted);

  await tab.locator("#connection[data-state=live]").waitFor();
  await awaitText(tab, "#notes", "All users are on green");
  const answer = tab.waitForResponse(/stop/);
  await tab.locator("#stop").click();
  await tab.locator("#confirm-yes").click();
  expect((await answer).status()).toBe(204);
});
