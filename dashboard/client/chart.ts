import uPlot from "uplot";
import type { ChartData } from "./chart-data";
import { byId, make, setAttributes, setText } from "./dom";
import { elapsed } from "./format";

export interface ChartSpec {
  readonly title: string;
  /** CSS pixels. */
  readonly height: number;
  /** What the upright axis goes from and to, by the highest value there is. */
  readonly range: (most: number) => [number, number];
  readonly format: (value: number) => string;
  readonly lines: readonly Line[];
}

export interface Line {
  readonly name: string;
  readonly column: keyof ChartData;
  /** Custom property of the style that holds the colour; so with `wash`, which fills what is below. */
  readonly colour: string;
  readonly wash?: string;
  /** Each value holds from the last moment to its own. */
  readonly stepped?: boolean;
  readonly dashed?: boolean;
}

/** Steps of the axis of time, in seconds. */
const TIME_STEPS = [1, 2, 5, 10, 15, 30, 60, 120, 300, 600, 900, 1800, 3600, 7200, 14_400];
const DASH = [5, 4];

/** Draws a chart into a figure; its legend tells the values under the pointer, or else the newest. */
export function mountChart(id: string, spec: ChartSpec): (data: ChartData) => void {
  const canvas = make("div", { class: "plot", role: "img" });
  const values = spec.lines.map(() => make("span", { class: "value" }));
  byId(id).append(make("figcaption", {}, make("b", {}, spec.title), legend(spec, values)), canvas);

  const tellValues = (plot: uPlot) => {
    const at = plot.cursor.idx ?? plot.data[0].length - 1;
    const told = spec.lines.map((_, index) => {
      const value = plot.data[index + 1]?.[at];
      return value === null || value === undefined ? "–" : spec.format(value);
    });
    for (const [index, element] of values.entries()) setText(element, told[index] ?? "");
    const summary = spec.lines.map(({ name }, index) => `${name} ${told[index]}`).join(", ");
    setAttributes(canvas, { "aria-label": `${spec.title}: ${summary}` });
  };
  const plot = new uPlot(options(spec, tellValues), undefined, canvas);
  new ResizeObserver(() => plot.setSize({ width: canvas.clientWidth, height: spec.height })).observe(canvas);
  matchMedia("(prefers-color-scheme: dark)").addEventListener("change", () => plot.redraw());
  return (data) => {
    plot.setData([data.seconds, ...spec.lines.map(({ column }) => data[column])]);
    tellValues(plot);
  };
}

function legend({ lines }: ChartSpec, values: readonly HTMLElement[]): HTMLElement {
  const entries = lines.map(({ name, colour, dashed }, index) => {
    const swatch = make("span", { class: dashed ? "swatch dashed" : "swatch", "aria-hidden": "true" });
    swatch.style.color = `var(${colour})`;
    return make("span", {}, swatch, `${name} `, values[index] ?? "");
  });
  return make("span", { class: "legend" }, ...entries);
}

function options(
  { lines, height, range, format }: ChartSpec,
  onCursor: (plot: uPlot) => void,
): uPlot.Options {
  const axis: uPlot.Axis = {
    stroke: () => colourOf("--muted"),
    grid: { stroke: () => colourOf("--line"), width: 1 },
    ticks: { show: false },
    font: "11px sans-serif",
  };
  return {
    width: 300,
    padding: [8, 20, 0, 0],
    height,
    legend: { show: false },
    cursor: { sync: { key: "release" }, drag: { x: false, y: false }, y: false },
    scales: {
      x: { time: false, range: (_, __, latest) => [0, latest ?? 60] },
      y: { range: (_, __, most) => range(most ?? 0) },
    },
    axes: [
      { ...axis, incrs: TIME_STEPS, size: 24, gap: 4, values: (_, splits) => splits.map(elapsed) },
      { ...axis, size: 46, gap: 4, space: 36, values: (_, splits) => splits.map(format) },
    ],
    series: [
      {},
      ...lines.map(({ colour, wash, stepped, dashed }) => ({
        stroke: () => colourOf(colour),
        ...(wash && { fill: () => colourOf(wash) }),
        ...(stepped && { paths: uPlot.paths.stepped?.({ align: -1 }) }),
        ...(dashed && { dash: DASH }),
        width: dashed ? 1.5 : 2,
        points: { show: false },
      })),
    ],
    hooks: { setCursor: [onCursor] },
  };
}

function colourOf(property: string): string {
  return getComputedStyle(document.documentElement).getPropertyValue(property);
}
