import type { DataFile, Path } from "./data-file";
import type { StackFacts } from "./facts";
import type { Finding } from "./finding";
import { checkHooks } from "./hooks";
import { isObject } from "./overlay";
import { isOpen } from "./placeholders";
import { lacks, unknownKeys } from "./unknown-keys";

const TARGET: Path = ["Resources", 0, "TargetService"];
const PROPERTIES: Path = [...TARGET, "Properties"];
const LOAD_BALANCER: Path = [...PROPERTIES, "LoadBalancerInfo"];

/**
 * What an appspec for ECS is made of.
 * @see https://docs.aws.amazon.com/codedeploy/latest/userguide/reference-appspec-file-structure-resources.html
 */
const KEYS = {
  file: ["version", "Resources", "Hooks"],
  target: ["Type", "Properties"],
  properties: [
    "TaskDefinition",
    "LoadBalancerInfo",
    "PlatformVersion",
    "NetworkConfiguration",
    "CapacityProviderStrategy",
  ],
  loadBalancer: ["ContainerName", "ContainerPort"],
} as const;

/** What CodeDeploy would not take of an appspec, or what does not agree with the stack. */
export function checkAppSpec(file: DataFile, stack: StackFacts): Finding[] {
  if (!isObject(file.at())) {
    return [file.error(undefined, "holds no settings", "give it version: 0.0, Resources and Hooks")];
  }
  return [
    ...checkKeys(file),
    ...checkVersion(file),
    ...checkResources(file, stack),
    ...checkHooks(file, stack),
  ];
}

/** AWS's pages begin the keys of the file in lower case too, its samples never: CodeDeploy may take either. */
function checkKeys(file: DataFile): Finding[] {
  const inSamples = (key: string) => KEYS.file.find((known) => known.toLowerCase() === key.toLowerCase());
  const alike = file.keys().filter((key) => ![undefined, key].includes(inSamples(key)));
  return [
    ...alike.map((key) =>
      file.warning(
        file.lineOf(key),
        `${key} is ${inSamples(key)} in AWS's samples, and what stands in it is not checked here`,
        `write ${inSamples(key)}`,
      ),
    ),
    ...unknownKeys(file, [], [...KEYS.file, ...alike]),
  ];
}

/** @param known keys of the file */
export function checkVersion(file: DataFile, known: readonly string[] = KEYS.file): Finding[] {
  const version = file.at("version");
  if (version !== undefined && Number(version) === 0) return [];
  if (version === undefined) {
    return lacks(file, [], "version", known)
      ? [file.error(undefined, "has no version", "add version: 0.0")]
      : [];
  }
  const message = `version is ${JSON.stringify(version)}, allowed: 0.0`;
  return [file.error(file.lineOf("version"), message, "write version: 0.0")];
}

function checkResources(file: DataFile, stack: StackFacts): Finding[] {
  const resources = file.at("Resources");
  if (resources === undefined && !lacks(file, [], "Resources", KEYS.file)) return [];
  const count = Array.isArray(resources) ? resources.length : 0;
  if (count !== 1 || !isObject(file.at(...TARGET))) {
    const [key] = file.keys("Resources", 0);
    const said = count === 1 && key ? `${key}` : `${count} items`;
    return [
      file.error(
        file.lineOf("Resources"),
        `Resources holds ${said}, allowed: one TargetService`,
        "list - TargetService: with Type and Properties below it, and nothing else",
      ),
    ];
  }
  return [
    ...unknownKeys(file, TARGET, KEYS.target),
    ...checkType(file),
    ...(lacks(file, TARGET, "Properties", KEYS.target)
      ? [file.error(file.lineOf(...TARGET), "TargetService has no Properties", "add Properties")]
      : checkProperties(file, stack)),
  ];
}

function checkType(file: DataFile): Finding[] {
  const type = file.at(...TARGET, "Type");
  if (type === "AWS::ECS::Service") return [];
  if (type === undefined && !lacks(file, TARGET, "Type", KEYS.target)) return [];
  return [
    file.error(
      file.lineOf(...TARGET, "Type"),
      `Type is ${JSON.stringify(type) ?? "not set"}, allowed: AWS::ECS::Service`,
      "write Type: AWS::ECS::Service",
    ),
  ];
}

function checkProperties(file: DataFile, stack: StackFacts): Finding[] {
  if (!isObject(file.at(...PROPERTIES))) return [];
  return [
    ...unknownKeys(file, PROPERTIES, KEYS.properties),
    ...checkTaskDefinition(file),
    ...(lacks(file, PROPERTIES, "LoadBalancerInfo", KEYS.properties)
      ? [
          file.error(
            file.lineOf(...PROPERTIES),
            "Properties has no LoadBalancerInfo: CodeDeploy would not know where traffic goes",
            "add LoadBalancerInfo with ContainerName and ContainerPort",
          ),
        ]
      : checkLoadBalancer(file, stack)),
  ];
}

/** @see https://docs.aws.amazon.com/codepipeline/latest/userguide/action-reference-ECSbluegreen.html */
function checkTaskDefinition(file: DataFile): Finding[] {
  const value = file.at(...PROPERTIES, "TaskDefinition");
  if (value === "<TASK_DEFINITION>" || !file.keys(...PROPERTIES).includes("TaskDefinition")) {
    return lacks(file, PROPERTIES, "TaskDefinition", KEYS.properties)
      ? [
          file.error(
            file.lineOf(...PROPERTIES),
            "Properties has no TaskDefinition",
            "add TaskDefinition: <TASK_DEFINITION>",
          ),
        ]
      : [];
  }
  if (isOpen(value)) return [];
  return [
    file.error(
      file.lineOf(...PROPERTIES, "TaskDefinition"),
      `TaskDefinition is ${JSON.stringify(value)}: every release would run that revision, not the one that it registers`,
      "write TaskDefinition: <TASK_DEFINITION>, which CodePipeline fills in",
    ),
  ];
}

function checkLoadBalancer(file: DataFile, { container }: StackFacts): Finding[] {
  if (!isObject(file.at(...LOAD_BALANCER))) return [];
  const expected = { ContainerName: container.name, ContainerPort: container.port };
  return [
    ...unknownKeys(file, LOAD_BALANCER, KEYS.loadBalancer),
    ...Object.entries(expected).flatMap(([key, wanted]) => {
      const value = file.at(...LOAD_BALANCER, key);
      if (wanted === undefined || isOpen(value) || String(value) === String(wanted)) return [];
      if (value === undefined && !lacks(file, LOAD_BALANCER, key, KEYS.loadBalancer)) return [];
      return [
        file.error(
          file.lineOf(...LOAD_BALANCER, key),
          `${key} is ${JSON.stringify(value) ?? "not set"}, and the stack's service has ${wanted}`,
          `write ${key}: ${wanted}`,
        ),
      ];
    }),
  ];
}
