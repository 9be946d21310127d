/**
 * A pattern for paths with `/`: `*` and `?` stay within a folder, `**` does not, and `[ab]` is one of some characters.
 */
export function globExpression(pattern: string): RegExp {
  const source = pattern.replace(GLOB_TOKEN, (token) => {
    return MEANING[token] ?? characterClass(token) ?? token.replace(/[^\w\s]/g, "\\$&");
  });
  return new RegExp(`^${source}$`, "s");
}

/** `undefined` for what is none, such as `[z-a]`, and stands for itself. */
function characterClass(token: string): string | undefined {
  if (!/^\[.+\]$/s.test(token)) return undefined;
  const source = token.replaceAll("\\", "\\\\").replace(/^\[[!^]/, "[^");
  try {
    return new RegExp(source).source;
  } catch {
    return undefined;
  }
}

/** Whether a text has more in it than the path of one file. */
export function isGlob(text: string): boolean {
  return /[*?[]/.test(text);
}

const MEANING: Readonly<Record<string, string>> = {
  "**/": "(?:.*/)?",
  "**": ".*",
  "*": "[^/]*",
  "?": "[^/]",
};

const GLOB_TOKEN = /\*\*\/|\*\*|\*|\?|\[[^\]]+\]|[.+^${}()|[\]\\]/g;
