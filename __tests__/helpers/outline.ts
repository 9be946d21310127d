import type { Attributes, Template } from "./template";

/** Address, and what is short enough to read at a glance. */
export function outline(template: Template): string {
  const lines = template.addresses.map((address) =>
    `${address}  ${glance(template.at(address)).join("  ")}`.trimEnd(),
  );
  return `\n${lines.join("\n")}\n`;
}

const BUNDLED = ["filename", "source_code_hash"];

function glance(resource: Attributes): string[] {
  return Object.entries(resource)
    .filter(
      ([attribute, value]) =>
        !BUNDLED.includes(attribute) && typeof value !== "object" && String(value).length < 80,
    )
    .map(
      ([attribute, value]) => `${attribute}=${String(value).replace(/\$\{aws_(\w+\.\w+)\.\w+\}/g, "<$1>")}`,
    );
}
