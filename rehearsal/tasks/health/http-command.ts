/** A `curl` or `wget` that asks a URL, taken apart. */
export interface HttpCommand {
  readonly program: "curl" | "wget";
  readonly options: readonly string[];
  readonly url: URL;
}

/** Options whose value is the next word. */
const WITH_VALUE = {
  wget: /^(-[a-zA-Z]*[OoTtU]|--(output-document|output-file|tries|timeout|user-agent|header))$/,
  curl: /^(-[a-zA-Z]*[oXmwAHu]|--(output|request|max-time|connect-timeout|write-out|user-agent|header|retry))$/,
};

/** What may follow the command in a shell, and changes nothing in what it means. */
const ENDING = /(\s*(2>&1|[12]?>\s*\/dev\/null))*\s*(\|\|\s*exit\s+\d+)?\s*$/;

/** Reads a health check that asks one URL; `undefined` for any other. */
export function readHttpCommand([kind, ...words]: readonly string[]): HttpCommand | undefined {
  const argv = kind === "CMD" ? words : splitWords((words[0] ?? "").replace(ENDING, ""));
  const program = argv?.[0];
  if (!argv || (program !== "curl" && program !== "wget")) return undefined;
  const options: string[] = [];
  let url: URL | undefined;
  for (let index = 1; index < argv.length; index++) {
    const word = argv[index] ?? "";
    if (!word.startsWith("-")) {
      const text = word.includes("://") ? word : `http://${word}`;
      if (url || !text.startsWith("http://") || !URL.canParse(text)) return undefined;
      url = new URL(text);
      continue;
    }
    options.push(word);
    if (WITH_VALUE[program].test(word)) {
      index += 1;
      options.push(argv[index] ?? "");
    }
  }
  return url && { program, options, url };
}

/** Words of a shell command that has no more than words and quotes. */
function splitWords(text: string): string[] | undefined {
  if (/[$`\\;&|<>(){}#\n]/.test(text)) return undefined;
  const words = text.match(/"[^"]*"|'[^']*'|[^\s"']+/g) ?? [];
  return words.map((word) => word.replace(/^(["'])(.*)\1$/, "$2"));
}
