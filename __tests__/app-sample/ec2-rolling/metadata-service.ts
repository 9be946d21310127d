import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";

export const REGION = "eu-central-1";

/**
 * The metadata service of instances, each below a path of its own. It answers by IMDSv2 alone.
 * @see https://docs.aws.amazon.com/AWSEC2/latest/UserGuide/instancedata-data-retrieval.html
 */
export class MetadataService {
  private constructor(private readonly server: Server) {}

  static async start(): Promise<MetadataService> {
    const server = createServer(({ method, url = "", headers }, response) => {
      const [, id = "", path = ""] = /^\/([^/]+)\/latest\/(.*)$/.exec(url) ?? [];
      const answers: Readonly<Record<string, string>> = {
        "meta-data/instance-id": id,
        "meta-data/placement/region": REGION,
      };
      const hasToken = headers["x-aws-ec2-metadata-token"] === `token-of-${id}`;
      if (path === "api/token" && method === "PUT" && headers["x-aws-ec2-metadata-token-ttl-seconds"])
        response.end(`token-of-${id}`);
      else response.writeHead(hasToken && answers[path] ? 200 : 401).end(hasToken ? answers[path] : "");
    });
    await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
    return new MetadataService(server);
  }

  /** As the SDKs and the scripts take it. */
  endpointOf(id: string): string {
    return `http://127.0.0.1:${(this.server.address() as AddressInfo).port}/${id}`;
  }

  async stop(): Promise<void> {
    this.server.closeAllConnections();
    await new Promise((resolve) => this.server.close(resolve));
  }
}
