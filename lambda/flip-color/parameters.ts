import { GetParameterCommand, PutParameterCommand, type SSMClient } from "@aws-sdk/client-ssm";
import { isColor, type Release } from "./events";

/** Revisions that are remembered: more than anyone rolls back, and fewer than would outgrow a parameter. */
const LONGEST = 20;

/** Bytes that a standard parameter holds. @see https://docs.aws.amazon.com/general/latest/gr/ssm.html */
const LARGEST = 4096;

/** The color of each revision that was released, oldest first. */
export type Revisions = Readonly<Record<string, string>>;

/** @throws Error where the parameter is not there or holds something else */
export async function readRevisions(ssm: SSMClient, name: string): Promise<Revisions> {
  const text = await read(ssm, name);
  const revisions = parse(text);
  if (!revisions)
    throw new Error(`${name} is ${text}, allowed: revisions and their colors in JSON; set it to {}`);
  return revisions;
}

/** Remembers a revision; one that is known with this color is left where it is. */
export async function remember(ssm: SSMClient, name: string, { revision, color }: Release): Promise<void> {
  const { [revision]: known, ...others } = await readRevisions(ssm, name);
  if (known === color) return;
  await write(ssm, name, newest({ ...others, [revision]: color }));
}

/** Points the next build at the other directory. A pointer that stands right is left: a change of it is an event. */
export async function point(ssm: SSMClient, name: string, color: string): Promise<boolean> {
  if ((await read(ssm, name)) === color) return false;
  await write(ssm, name, color);
  return true;
}

function newest(revisions: Revisions): string {
  let entries = Object.entries(revisions).slice(-LONGEST);
  const text = () => JSON.stringify(Object.fromEntries(entries));
  while (Buffer.byteLength(text()) > LARGEST && entries.length > 1) entries = entries.slice(1);
  return text();
}

function parse(text: string): Revisions | undefined {
  try {
    const value: unknown = JSON.parse(text);
    const isMap = typeof value === "object" && value !== null && Object.values(value).every(isColor);
    return isMap ? (value as Revisions) : undefined;
  } catch {
    return undefined;
  }
}

async function read(ssm: SSMClient, Name: string): Promise<string> {
  const { Parameter } = await ssm.send(new GetParameterCommand({ Name }));
  return Parameter?.Value ?? "";
}

async function write(ssm: SSMClient, Name: string, Value: string): Promise<void> {
  await ssm.send(new PutParameterCommand({ Name, Value, Overwrite: true }));
}
