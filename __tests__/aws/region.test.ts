import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { GetCallerIdentityCommand, STSClient } from "@aws-sdk/client-sts";
import { Calls } from "../../aws/calls";
import { clientSettings } from "../../aws/connection";
import { bluegreen } from "../cli/operate/run";
import { ecsDeploy } from "../ecs-deploy/account";

const CONFIG = `
[default]
region = us-east-1
[profile prod]
region = eu-west-3
[profile staging]
region = ap-south-1
[profile bare]
`;
const PROFILES = ["default", "prod", "staging", "bare"];
const NAMES = [
  ...["AWS_CONFIG_FILE", "AWS_SHARED_CREDENTIALS_FILE", "AWS_EC2_METADATA_DISABLED", "AWS_ENDPOINT_URL"],
  ...["AWS_PROFILE", "AWS_REGION", "AWS_DEFAULT_REGION", "AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY"],
  "AWS_MAX_ATTEMPTS",
];
const outer = NAMES.map((name) => [name, process.env[name]] as const);
const ASSUMED = `<AssumeRoleResponse><AssumeRoleResult><Credentials><AccessKeyId>ASSUMED</AccessKeyId>
<SecretAccessKey>hush</SecretAccessKey><SessionToken>t</SessionToken><Expiration>2100-01-01T00:00:00Z</Expiration>
</Credentials></AssumeRoleResult></AssumeRoleResponse>`;

let folder: string;
let server: Server;
/** Whose key each request was signed with, for which region and service. */
let signed: string[] = [];

/** Lets nobody do anything but take on a role. */
beforeAll(async () => {
  server = createServer(({ headers }, response) => {
    const [, key, region, service] =
      /Credential=(\w+)\/\d+\/([\w-]+)\/([\w-]+)\//.exec(headers.authorization ?? "") ?? [];
    signed.push(`${key} ${region} ${service}`);
    const isRole = service === "sts";
    const type = isRole ? "text/xml" : "application/x-amz-json-1.1";
    response.writeHead(isRole ? 200 : 400, { "Content-Type": type });
    response.end(isRole ? ASSUMED : JSON.stringify({ __type: "AccessDeniedException", message: "no" }));
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
});

beforeEach(() => {
  signed = [];
  // The SDK keeps what it has once read of a file.
  folder = mkdtempSync(join(tmpdir(), "region-"));
  for (const name of NAMES) delete process.env[name];
  process.env.AWS_CONFIG_FILE = join(folder, "config");
  process.env.AWS_SHARED_CREDENTIALS_FILE = join(folder, "credentials");
  process.env.AWS_EC2_METADATA_DISABLED = "true";
  process.env.AWS_MAX_ATTEMPTS = "1";
  process.env.AWS_ENDPOINT_URL = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  writeFileSync(join(folder, "config"), CONFIG);
  signIn();
});
afterEach(() => rmSync(folder, { recursive: true }));
afterAll(async () => {
  for (const [name, value] of outer) {
    if (value === undefined) delete process.env[name];
    else process.env[name] = value;
  }
  server.closeAllConnections();
  await new Promise((resolve) => server.close(resolve));
});

/** Gives each profile a key that is called as itself. */
function signIn(suffix = ""): void {
  const sections = PROFILES.map(
    (name) => `[${name}]\naws_access_key_id = ${name.toUpperCase()}${suffix}\naws_secret_access_key = hush\n`,
  );
  writeFileSync(join(folder, "credentials"), sections.join(""));
}

/** Runs a command with some variables, which the SDK reads from the process. @returns what it fails with */
const COMMANDS = {
  async bluegreen(args: readonly string[], env: NodeJS.ProcessEnv) {
    Object.assign(process.env, env);
    return (await bluegreen(["status", "ecs-blue-green", "--name", "shop", ...args], env)).error;
  },
  async "ecs-deploy"(args: readonly string[], env: NodeJS.ProcessEnv) {
    Object.assign(process.env, env);
    const given = ["-d", "web", "-i", "shop:2", ...args];
    return (await ecsDeploy(given, { env: { AWS_DEFAULT_REGION: "", ...env } })).stderr;
  },
} as const;
type Command = keyof typeof COMMANDS;
const SERVICES = { bluegreen: "tagging", "ecs-deploy": "ecs" } as const;

describe.each(Object.keys(COMMANDS) as Command[])("the region that %s asks AWS in", (command) => {
  test.each<[string, string[], NodeJS.ProcessEnv, string]>([
    ["of the profile that is meant", ["--profile", "prod"], {}, "PROD eu-west-3"],
    [
      "of that profile, whichever the environment names",
      ["--profile", "prod"],
      { AWS_PROFILE: "staging" },
      "PROD eu-west-3",
    ],
    [
      "of the profile of the environment where none is meant",
      [],
      { AWS_PROFILE: "staging" },
      "STAGING ap-south-1",
    ],
    ["of the default profile where there is no other", [], {}, "DEFAULT us-east-1"],
    ["of AWS_REGION before that", ["--profile", "prod"], { AWS_REGION: "sa-east-1" }, "PROD sa-east-1"],
    [
      "of AWS_DEFAULT_REGION before that",
      ["--profile", "prod"],
      { AWS_DEFAULT_REGION: "ca-west-1" },
      "PROD ca-west-1",
    ],
    [
      "of --region before all of them",
      ["--profile", "prod", "--region", "us-west-2"],
      { AWS_REGION: "sa-east-1", AWS_DEFAULT_REGION: "ca-west-1" },
      "PROD us-west-2",
    ],
  ])("is that %s", async (_, args, env, expected) => {
    await COMMANDS[command](args, env);
    expect(signed).toEqual([`${expected} ${SERVICES[command]}`]);
  });

  test.each(["bare", "missing"])("is missed in words where the profile %s has none", async (profile) => {
    const error = await COMMANDS[command](["--profile", profile], {});
    expect(error).toMatch(
      new RegExp(
        `no region was found, as the profile ${profile} has none or is in no file of AWS's configuration: give .*--region, or set AWS_`,
      ),
    );
    expect(signed).toEqual([]);
  });
});

test("with both variables set, bluegreen goes by AWS_REGION as the CLI of AWS does", async () => {
  await COMMANDS.bluegreen([], { AWS_REGION: "sa-east-1", AWS_DEFAULT_REGION: "ca-west-1" });
  expect(signed).toEqual(["DEFAULT sa-east-1 tagging"]);
});

test("where the configuration is read, its region wins over the profile's", async () => {
  const args = ["status", "ecs-blue-green", "--profile", "prod"];
  await bluegreen(args, { BLUEGREEN_REGION: "eu-north-1", BLUEGREEN_SYSTEMS: "ecs-blue-green" });
  expect(signed).toEqual(["PROD eu-north-1 tagging"]);
});

test.each([
  ["prod", /^ok {11}region eu-west-3$/m],
  ["bare", /^problem {6}no region is known; give --region, or set AWS_REGION$/m],
])("doctor, where nothing is known of the stack, says that of the profile %s", async (profile, line) => {
  const args = ["doctor", "elsewhere", "-o", join(folder, "none"), "--profile", profile];
  expect((await bluegreen(args, { PATH: process.env.PATH })).stdout).toMatch(line);
});

test("a role is taken on in the region of the profile", async () => {
  const role = "arn:aws:iam::111122223333:role/release";
  await COMMANDS["ecs-deploy"](["-p", "prod", "-a", role], { AWS_PROFILE: "staging" });
  expect(signed).toEqual(["PROD eu-west-3 sts", "ASSUMED eu-west-3 ecs"]);
});

test("credentials that are renewed leave the region the profile's", async () => {
  const calls = new Calls({
    settings: await clientSettings({ profile: "prod" }, {}, "bluegreen"),
    clock: { now: () => 0, wait: async () => undefined },
    signal: new AbortController().signal,
    remedies: { unknownKeys: "", noCredentials: "", noRegion: "" },
  });
  const who = () => calls.of("sts", STSClient)(new GetCallerIdentityCommand({}));
  await who();
  signIn("2");
  await calls.renew();
  await who();
  calls.close();
  expect(signed).toEqual(["PROD eu-west-3 sts", "PROD2 eu-west-3 sts"]);
});
