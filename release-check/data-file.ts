import { type Document, isMap, isScalar, isSeq, LineCounter, parseDocument } from "yaml";
import { type Finding, SourceText } from "./finding";
import { isObject } from "./overlay";

/** Keys and indexes that lead to a value. */
export type Path = readonly (string | number)[];

/** A YAML or JSON file: its values, and the line of each. */
export class DataFile extends SourceText {
  private constructor(
    source: SourceText,
    private readonly document: Document,
    private readonly lines: LineCounter,
    private readonly value: unknown,
  ) {
    super(source.path, source.text);
  }

  /** @returns what is wrong, where the text is no YAML */
  static yaml(source: SourceText): DataFile | Finding {
    const { document, lines } = parse(source.text);
    const [problem] = document.errors;
    const line = problem?.linePos?.[0].line;
    const remedy = "mend it: nothing behind that place can be read";
    if (problem) return source.error(line, `is no YAML: ${firstLine(problem.message)}`, remedy);
    try {
      return new DataFile(source, document, lines, document.toJS());
    } catch (error) {
      return source.error(undefined, `is no YAML: ${firstLine((error as Error).message)}`, remedy);
    }
  }

  /** JSON is YAML, but not all YAML is JSON. @returns what is wrong, where the text is no JSON */
  static json(source: SourceText): DataFile | Finding {
    const { document, lines } = parse(source.text);
    try {
      return new DataFile(source, document, lines, JSON.parse(source.text));
    } catch (error) {
      const { message } = error as Error;
      const offset = offsetOf(message, source.text);
      const line = offset === undefined ? undefined : lines.linePos(offset).line;
      return source.error(
        line,
        `is no JSON: ${firstLine(message)}`,
        "mend it: JSON takes no comments, and no comma behind the last item",
      );
    }
  }

  at(...path: Path): unknown {
    return path.reduce<unknown>(
      (value, key) =>
        (isObject(value) && Object.hasOwn(value, key)) || Array.isArray(value)
          ? (value as Record<string | number, unknown>)[key]
          : undefined,
      this.value,
    );
  }

  /** The names in an object; none where there is no object. */
  keys(...path: Path): string[] {
    const value = this.at(...path);
    return isObject(value) ? Object.keys(value) : [];
  }

  /** The texts in a list, with their lines. A single text counts as a list of one. */
  texts(...path: Path): { readonly text: string; readonly line?: number }[] {
    const value = this.at(...path);
    if (typeof value === "string") return [{ text: value, line: this.lineOf(...path) }];
    if (!Array.isArray(value)) return [];
    return value.flatMap((text, index) =>
      typeof text === "string" ? [{ text, line: this.lineOf(...path, index) }] : [],
    );
  }

  /** The line where a key or an item begins, or the nearest above it that is there. */
  lineOf(...path: Path): number | undefined {
    let node: unknown = this.document.contents;
    let offset: number | undefined;
    for (const key of path) {
      if (isMap(node)) {
        const pair = node.items.find(
          (item) => String(isScalar(item.key) ? item.key.value : item.key) === key,
        );
        if (!pair) break;
        offset = startOf(pair.key) ?? offset;
        node = pair.value;
      } else if (isSeq(node) && typeof key === "number") {
        node = node.items[key];
        offset = startOf(node) ?? offset;
      } else break;
    }
    return offset === undefined ? undefined : this.lines.linePos(offset).line;
  }
}

function parse(text: string) {
  const lines = new LineCounter();
  return { document: parseDocument(text, { lineCounter: lines, logLevel: "silent" }), lines };
}

function startOf(node: unknown): number | undefined {
  return (node as { range?: readonly number[] } | null | undefined)?.range?.[0];
}

function firstLine(message: string): string {
  return (
    message.split("\n", 1)[0]?.replace(/( at line \d+, column \d+:?| in JSON at position .*)$/, "") ?? ""
  );
}

/** V8 says either a position, or shows ten characters before the place. */
function offsetOf(message: string, text: string): number | undefined {
  const position = /at position (\d+)/.exec(message)?.[1];
  if (position) return Number(position);
  if (message.startsWith("Unexpected end")) return text.trimEnd().length;
  const [, dots, shown = ""] = /, (\.\.\.)?"([\s\S]*?)"(?:\.\.\.)? is not valid JSON$/.exec(message) ?? [];
  const start = shown ? text.indexOf(shown) : -1;
  return start < 0 ? undefined : start + (dots ? 10 : 0);
}
