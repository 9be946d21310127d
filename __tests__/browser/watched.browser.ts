import { type Browser, chromium, type Page as Tab } from "playwright-core";
import { type Page, servePage } from "../../dashboard/server";
import { createStore } from "../../deployment-view/store";
import { CurrentView } from "../../operate/watch/current-view";
import { looker } from "../../operate/watch/take-look";
import { watch } from "../../operate/watch/watch";
import { type Actions, AwsError } from "../../rehearsal/aws/actions";
import { readingActions } from "../../rehearsal/reading";
import { operatorOf } from "../operate/watch/in-process";
import { PLAYS } from "../operate/watch/plays";
import { rehearsed } from "../operate/watch/rehearsed";
import { closeStages } from "../rehearsal/deployment/stage";
import { awaitText, textOf } from "./reading";
import { CHROMIUM } from "./stage";

/** AWS, as it goes through a release when a test says so, and a watcher whose waits end then. */
class Account {
  public isSignedIn = true;
  public readonly told = createStore();
  public page: Page | undefined;
  private readonly happened = createStore();
  private readonly end = new AbortController();
  private goOn = () => {};
  private looked = () => {};
  private watching: Promise<void> | undefined;

  private constructor(private readonly events: Awaited<ReturnType<typeof rehearsed>>["events"]) {}

  public static async open(play: (typeof PLAYS)[string]): Promise<Account> {
    const { events, system } = await rehearsed(play);
    const account = new Account([...events]);
    await account.open(readingActions({ system, view: () => account.happened.view }));
    return account;
  }

  private async open(actions: Actions): Promise<void> {
    const clock = {
      now: () => this.happened.view.at,
      wait: () =>
        new Promise<void>((resolve) => {
          this.goOn = resolve;
          this.looked();
        }),
    };
    this.happen();
    const operator = await operatorOf(this.guarded(actions), clock);
    this.page = await servePage({ store: new CurrentView(this.told, clock) });
    const first = this.nextLook();
    const { signal } = this.end;
    this.watching = watch({ ...operator, signal, store: this.told, look: looker(operator) });
    await first;
  }

  /** Lets AWS go on until something is to be seen there, and the watcher look. */
  public async until(isThere: (view: typeof this.happened.view) => boolean): Promise<void> {
    while (this.events.length > 0 && !isThere(this.happened.view)) this.happen();
    await this.look();
  }

  public async look(): Promise<void> {
    const look = this.nextLook();
    this.goOn();
    await look;
  }

  public async close(): Promise<void> {
    this.end.abort();
    this.goOn();
    await this.watching;
    await this.page?.close();
  }

  private nextLook(): Promise<void> {
    return new Promise((resolve) => {
      this.looked = resolve;
    });
  }

  /** All that belongs to one moment happens at once. */
  private happen(): void {
    do {
      const event = this.events.shift();
      if (event) this.happened.apply(event);
    } while (this.events[0]?.at === this.happened.view.at);
  }

  private guarded(actions: Actions): Actions {
    return Object.fromEntries(
      Object.entries(actions).map(([name, action]) => [
        name,
        (input) => {
          if (this.isSignedIn) return action(input);
          throw new AwsError(
            "ExpiredTokenException",
            "The security token included in the request is expired",
          );
        },
      ]),
    ) as Actions;
  }
}

let browser: Browser;
let account: Account | undefined;
const complaints: string[] = [];

beforeAll(async () => {
  browser = await chromium.launch({ executablePath: process.env.CHROMIUM_PATH, args: CHROMIUM });
});
afterEach(async () => {
  await Promise.all(browser.contexts().map((context) => context.close()));
  await account?.close();
  account = undefined;
  await closeStages();
  expect(complaints.splice(0)).toEqual([]);
});
afterAll(() => browser?.close());

async function watchedPage(name: string): Promise<{ tab: Tab; aws: Account }> {
  const aws = await Account.open(PLAYS[name] ?? { model: {} });
  account = aws;
  const tab = await browser.newPage();
  tab.on("pageerror", (error) => complaints.push(String(error)));
  tab.on("console", (message) => {
    if (["error", "warning"].includes(message.type())) complaints.push(message.text());
  });
  await tab.goto(aws.page?.url ?? "");
  await tab.locator("#connection[data-state=live]").waitFor();
  return { tab, aws };
}

const share = (percent: number) => (view: ReturnType<typeof createStore>["view"]) =>
  view.releases.some(({ deployment }) => deployment?.shift.at(-1)?.promised === percent);

test("the page shows a release on AWS, with no word of a rehearsal and nothing to press", async () => {
  const { tab, aws } = await watchedPage("CodeDeploy: an alarm rings");
  expect(await textOf(tab, ".title")).toBe("ecs-blue-green on AWS");
  await aws.until(share(50));
  await awaitText(tab, "#task-sets [data-role=replacement]", "50 %");

  expect(await textOf(tab, "#task-sets [data-role=replacement]")).toBe(
    "Green replacement · c0ffee00c0ff 50 % ●● 2 of 2 tasks run, 2 healthy",
  );
  expect(await textOf(tab, "#release-title")).toBe("c0ffee0 Commit 1 In progress");
  expect(await textOf(tab, "#stages")).toContain("In progress Deploy");
  expect(await textOf(tab, "#lifecycle")).toContain("In progress AllowTraffic");
  for (const hidden of ["#stop", "#approve", "#application", ".chart", "#numbers-toggle"]) {
    expect([hidden, await tab.locator(hidden).first().isVisible()]).toEqual([hidden, false]);
  }
  expect(await textOf(tab, "body")).not.toMatch(/rehears|promised|this machine/i);
});

test("a rollback by an alarm is told at once", async () => {
  const { tab, aws } = await watchedPage("CodeDeploy: an alarm rings");
  await aws.until(({ alarms }) => alarms.some(({ state }) => state === "ALARM"));

  await awaitText(tab, "[role=alert][aria-live=assertive]", "Release c0ffee0 was rolled back");
  await awaitText(tab, "#alarms", "In alarm");
  await aws.until(({ releases }) => releases[0]?.status === "Failed");
  await awaitText(tab, "#release-title", "Failed");
});

test("lost credentials are said, and the release goes on when they are there again", async () => {
  const { tab, aws } = await watchedPage("ECS itself: two commits");
  await aws.until(share(50));
  aws.isSignedIn = false;
  await aws.look();
  await awaitText(tab, "#log", "AWS does not take the credentials any more");
  await aws.until(share(100));
  expect(await textOf(tab, "#task-sets [data-role=replacement]")).toContain("50 %");

  aws.isSignedIn = true;
  await aws.look();
  await awaitText(tab, "#log", "AWS answers again");
  await awaitText(tab, "#task-sets [data-role=replacement]", "100 %");
});

test("a release that starts meanwhile is told", async () => {
  const { tab, aws } = await watchedPage("CodeDeploy: three commits, of which the second is overtaken");
  await aws.until(({ releases }) => releases.length === 3);
  await awaitText(tab, "#news", "Release facade0 began");
  await aws.until(({ releases }) => releases[2]?.deployment !== undefined);
  await awaitText(tab, "#release-title", "facade0");
});
