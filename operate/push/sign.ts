import { createHash, createHmac } from "node:crypto";
import type { Keys } from "../../aws/calls";

/** What git signs in with, for about a quarter of an hour. */
export interface GitCredentials {
  readonly username: string;
  readonly password: string;
}

const ALGORITHM = "AWS4-HMAC-SHA256";

/**
 * Signs git in to CodeCommit with keys of AWS. git cannot sign its requests, so that one signature stands for all of them:
 * of a request with the method GIT and no body, whose time is the first part of the password. It is that of Signature
 * Version 4, but for the time in what is signed, which has no Z, and the host, which has no port.
 * @see https://docs.aws.amazon.com/codecommit/latest/userguide/setting-up-https-unixes.html
 * @see https://github.com/aws/aws-cli/blob/v2/awscli/customizations/codecommit.py
 * @see https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_sigv-create-signed-request.html
 *
 * @param url of the repository, such as `https://git-codecommit.eu-central-1.amazonaws.com/v1/repos/shop`
 * @param now milliseconds since the epoch
 */
export function gitCredentials(keys: Keys, url: URL, region: string, now: number): GitCredentials {
  const time = new Date(now).toISOString().replace(/[-:]|\.\d+Z$/g, "");
  const date = time.slice(0, 8);
  const scope = [date, region, "codecommit", "aws4_request"];
  const request = ["GIT", url.pathname, "", `host:${url.hostname}`, "", "host", ""].join("\n");
  const signed = [ALGORITHM, time, scope.join("/"), createHash("sha256").update(request).digest("hex")].join(
    "\n",
  );
  const key = scope.reduce<string | Buffer>((key, part) => hmac(key, part), `AWS4${keys.secretAccessKey}`);
  return {
    username: keys.sessionToken ? `${keys.accessKeyId}%${keys.sessionToken}` : keys.accessKeyId,
    password: `${time}Z${hmac(key, signed).toString("hex")}`,
  };
}

function hmac(key: string | Buffer, text: string): Buffer {
  return createHmac("sha256", key).update(text).digest();
}
