import { isOnAws } from "../../deployment-view/on-aws";
import { byId, make, setAttributes } from "./dom";
import type { Part } from "./part";

const TITLES = {
  production: "The application as users meet it",
  test: "The application on the test route",
} as const;

/**
 * The application's own origin lets its cookies and storage work; it is not the page's, so that the page stays out of
 * its reach.
 */
const SANDBOX = "allow-scripts allow-forms allow-same-origin";

/** The application itself, as users and as the test route meet it. It is loaded anew whenever users are moved. */
export function mountFrames(): Part {
  const frames = (["production", "test"] as const).map((name) => ({ name, draw: mountFrame(name) }));
  return (view, release) => {
    const { urls } = view;
    byId("application").hidden = isOnAws(view);
    byId("no-frames").hidden = Boolean(urls.production ?? urls.test);
    const deployment = release?.deployment;
    const began = deployment?.events.filter(({ status }) => status !== "Pending").length;
    const moment = [release?.id, release?.status, deployment?.shift.length, began].join(" ");
    for (const { name, draw } of frames) draw(urls[name], moment);
  };
}

/** @returns draws the frame; another moment than the last loads it anew */
function mountFrame(name: keyof typeof TITLES): (url: string | undefined, moment: string) => void {
  const figure = byId(`${name}-frame`);
  const iframe = make("iframe", { title: TITLES[name], sandbox: SANDBOX });
  const screen = make("div", { class: "screen" }, iframe);
  // A frame that has the keyboard is not :focus here: the window has only lost it.
  for (const event of ["blur", "focus"]) {
    addEventListener(event, () => screen.toggleAttribute("data-focused", document.activeElement === iframe));
  }
  let shown = "";
  const load = (url: string) => {
    iframe.src = url;
  };
  figure.querySelector("button")?.addEventListener("click", () => load(iframe.src));
  return (url, moment) => {
    figure.hidden = !url;
    if (!url || moment === shown) return;
    shown = moment;
    for (const link of figure.querySelectorAll("a")) setAttributes(link, { href: url });
    // Whoever uses the application in the frame is not to lose what they are at.
    if (document.activeElement !== iframe) load(url);
    if (!screen.isConnected) figure.append(screen);
  };
}
