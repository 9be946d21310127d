import { type Browser, chromium } from "playwright-core";
import { gone, lockOf, Project } from "../rehearsal/whole/command";
import { SHARE, textOf } from "./reading";
import { CHROMIUM } from "./stage";

let browser: Browser;
let project: Project;

beforeAll(async () => {
  browser = await chromium.launch({ executablePath: process.env.CHROMIUM_PATH, args: CHROMIUM });
  project = new Project();
});
afterAll(async () => {
  await browser?.close();
  project?.close();
});

test("the page shows a rehearsal as it goes: the share moves, the application answers, a rollback is announced", async () => {
  const complaints: string[] = [];
  const running = project.start([
    "rehearse",
    "--runtime",
    "embedded",
    "--speed",
    "120",
    "--fault",
    "errors=40@after=30",
  ]);
  const [, url = ""] = /Watch it at (\S+)/.exec(await running.line(/Watch it at/)) ?? [];
  const lock = lockOf(project);
  const tab = await browser.newPage();
  tab.on("console", (message) => {
    // What green answers wrong is what is rehearsed.
    if (message.type() === "error" && !message.text().includes("500")) complaints.push(message.text());
  });
  tab.on("pageerror", (error) => complaints.push(String(error)));
  await tab.goto(url);
  await tab.locator(`${SHARE}[aria-label*="promised 40"]`).waitFor();
  await tab.frameLocator("iframe").first().locator("h1").waitFor();
  await tab
    .locator("[aria-live=assertive]")
    .filter({ hasText: /rolled back|rollback/i })
    .waitFor({ state: "attached" });
  expect(await textOf(tab, "#stages")).toContain("Source");
  expect((await running.ended).code).toBe(1);
  await gone(lock);
  expect(complaints.filter((text) => !/ERR_CONNECTION|Failed to load resource/.test(text))).toEqual([]);
}, 90_000);
