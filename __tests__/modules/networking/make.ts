import { Networking, type NetworkingProps } from "../../../modules/networking";
import { Account } from "../../../modules/security";
import { alone } from "../../helpers/synth";
import type { Template } from "../../helpers/template";

/** A network alone, at `net`: what it says, and what it tells the modules behind it. */
export function networking(props: Partial<NetworkingProps> = {}): { template: Template; made: Networking } {
  let made: Networking | undefined;
  const template = alone((stack) => {
    made = new Networking(stack, "net", {
      name: "shop",
      account: new Account(stack, "account", "us-east-1"),
      ...props,
    });
  });
  if (!made) throw new Error("nothing was made");
  return { template, made };
}

/** How a resource's id is referred to. */
export const idOf = (address: string): string => `\${${address}.id}`;
