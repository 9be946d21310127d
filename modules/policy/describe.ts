import { NAME_LIMITS } from "./name-limits";
import { RULES } from "./rules";
import { UNSCOPED_ACTIONS } from "./unscoped-actions";

/** The text of `docs/policy-rules.md`. */
export function describeRules(): string {
  return [
    "# Policy rules",
    "",
    "<!-- Made from the rule table in modules/policy by `node bin/run-script.mjs policy-rules`: change the table, not this page. -->",
    "",
    "Every synth holds these rules against every stack. An error fails the synth, with the rule's id and the path of the",
    "construct; a warning is shown. All findings are in `cdktf.out/policy-report.json`.",
    "",
    "An id is `BG-<topic>-<number>`. It never changes its meaning, and the number of a rule that went is not given out",
    "again.",
    "",
    table(
      ["Rule", "Level", "Holds to", "What to do about a finding"],
      RULES.map(({ id, level, title, remedy }) => [id, level, title, remedy]),
    ),
    "",
    "## Suppressing a rule",
    "",
    "```ts",
    'suppress(construct, "BG-NETWORK-001", "the test port is behind the office\'s VPN");',
    "```",
    "",
    "It holds for the construct and everything in it. The reason has at least 10 characters and stands in the report beside",
    "the finding; a suppression that meets no finding is listed there as unused.",
    "",
    "## Actions that may have resource `*`",
    "",
    "Rule BG-IAM-002 allows `*` for these alone.",
    "",
    table(
      ["Actions", "Because", "With a condition on", "See"],
      UNSCOPED_ACTIONS.map(({ service, actions, because, limitedBy, see }) => [
        actions.map((action) => `\`${service}:${action}\``).join(" "),
        because,
        limitedBy ? `\`${limitedBy}\`` : "",
        `<${see}>`,
      ]),
    ),
    "",
    "## Limits of names",
    "",
    "What rules BG-NAME-001 and BG-NAME-002 hold names to.",
    "",
    table(
      ["Resource", "Attribute", "Longest", "Allowed"],
      NAME_LIMITS.map(({ type, attribute, longest, allowed }) => [
        `\`${type}\``,
        `\`${attribute}\``,
        String(longest),
        allowed,
      ]),
    ),
    "",
  ].join("\n");
}

function table(head: readonly string[], rows: readonly (readonly string[])[]): string {
  const line = (cells: readonly string[]) =>
    `| ${cells.map((cell) => cell.replaceAll("|", "\\|")).join(" | ")} |`;
  return [line(head), line(head.map(() => "---")), ...rows.map(line)].join("\n");
}
