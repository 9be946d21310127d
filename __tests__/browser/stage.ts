import { readFileSync } from "node:fs";
import { join } from "node:path";
import { type Browser, type BrowserContextOptions, chromium, type Page as Tab } from "playwright-core";
import type { OnAction } from "../../dashboard/actions";
import { type Page, servePage } from "../../dashboard/server";
import { PlainStore } from "../dashboard/plain-store";
import { type Plot, viewAt } from "../dashboard/story";
import { type LocalServer, startServer } from "../lambda/green-server";

export const CHROMIUM = [
  "--no-sandbox",
  "--disable-gpu",
  "--disable-background-networking",
  "--disable-component-update",
  "--disable-sync",
];

/** The application, as blue and as green serve it. */
const application = (file: string) => {
  const page = readFileSync(join(__dirname, "../../app-sample/ecs-blue-green", file));
  return startServer((_, response) => response.setHeader("content-type", "text/html").end(page));
};

/** A browser that looks at a page, and what stands behind the page. */
export class Stage {
  /** What the browser complained of: on its console, or by an error that nothing caught. */
  public readonly complaints: string[] = [];
  public readonly onAction = jest.fn<ReturnType<OnAction>, Parameters<OnAction>>();
  public readonly store = new PlainStore(viewAt(-1));

  private constructor(
    private readonly browser: Browser,
    public readonly production: LocalServer,
    public readonly test: LocalServer,
  ) {}

  public page: Page | undefined;

  public static async open(): Promise<Stage> {
    const [browser, production, test] = await Promise.all([
      chromium.launch({ executablePath: process.env.CHROMIUM_PATH, args: CHROMIUM }),
      application("index.html"),
      application("index_green.html"),
    ]);
    return new Stage(browser, production, test);
  }

  /** Shows how the release stands at a second of the story. */
  public show(second: number, plot: Plot = {}): void {
    const urls = {
      production: this.production.url,
      test: this.test.url,
      repository: "http://127.0.0.1:4040/shop.git",
    };
    this.store.show(viewAt(second, { urls, ...plot }));
  }

  /** Opens the page in a profile of its own. */
  public async look(options: BrowserContextOptions = {}): Promise<Tab> {
    this.page ??= await servePage({ store: this.store, onAction: this.onAction });
    const context = await this.browser.newContext({ viewport: { width: 1280, height: 900 }, ...options });
    const tab = await context.newPage();
    tab.on("console", (message) => {
      if (["error", "warning"].includes(message.type())) this.complaints.push(message.text());
    });
    tab.on("pageerror", (error) => this.complaints.push(String(error)));
    await tab.goto(this.page.url);
    await tab.locator("#connection[data-state=live]").waitFor();
    return tab;
  }

  /** Starts the server anew on the same port: another run. */
  public async restart(meanwhile: () => Promise<unknown>): Promise<void> {
    const port = Number(new URL(this.page?.url ?? "").port);
    await this.page?.close();
    await meanwhile();
    this.page = await servePage({ store: this.store, onAction: this.onAction, port });
  }

  /** Closes every tab, and forgets what happened. */
  public async clear(): Promise<void> {
    await Promise.all(this.browser.contexts().map((context) => context.close()));
    this.complaints.length = 0;
    this.onAction.mockReset();
  }

  public async close(): Promise<void> {
    await this.browser.close();
    await Promise.all([this.page?.close(), this.production.close(), this.test.close()]);
  }
}
