import { isOnAws } from "../../deployment-view/on-aws";
import type { SampleView } from "../../deployment-view/view";
import { failedShare, samplesOf } from "./chart-data";
import { byId, make, setAttributes, setText } from "./dom";
import { count, elapsed, latency, percent } from "./format";
import type { Part } from "./part";

const MOST_ROWS = 100;

const told = (value: number | undefined, format: (value: number) => string) =>
  value === undefined ? "–" : format(value);

/** Columns of the table: a head, and what it says of a sample. */
const COLUMNS: Readonly<Record<string, (sample: SampleView, start: number) => string>> = {
  Time: ({ at }, start) => elapsed((at - start) / 1000),
  Promised: ({ promised }) => told(promised, percent),
  Served: ({ observed }) => told(observed, percent),
  Requests: ({ requests }) => count(requests),
  Failed: (sample) => told(failedShare(sample), percent),
  p50: ({ p50Ms }) => latency(p50Ms),
  p99: ({ p99Ms }) => latency(p99Ms),
};

/** The numbers that the charts draw, as a table that can be opened; newest first. */
export function mountNumbers(): Part {
  const [region, toggle] = [byId("numbers"), byId("numbers-toggle")];
  const rows = make("tbody");
  const heads = Object.keys(COLUMNS).map((name) => make("th", { scope: "col" }, name));
  const caption = make("caption", {}, "Share of green promised and served, failed requests and latency");
  region.append(make("table", {}, caption, make("thead", {}, make("tr", {}, ...heads)), rows));

  let draw = () => {};
  toggle.addEventListener("click", () => {
    region.hidden = !region.hidden;
    setAttributes(toggle, { "aria-expanded": String(!region.hidden) });
    setText(toggle, region.hidden ? "Show numbers" : "Hide numbers");
    draw();
  });
  return (view, release) => {
    toggle.hidden = isOnAws(view);
    draw = () => {
      if (region.hidden) return;
      const samples = samplesOf(view.samples, release);
      const start = release?.startedAt ?? samples[0]?.from ?? 0;
      rows.replaceChildren(
        ...samples
          .slice(-MOST_ROWS)
          .reverse()
          .map((sample) => row(sample, start)),
      );
    };
    draw();
  };
}

function row(sample: SampleView, start: number): HTMLElement {
  const cells = Object.values(COLUMNS).map((tell) => make("td", {}, tell(sample, start)));
  return make("tr", {}, ...cells);
}
