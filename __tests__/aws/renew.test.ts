import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { GetCallerIdentityCommand, STSClient } from "@aws-sdk/client-sts";
import { Calls } from "../../aws/calls";
import { type Connection, clientSettings } from "../../aws/connection";

const folder = mkdtempSync(join(tmpdir(), "renew-"));
const VARIABLES = {
  AWS_CONFIG_FILE: join(folder, "config"),
  AWS_SHARED_CREDENTIALS_FILE: undefined,
  AWS_EC2_METADATA_DISABLED: "true",
  AWS_PROFILE: undefined,
  AWS_ACCESS_KEY_ID: undefined,
  AWS_SECRET_ACCESS_KEY: undefined,
};
const before = Object.keys(VARIABLES).map((name) => [name, process.env[name]] as const);
let server: Server;

/** Takes the keys that are called NEW. */
beforeAll(async () => {
  setAll(Object.entries(VARIABLES));
  writeFileSync(VARIABLES.AWS_CONFIG_FILE, "");
  server = createServer(({ headers }, response) => {
    const isNew = headers.authorization?.includes("Credential=NEW/");
    const error = "<Error><Code>ExpiredToken</Code><Message>The security token has expired</Message></Error>";
    response.writeHead(isNew ? 200 : 403, { "Content-Type": "text/xml" });
    response.end(
      isNew
        ? "<GetCallerIdentityResponse><GetCallerIdentityResult><Account>1</Account></GetCallerIdentityResult></GetCallerIdentityResponse>"
        : `<ErrorResponse>${error}</ErrorResponse>`,
    );
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
});

afterAll(async () => {
  setAll(before);
  rmSync(folder, { recursive: true });
  server.closeAllConnections();
  await new Promise((resolve) => server.close(resolve));
});

function setAll(variables: readonly (readonly [string, string | undefined])[]): void {
  for (const [name, value] of variables) {
    if (value === undefined) delete process.env[name];
    else process.env[name] = value;
  }
}

function signIn(profile: string, key: string): void {
  // What the SDK has read of one file is nothing to the next test.
  const file = join(folder, profile);
  process.env.AWS_SHARED_CREDENTIALS_FILE = file;
  writeFileSync(file, `[${profile}]\naws_access_key_id = ${key}\naws_secret_access_key = hush\n`);
}

test.each<[string, string, Connection]>([
  ["of a profile", "shop", { profile: "shop" }],
  ["that the SDK finds by itself", "default", {}],
])("credentials %s that were renewed meanwhile are taken", async (_, profile, connection) => {
  signIn(profile, "OLD");
  const endpointUrl = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  const calls = new Calls({
    settings: await clientSettings({ ...connection, endpointUrl, region: "eu-central-1" }, {}, "bluegreen"),
    clock: { now: () => 0, wait: async () => undefined },
    signal: new AbortController().signal,
    remedies: { unknownKeys: "", noCredentials: "", noRegion: "" },
  });
  const who = () => calls.of("sts", STSClient)(new GetCallerIdentityCommand({}));
  await expect(who()).rejects.toThrow("the credentials of AWS have expired");
  signIn(profile, "NEW");
  await calls.renew();
  expect(await who()).toMatchObject({ Account: "1" });
  calls.close();
});
