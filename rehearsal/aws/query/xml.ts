/** What the answers of EC2 call a member, or that of a certain list, where it is not its name in the API, made small. */
const EC2_NAMES: Readonly<Record<string, string>> = {
  BlockDeviceMappings: "blockDeviceMapping",
  Images: "imagesSet",
  "Images.OwnerId": "imageOwnerId",
  "Images.State": "imageState",
  Instances: "instancesSet",
  "Instances.State": "instanceState",
  LaunchTemplateVersions: "launchTemplateVersionSet",
  NetworkInterfaces: "networkInterfaceSet",
  Reservations: "reservationSet",
  SecurityGroupIds: "securityGroupIdSet",
  SecurityGroups: "groupSet",
  Snapshots: "snapshotSet",
  "Snapshots.State": "status",
  Tags: "tagSet",
};

/** How a service names the members of structures and of lists. */
export interface XmlNames {
  /** @param within the member, such as a list, that it is found in */
  readonly member: (name: string, within: string) => string;
  readonly item: string;
}

export const QUERY_NAMES: XmlNames = { member: (name) => name, item: "member" };

export const EC2_QUERY_NAMES: XmlNames = {
  member: (name, within) =>
    EC2_NAMES[`${within}.${name}`] ?? EC2_NAMES[name] ?? name.charAt(0).toLowerCase() + name.slice(1),
  item: "item",
};

/**
 * Writes an answer as the members of an element. A `Map` is a map of the API, any other object a structure of it;
 * what is `undefined` or `null` is left out.
 *
 * @see https://smithy.io/2.0/aws/protocols/aws-query-protocol.html#xml-shape-serialization
 */
export function xmlOf(value: unknown, names: XmlNames, within = ""): string {
  if (value instanceof Date) return value.toISOString();
  if (Array.isArray(value))
    return value.map((item) => element(names.item, xmlOf(item, names, within))).join("");
  if (value instanceof Map) {
    return [...value]
      .map(([key, item]) =>
        element("entry", element("key", escaped(String(key))) + element("value", xmlOf(item, names))),
      )
      .join("");
  }
  if (typeof value !== "object" || value === null) return escaped(String(value));
  return Object.entries(value)
    .filter(([, member]) => member !== undefined && member !== null)
    .map(([name, member]) => element(names.member(name, within), xmlOf(member, names, name)))
    .join("");
}

export function element(name: string, content: string, attributes = ""): string {
  return `<${name}${attributes}>${content}</${name}>`;
}

const ESCAPED: Readonly<Record<string, string>> = { "&": "&amp;", "<": "&lt;", ">": "&gt;", "\r": "&#xD;" };

export function escaped(text: string): string {
  return text.replace(/[&<>\r]/g, (character) => ESCAPED[character] ?? character);
}
