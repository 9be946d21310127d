import { once } from "node:events";
import { createServer, type IncomingMessage, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { text } from "node:stream/consumers";
import type { Account, Part } from "./account";

/** Services by the beginning of the target that their calls name. @see https://smithy.io/2.0/aws/protocols/aws-json-1_1-protocol.html */
const SERVICES: Readonly<Record<string, Part>> = {
  AmazonEC2ContainerServiceV20141113: "ecs",
  CodeDeploy_20141006: "codeDeploy",
  CodePipeline_20150709: "pipeline",
  AmazonSSM: "parameters",
};

/** An account that processes of their own call, on loopback. */
export class AccountServer {
  private readonly server: Server;

  /** @param arns what the account has of the system */
  constructor(
    private readonly account: Account,
    private readonly arns: readonly string[],
  ) {
    this.server = createServer(async (request, response) => {
      try {
        response.end(toJson(await this.answer(request)));
      } catch (error) {
        const { name, message } = error as Error;
        response.writeHead(400).end(JSON.stringify({ __type: name, message }));
      }
    });
  }

  public async listen(): Promise<string> {
    this.server.listen(0, "127.0.0.1");
    await once(this.server, "listening");
    return `http://127.0.0.1:${(this.server.address() as AddressInfo).port}`;
  }

  public async close(): Promise<void> {
    this.server.closeAllConnections();
    this.server.close();
    await once(this.server, "close");
  }

  private async answer(request: IncomingMessage): Promise<unknown> {
    const [service = "", name = ""] = String(request.headers["x-amz-target"]).split(".");
    const input = JSON.parse(await text(request));
    const part = SERVICES[service];
    if (part) return this.account.answer(part, name, input);
    return { ResourceTagMappingList: this.arns.map((ResourceARN) => ({ ResourceARN })) };
  }
}

/** Times are seconds in this protocol. */
function toJson(value: unknown): string {
  return JSON.stringify(value, function (this: Record<string, unknown>, key, text) {
    const raw = this[key];
    return raw instanceof Date ? raw.getTime() / 1000 : text;
  });
}
