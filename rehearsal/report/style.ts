import { Markup } from "./html-text";

/** Both palettes keep a contrast of 4.5 or more. */
export const STYLE = new Markup(`
:root { color-scheme: light dark; --text: #1b1f24; --back: #fff; --soft: #57606a; --line: #d0d7de; --blue: #0550ae; --green: #116329; --red: #a40e26; }
@media (prefers-color-scheme: dark) {
  :root { --text: #e6edf3; --back: #0d1117; --soft: #9da7b3; --line: #30363d; --blue: #79c0ff; --green: #56d364; --red: #ff7b72; }
}
body { margin: 0; background: var(--back); color: var(--text); font: 16px/1.5 system-ui, sans-serif; }
main { max-width: 60rem; margin: 0 auto; padding: 1.5rem; }
h1 { font-size: 1.75rem; margin: 0 0 0.5rem; }
h2 { font-size: 1.25rem; margin: 2.5rem 0 0.5rem; padding-top: 1rem; border-top: 1px solid var(--line); }
.notice { padding: 0.75rem 1rem; border-left: 4px solid var(--blue); }
dl { display: grid; gap: 0.25rem; }
dl div { display: grid; grid-template-columns: 10rem 1fr; }
dt { color: var(--soft); }
dd { margin: 0; overflow-wrap: anywhere; }
table { width: 100%; margin: 1.5rem 0; border-collapse: collapse; font-variant-numeric: tabular-nums; }
caption { text-align: left; font-weight: 600; padding-bottom: 0.25rem; }
th, td { text-align: left; padding: 0.25rem 0.75rem 0.25rem 0; border-bottom: 1px solid var(--line); font-weight: normal; overflow-wrap: anywhere; }
thead th { color: var(--soft); }
a { color: var(--blue); }
figure { margin: 1.5rem 0; }
svg { width: 100%; height: auto; }
svg text { fill: var(--soft); font-size: 12px; }
.grid { stroke: var(--line); }
polyline { fill: none; stroke-width: 2; }
polyline.promised { stroke: var(--blue); stroke-dasharray: 6 4; }
polyline.observed { stroke: var(--green); }
polyline.failed { stroke: var(--red); }
figcaption { color: var(--soft); }
.key { padding-left: 1.75rem; background: linear-gradient(currentColor, currentColor) left center / 1.25rem 2px no-repeat; margin-right: 0.75rem; }
.key.promised { color: var(--blue); background: repeating-linear-gradient(90deg, currentColor 0 6px, transparent 6px 10px) left center / 1.25rem 2px no-repeat; }
.key.observed, .Succeeded, .OK { color: var(--green); }
.key.failed, .Failed, .Stopped, .ALARM { color: var(--red); }
.status { font-weight: 600; }
@media (max-width: 40rem) { table { display: block; overflow-x: auto; } }
@media print { main { max-width: none; } section { break-inside: avoid; } }
`);
