import { spawn, spawnSync } from "node:child_process";
import { createHash, createHmac } from "node:crypto";
import { mkdirSync } from "node:fs";
import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { join } from "node:path";

/** Who may push to it. */
export interface Caller {
  readonly accessKeyId: string;
  readonly secretAccessKey: string;
  readonly sessionToken?: string;
}

/** A repository over HTTP by git's own program, which lets in whoever signs as CodeCommit wants it. */
export class GitServer {
  /** What was asked without being let in: why, and how often. */
  readonly refused: string[] = [];
  /** The header of each request that was let in. */
  readonly admitted: string[] = [];

  private constructor(
    private readonly server: Server,
    public readonly repository: string,
  ) {}

  public static async start(folder: string, caller: Caller): Promise<GitServer> {
    const repository = join(folder, "v1/repos/shop");
    mkdirSync(repository, { recursive: true });
    spawnSync("git", ["init", "--bare", "--quiet", "--initial-branch=main", repository]);
    spawnSync("git", ["-C", repository, "config", "http.receivepack", "true"]);
    const server = createServer(
      (request, response) => void started.answer(request, response, folder, caller),
    );
    const started = new GitServer(server, repository);
    await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
    return started;
  }

  get url(): string {
    return `http://127.0.0.1:${(this.server.address() as AddressInfo).port}/v1/repos/shop`;
  }

  public close(): Promise<void> {
    return new Promise((resolve) => this.server.close(() => resolve()));
  }

  private async answer(request: IncomingMessage, response: ServerResponse, folder: string, caller: Caller) {
    const { authorization = "", host = "" } = request.headers;
    if (authorization === "") {
      response.writeHead(401, { "www-authenticate": 'Basic realm="codecommit"' }).end();
      return;
    }
    const wrong = whatIsWrong(authorization, host.split(":")[0] ?? "", caller);
    if (wrong) {
      this.refused.push(wrong);
      response.writeHead(403).end(wrong);
      return;
    }
    this.admitted.push(authorization);
    backend(request, response, folder);
  }
}

/** @returns `undefined` where the signature is that of the caller, of this host and repository, and of now */
function whatIsWrong(authorization: string, host: string, caller: Caller): string | undefined {
  const decoded = Buffer.from(authorization.replace(/^Basic /, ""), "base64").toString();
  const colon = decoded.lastIndexOf(":");
  const [username, password] = [decoded.slice(0, colon), decoded.slice(colon + 1)];
  const token = caller.sessionToken ? `%${caller.sessionToken}` : "";
  if (username !== `${caller.accessKeyId}${token}`) return "user";
  const [, time = "", signature] = /^(\d{8}T\d{6})Z([0-9a-f]{64})$/.exec(password) ?? [];
  const iso = time.replace(/(....)(..)(..)T(..)(..)(..)/, "$1-$2-$3T$4:$5:$6Z");
  if (!(Math.abs(Date.parse(iso) - Date.now()) < 15 * 60_000)) return "time";
  const hmac = (key: string | Buffer, text: string) => createHmac("sha256", key).update(text).digest();
  const day = time.slice(0, 8);
  const dayKey = hmac(`AWS4${caller.secretAccessKey}`, day);
  const key = hmac(hmac(hmac(dayKey, "eu-central-1"), "codecommit"), "aws4_request");
  const canonical = `GIT\n/v1/repos/shop\n\nhost:${host}\n\nhost\n`;
  const hash = createHash("sha256").update(canonical).digest("hex");
  const toSign = `AWS4-HMAC-SHA256\n${time}\n${day}/eu-central-1/codecommit/aws4_request\n${hash}`;
  return hmac(key, toSign).toString("hex") === signature ? undefined : "signature";
}

/** @see https://git-scm.com/docs/git-http-backend */
function backend(request: IncomingMessage, response: ServerResponse, folder: string): void {
  const { pathname, searchParams } = new URL(request.url ?? "", "http://127.0.0.1");
  const child = spawn("git", ["http-backend"], {
    env: {
      PATH: process.env.PATH,
      GIT_PROJECT_ROOT: folder,
      GIT_HTTP_EXPORT_ALL: "1",
      REMOTE_USER: "caller",
      REQUEST_METHOD: request.method,
      PATH_INFO: pathname,
      QUERY_STRING: searchParams.toString(),
      CONTENT_TYPE: request.headers["content-type"] ?? "",
      HTTP_CONTENT_ENCODING: request.headers["content-encoding"] ?? "",
      ...(request.headers["content-length"] && { CONTENT_LENGTH: request.headers["content-length"] }),
    },
  });
  request.pipe(child.stdin);
  const chunks: Buffer[] = [];
  child.stdout.on("data", (chunk: Buffer) => chunks.push(chunk));
  child.on("close", () => {
    const answer = Buffer.concat(chunks);
    const end = answer.indexOf("\r\n\r\n");
    const headers = answer
      .subarray(0, end)
      .toString()
      .split("\r\n")
      .map((line) => line.split(/: (.*)/s).slice(0, 2) as [string, string]);
    const status = headers.find(([name]) => name.toLowerCase() === "status")?.[1];
    response.writeHead(
      Number.parseInt(status ?? "200", 10),
      Object.fromEntries(headers.filter(([name]) => name.toLowerCase() !== "status")),
    );
    response.end(answer.subarray(end + 4));
  });
}
