export { buildReport, type ReportFacts } from "./build";
export { renderHtml } from "./html";
export { type Report, reportJsonSchema, reportSchema } from "./schema";
export { writeHtml, writeJson } from "./write";
