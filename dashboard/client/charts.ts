import { isOnAws } from "../../deployment-view/on-aws";
import { type ChartSpec, mountChart } from "./chart";
import { chartData, samplesOf } from "./chart-data";
import { byId } from "./dom";
import { latency, percent } from "./format";
import type { Part } from "./part";

const CHARTS: Readonly<Record<string, ChartSpec>> = {
  "share-chart": {
    title: "Share of green",
    height: 190,
    range: (most) => [0, Math.max(most, 100)],
    format: percent,
    lines: [
      { name: "served", column: "observed", colour: "--green", wash: "--green-wash" },
      { name: "promised", column: "promised", colour: "--ink", stepped: true, dashed: true },
    ],
  },
  "failed-chart": {
    title: "Failed requests",
    height: 120,
    range: (most) => [0, Math.min(100, Math.max(most * 1.2, 5))],
    format: percent,
    lines: [{ name: "failed", column: "failed", colour: "--red", wash: "--red-wash" }],
  },
  "latency-chart": {
    title: "Latency",
    height: 120,
    range: (most) => [0, Math.max(most * 1.2, 10)],
    format: latency,
    lines: [
      { name: "p50", column: "p50", colour: "--blue" },
      { name: "p99", column: "p99", colour: "--ink", dashed: true },
    ],
  },
};

/** What users met, over AWS's time since the release began. */
export function mountCharts(): Part {
  const charts = Object.entries(CHARTS).map(([id, spec]) => mountChart(id, spec));
  return (view, release) => {
    for (const id of Object.keys(CHARTS)) byId(id).hidden = isOnAws(view);
    const samples = samplesOf(view.samples, release);
    const data = chartData(samples, release?.startedAt ?? samples[0]?.from ?? 0);
    for (const draw of charts) draw(data);
  };
}
