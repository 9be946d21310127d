/** Whether a path fits a pattern in which `**` stands for any folders, `*` and `?` for a part of a name. */
export function matches(pattern: string, path: string): boolean {
  const source = pattern.replace(
    /\*\*\/|\*\*|\*|\?|[\\^$.|+()[\]{}]/g,
    (part) => WILDCARDS[part] ?? `\\${part}`,
  );
  return new RegExp(`^${source}$`).test(path);
}

const WILDCARDS: Readonly<Record<string, string>> = {
  "**/": "(?:.*/)?",
  "**": ".*",
  "*": "[^/]*",
  "?": "[^/]",
};
