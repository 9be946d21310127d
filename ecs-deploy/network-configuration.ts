import { readFileSync } from "node:fs";
import type { NetworkConfiguration } from "@aws-sdk/client-ecs";
import { DeployError } from "./failure";

/**
 * Reads a network configuration as the AWS CLI takes it: JSON, a file of it behind `file://`, or the CLI's shorthand
 * `awsvpcConfiguration={subnets=[subnet-1,subnet-2],securityGroups=[sg-1],assignPublicIp=ENABLED}`.
 * @see https://docs.aws.amazon.com/cli/latest/userguide/cli-usage-shorthand.html
 *
 * @throws DeployError where it is neither, or names no subnet
 */
export function parseNetworkConfiguration(text: string): NetworkConfiguration {
  const value = text.startsWith("file://") ? contentOf(text.slice("file://".length)) : text.trim();
  const parsed = value.startsWith("{") ? json(value) : shorthand(value);
  const { awsvpcConfiguration } = parsed as NetworkConfiguration;
  if (Array.isArray(awsvpcConfiguration?.subnets) && awsvpcConfiguration.subnets.length > 0) return parsed;
  throw malformed(value, "awsvpcConfiguration.subnets is not a list of subnets");
}

function contentOf(file: string): string {
  try {
    return readFileSync(file, "utf8").trim();
  } catch (error) {
    throw new DeployError(
      `--network-configuration file://${file} cannot be read: ${(error as Error).message}`,
    );
  }
}

function json(text: string): object {
  try {
    return JSON.parse(text);
  } catch (error) {
    throw malformed(text, (error as Error).message);
  }
}

/** The shorthand, as a structure of strings, lists and structures. */
function shorthand(text: string): object {
  const tokens = text.match(/[{}[\],=]|[^\s{}[\],=]+/g) ?? [];
  let at = 0;
  const take = (expected?: string): string => {
    const token = tokens[at];
    if (token === undefined || (expected !== undefined && token !== expected)) {
      throw malformed(text, `${expected ?? "a value"} is expected before ${token ?? "the end"}`);
    }
    at += 1;
    return token;
  };
  const value = (): unknown => {
    if (tokens[at] === "{") return enclosed("}", pairs);
    if (tokens[at] === "[") return enclosed("]", () => items("]"));
    return take();
  };
  const enclosed = <T>(end: string, inner: () => T): T => {
    take();
    const found = inner();
    take(end);
    return found;
  };
  const items = (end: string): unknown[] => {
    const found: unknown[] = [];
    while (tokens[at] !== end) {
      found.push(value());
      if (tokens[at] !== end) take(",");
    }
    return found;
  };
  const pairs = (): object => {
    const found: [string, unknown][] = [];
    do {
      if (found.length > 0) take(",");
      const key = take();
      take("=");
      found.push([key, value()]);
    } while (tokens[at] === ",");
    return Object.fromEntries(found);
  };
  const found = pairs();
  if (at < tokens.length) throw malformed(text, `${tokens[at]} is not expected`);
  return found;
}

function malformed(text: string, fault: string): DeployError {
  return new DeployError(
    `--network-configuration ${text} cannot be read: ${fault}. Give JSON, or such as awsvpcConfiguration={subnets=[subnet-1],securityGroups=[sg-1],assignPublicIp=ENABLED}`,
  );
}
