import { execFile, execFileSync } from "node:child_process";
import {
  cpSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  realpathSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { text } from "node:stream/consumers";
import { promisify } from "node:util";
import { unzipSync } from "fflate";
import { bundleLambda, writeLambdas } from "../../lambda/bundle";
import { startServer } from "./green-server";

const root = resolve(__dirname, "../..");
let folder: string;

beforeEach(() => {
  folder = realpathSync(mkdtempSync(join(tmpdir(), "bundle-")));
});

afterEach(() => rmSync(folder, { recursive: true }));

/** The package as it lies in a checkout, with a cache of its own. */
function copyPackage(): string {
  for (const name of ["lambda", "package.json", "package-lock.json"]) {
    cpSync(join(root, name), join(folder, name), { recursive: true });
  }
  mkdirSync(join(folder, "node_modules"));
  symlinkSync(join(root, "node_modules/@aws-sdk"), join(folder, "node_modules/@aws-sdk"));
  return folder;
}

describe("bundleLambda", () => {
  test("gives the same bytes in another folder", () => {
    const copy = bundleLambda("validate-green", copyPackage());

    expect(copy.startsWith(join(folder, "node_modules/.cache"))).toBe(true);
    expect(readFileSync(copy).equals(readFileSync(bundleLambda("validate-green")))).toBe(true);
  });

  test("holds one file that names no folder of this machine", () => {
    const files = unzipSync(readFileSync(bundleLambda("validate-green")));

    expect(Object.keys(files)).toEqual(["index.js"]);
    expect(Buffer.from(files["index.js"] ?? []).toString()).not.toContain(root);
  });

  test("gives another file when a source changes", () => {
    const copy = copyPackage();
    const before = bundleLambda("validate-green", copy);
    writeFileSync(join(copy, "lambda/validate-green/log.ts"), "export function log() {}\n");
    const after = bundleLambda("validate-green", copy);

    expect(readFileSync(after).equals(readFileSync(before))).toBe(false);
  });

  test("can take from its cache without loading esbuild", () => {
    const cached = bundleLambda("validate-green");
    jest.isolateModules(() => {
      jest.doMock("esbuild", () => {
        throw new Error("esbuild is loaded");
      });
      const cold = require("../../lambda/bundle") as typeof import("../../lambda/bundle");

      expect(cold.bundleLambda("validate-green")).toBe(cached);
      expect(() => cold.bundleLambda("validate-green", copyPackage())).toThrow("esbuild is loaded");
    });
    jest.dontMock("esbuild");
  });

  test("can take the zip that a published package brings along", () => {
    const zip = join(folder, "dist/lambda/validate-green.zip");
    mkdirSync(join(folder, "dist/lambda"), { recursive: true });
    writeFileSync(zip, "");

    expect(bundleLambda("validate-green", folder)).toBe(zip);
  });

  test("fails when there is no such function", () => {
    expect(() => bundleLambda("validate-gren")).toThrow('there is no Lambda function "validate-gren"');
  });
});

test("writeLambdas puts every function into a folder", () => {
  writeLambdas(join(folder, "dist/lambda"));

  expect(readdirSync(join(folder, "dist/lambda"))).toContain("validate-green.zip");
  const written = readFileSync(join(folder, "dist/lambda/validate-green.zip"));
  expect(written.equals(readFileSync(bundleLambda("validate-green")))).toBe(true);
});

describe("the bundle of validate-green", () => {
  /** Runs the bundle as Lambda would, against an HTTPS green and a stand-in for CodeDeploy. */
  async function release(serverName: string) {
    const certificate = { key: join(folder, "key.pem"), cert: join(folder, "cert.pem") };
    execFileSync(
      "openssl",
      [
        ..."req -x509 -newkey ec -pkeyopt ec_paramgen_curve:prime256v1 -nodes -days 1 -subj /CN=shop.example".split(
          " ",
        ),
        ...[
          "-addext",
          "subjectAltName=DNS:shop.example",
          "-keyout",
          certificate.key,
          "-out",
          certificate.cert,
        ],
      ],
      { stdio: "pipe" },
    );
    const green = await startServer((_, response) => response.end("<h1>Green</h1>"), {
      key: readFileSync(certificate.key),
      cert: readFileSync(certificate.cert),
    });
    const reports: unknown[] = [];
    const codeDeploy = await startServer(async (request, response) => {
      reports.push({ target: request.headers["x-amz-target"], ...JSON.parse(await text(request)) });
      response.setHeader("content-type", "application/x-amz-json-1.1").end("{}");
    });

    const code = unzipSync(readFileSync(bundleLambda("validate-green")))["index.js"];
    writeFileSync(join(folder, "index.js"), code ?? "");
    const event = { DeploymentId: "d-EXAMPLE01", LifecycleEventHookExecutionId: "hook-1" };
    const call = `require("./index.js").handler(${JSON.stringify(event)}, { getRemainingTimeInMillis: () => 30000 })`;
    const { stdout } = await promisify(execFile)(process.execPath, ["-e", call], {
      cwd: folder,
      env: {
        CHECKS: JSON.stringify([{ path: "/", bodyIncludes: "Green" }]),
        CHECK_RETRIES: "0",
        TEST_URL: green.url,
        SERVER_NAME: serverName,
        NODE_EXTRA_CA_CERTS: certificate.cert,
        AWS_REGION: "eu-central-1",
        AWS_ACCESS_KEY_ID: "example",
        AWS_SECRET_ACCESS_KEY: "example",
        AWS_ENDPOINT_URL_CODEDEPLOY: codeDeploy.url,
      },
    });
    await Promise.all([green.close(), codeDeploy.close()]);
    return {
      reports,
      lines: stdout
        .trim()
        .split("\n")
        .map((line) => JSON.parse(line)),
    };
  }

  const report = {
    target: "CodeDeploy_20141006.PutLifecycleEventHookExecutionStatus",
    deploymentId: "d-EXAMPLE01",
    lifecycleEventHookExecutionId: "hook-1",
  };

  test("tells CodeDeploy that green passes", async () => {
    const { reports, lines } = await release("shop.example");

    expect(reports).toEqual([{ ...report, status: "Succeeded" }]);
    expect(lines[0]).toMatchObject({ check: "/", result: "pass", status: 200 });
  });

  test("tells CodeDeploy of failure when the certificate is another's", async () => {
    const { reports, lines } = await release("other.example");

    expect(reports).toEqual([{ ...report, status: "Failed" }]);
    expect(lines[0].reason).toContain("other.example. is not in the cert's altnames");
  });
});
