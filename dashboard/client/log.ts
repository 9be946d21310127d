import type { LogLine } from "../../deployment-view/view";
import { byId, list, make, setAttributes, setText } from "./dom";
import { timeOfDay } from "./format";
import { linesAfter } from "./log-lines";
import type { Part } from "./part";

const MOST_LINES = 300;

/** What the parts of a release say. It follows the newest line while its end is in sight. */
export function mountLog(): Part {
  const [log, pause] = [byId("log"), byId("log-pause")];
  const source = byId<HTMLSelectElement>("log-source");
  const drawSources = list<string>(source, (name) => name, sourceOption);
  let [paused, last, lines]: [boolean, LogLine | undefined, readonly LogLine[]] = [false, undefined, []];

  const draw = (all: boolean) => {
    if (paused) return;
    const news = all ? undefined : linesAfter(last, lines);
    last = lines.at(-1);
    if (news?.length === 0) return;
    const follows = !news || log.scrollHeight - log.scrollTop - log.clientHeight < 24;
    const wanted = (news ?? lines).filter((line) => !source.value || line.source === source.value);
    if (!news) log.replaceChildren();
    log.append(...wanted.slice(-MOST_LINES).map(lineRow));
    while (log.children.length > MOST_LINES) log.firstElementChild?.remove();
    if (follows) log.scrollTop = log.scrollHeight;
  };

  source.addEventListener("change", () => draw(true));
  pause.addEventListener("click", () => {
    paused = !paused;
    setAttributes(pause, { "aria-pressed": String(paused) });
    setText(pause, paused ? "Go on" : "Pause");
    draw(false);
  });
  return (view) => {
    lines = view.log;
    drawSources(["", ...new Set([...lines.map((line) => line.source), source.value].filter(Boolean))].sort());
    draw(false);
  };
}

function sourceOption() {
  const element = make("option");
  return {
    element,
    update(name: string) {
      element.value = name;
      setText(element, name || "All");
    },
  };
}

function lineRow({ at, source, text }: LogLine): HTMLElement {
  const time = make("time", {}, timeOfDay(at));
  return make("p", {}, time, make("b", {}, source), make("span", {}, text));
}
