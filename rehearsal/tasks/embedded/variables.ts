import type { IncomingMessage } from "node:http";
import { hostname } from "node:os";

/** What variables are about. */
interface Request {
  readonly request: IncomingMessage;
  readonly host: string;
  readonly args: string;
  readonly uri: string;
}

/** nginx's variables that the embedded server can fill, beside `$http_…`. */
const VALUES: Readonly<Record<string, (about: Request) => string | undefined>> = {
  uri: ({ uri }) => uri,
  request_uri: ({ request }) => request.url,
  args: ({ args }) => args,
  is_args: ({ args }) => (args ? "?" : ""),
  host: ({ host }) => host,
  scheme: () => "http",
  request_method: ({ request }) => request.method,
  hostname: () => hostname(),
};

/** `$name` and `${name}` in a text. */
const VARIABLE = /\$(?:\{(\w+)\}|(\w+))/g;

/** Names in a text that the embedded server cannot fill. */
export function unknownVariables(text: string): string[] {
  const names = [...text.matchAll(VARIABLE)].map(([, braced, plain]) => braced ?? plain ?? "");
  return names.filter((name) => !name.startsWith("http_") && !Object.hasOwn(VALUES, name));
}

/** A text with the value of each variable in its place. */
export function fillVariables(text: string, about: Request): string {
  return text.replace(VARIABLE, (_, braced?: string, plain?: string) => {
    const name = braced ?? plain ?? "";
    const header = about.request.headers[name.replace(/^http_/, "").replaceAll("_", "-")];
    return name.startsWith("http_") ? String(header ?? "") : (VALUES[name]?.(about) ?? "");
  });
}
