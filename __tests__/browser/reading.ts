import type { Page as Tab } from "playwright-core";

/** The chart of the share of green. */
export const SHARE = "#share-chart .plot";

/** Text of an element, with plain spaces. */
export async function textOf(tab: Tab, selector: string): Promise<string> {
  return (await tab.locator(selector).innerText()).replace(/\s+/g, " ");
}

/** Waits until the text of an element has come to what is expected. */
export async function awaitText(tab: Tab, selector: string, text: string): Promise<void> {
  await tab.locator(selector).filter({ hasText: text }).waitFor({ state: "attached" });
}
