import type { DeploymentView } from "../../deployment-view/view";
import { byId, make } from "./dom";
import { type News, newsBetween } from "./news-between";
import type { Part } from "./part";

/** How long a piece of news stays for screen readers to read. */
const STAYS_MS = 10_000;

/** Tells whoever cannot see the page what happened; a rollback at once. */
export function mountNews(): Part {
  let last: DeploymentView | undefined;
  return (view) => {
    for (const news of last && last !== view ? newsBetween(last, view) : []) tell(news);
    last = view;
  };
}

function tell({ text, urgent }: News): void {
  const line = make("p", {}, text);
  byId(urgent ? "urgent-news" : "news").append(line);
  setTimeout(() => line.remove(), STAYS_MS);
}
