import { randomBytes } from "node:crypto";
import { once } from "node:events";
import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import type { InstanceMetadata } from "./model";

/** The metadata service of one instance, on loopback. */
export interface MetadataService {
  readonly port: number;
  close(): Promise<void>;
}

/** What the service is asked about. */
export interface Described extends InstanceMetadata {
  readonly id: string;
  readonly address: string;
}

/** Seconds that a token may live. @see https://docs.aws.amazon.com/AWSEC2/latest/UserGuide/instancedata-data-retrieval.html */
const LONGEST_TOKEN = 21_600;

/**
 * Answers as the metadata service does that asks for a token, which is the only way here.
 *
 * @see https://docs.aws.amazon.com/AWSEC2/latest/UserGuide/configuring-instance-metadata-service.html
 */
export async function startMetadataService(about: Described): Promise<MetadataService> {
  const tokens = new Set<string>();
  const values = metadataOf(about);
  const server = createServer((request, response) => {
    request.resume();
    const [status, text] =
      request.url === "/latest/api/token" ? giveToken(request, tokens) : look(request, tokens, values);
    answer(response, status, text);
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  const close = (): Promise<void> =>
    new Promise((resolve) => {
      server.close(() => resolve());
      server.closeAllConnections();
    });
  return { port: (server.address() as AddressInfo).port, close };
}

function giveToken({ method, headers }: IncomingMessage, tokens: Set<string>): [number, string] {
  if (method !== "PUT") return [405, ""];
  const seconds = Number(headers["x-aws-ec2-metadata-token-ttl-seconds"]);
  if (!(seconds >= 1 && seconds <= LONGEST_TOKEN)) return [400, ""];
  const token = randomBytes(40).toString("base64url");
  tokens.add(token);
  return [200, token];
}

function look(
  { headers, url = "/" }: IncomingMessage,
  tokens: ReadonlySet<string>,
  values: ReadonlyMap<string, string>,
): [number, string] {
  if (!tokens.has(String(headers["x-aws-ec2-metadata-token"]))) return [401, ""];
  const path = decodeURIComponent(url)
    .replace(/^\/latest\//, "")
    .replace(/\/$/, "");
  const value = values.get(path);
  if (value !== undefined) return [200, value];
  const names = namesBelow(values.keys(), `${path}/`);
  return names.length > 0 ? [200, names.join("\n")] : [404, "404 - Not Found"];
}

/** As a listing has them: with a slash behind what has more below it. */
function namesBelow(paths: Iterable<string>, prefix: string): string[] {
  const names = [...paths]
    .filter((path) => path.startsWith(prefix))
    .map((path) => path.slice(prefix.length).replace(/\/.*$/, "/"));
  return [...new Set(names)].sort();
}

function answer(response: ServerResponse, status: number, text: string): void {
  response.writeHead(status, { "content-type": "text/plain", server: "EC2ws" }).end(text);
}

/** @see https://docs.aws.amazon.com/AWSEC2/latest/UserGuide/ec2-instance-metadata.html#instancedata-data-categories */
function metadataOf(about: Described): ReadonlyMap<string, string> {
  const { id, address, region, availabilityZone, instanceType, imageId, role, tags } = about;
  const name = hostName(about);
  return new Map<string, string>([
    ["meta-data/ami-id", imageId],
    ["meta-data/hostname", name],
    ["meta-data/instance-id", id],
    ["meta-data/instance-life-cycle", "on-demand"],
    ["meta-data/instance-type", instanceType],
    ["meta-data/local-hostname", name],
    ["meta-data/local-ipv4", address],
    ["meta-data/placement/availability-zone", availabilityZone],
    ["meta-data/placement/region", region],
    ...Object.entries(tags).map(([key, value]): [string, string] => [
      `meta-data/tags/instance/${key}`,
      value,
    ]),
    ...(role ? [credentials(role)] : []),
    [
      "dynamic/instance-identity/document",
      JSON.stringify({ instanceId: id, region, availabilityZone, instanceType, imageId, privateIp: address }),
    ],
  ]);
}

/** Such as `ip-10-0-3-7.eu-central-1.compute.internal`. */
export function hostName({ address, region }: Pick<Described, "address" | "region">): string {
  return `ip-${address.replaceAll(".", "-")}.${region}.compute.internal`;
}

/** Keys of nobody: nothing asks for a signature here. */
function credentials(role: string): [string, string] {
  const keys = {
    Code: "Success",
    Type: "AWS-HMAC",
    AccessKeyId: "ASIAREHEARSALREHEARS",
    SecretAccessKey: "rehearsal",
    Token: "rehearsal",
    Expiration: "2099-01-01T00:00:00Z",
  };
  return [`meta-data/iam/security-credentials/${role}`, JSON.stringify(keys)];
}

/** A private address that is always the same for an instance. */
export function addressOf(id: string): string {
  const number = Number.parseInt(id.replace(/\W|^i-/g, "").slice(-4), 16) || 1;
  return `10.0.${(number >> 8) & 255}.${number & 255 || 1}`;
}
