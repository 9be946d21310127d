import type { RawHeaders } from "./headers";
import type { TargetGroupModel } from "./model";

/**
 * The target that a client's cookie binds it to, where the target group is the one that it was bound in: with several
 * target groups the weights choose first.
 *
 * @see https://docs.aws.amazon.com/elasticloadbalancing/latest/application/edit-target-group-attributes.html
 */
export function boundTarget(cookies: string | undefined, { name, stickiness }: TargetGroupModel) {
  if (!stickiness.enabled) return undefined;
  const value = /(?:^|;\s*)AWSALB=([\w-]+)/.exec(cookies ?? "")?.[1];
  const [targetGroup, targetId] = Buffer.from(value ?? "", "base64url")
    .toString()
    .split("\n");
  return targetGroup === name ? targetId : undefined;
}

/**
 * Cookies that bind a client to a target, anew with each answer.
 *
 * @param realSeconds how long they hold on this machine
 */
export function bindingCookies(targetGroup: string, targetId: string, realSeconds: number): RawHeaders {
  const value = Buffer.from(`${targetGroup}\n${targetId}`).toString("base64url");
  const expires = new Date(Date.now() + realSeconds * 1000).toUTCString();
  const attributes = `Expires=${expires}; Path=/`;
  return [
    ...["Set-Cookie", `AWSALB=${value}; ${attributes}`],
    ...["Set-Cookie", `AWSALBCORS=${value}; ${attributes}; SameSite=None`],
  ];
}
