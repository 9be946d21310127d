import { IMAGE_OUTPUT } from "../../lambda/bake-ami/tags";
import { type AutomationStep, assertThat, bring, call, run, until } from "./automation-step";
import { type BakeSettings, EXECUTION, tagged } from "./bake-settings";
import { CHECK, GENERALISE, installAgents, PATCH } from "./builder-scripts";
import { IMAGE, LEFTOVERS, leftoverSteps, promotionSteps } from "./ending-steps";
import { instanceOf, type Launch, launchSteps } from "./machine-steps";

/** @see https://docs.aws.amazon.com/systems-manager/latest/userguide/documents-schemas-features.html */
export interface AutomationDocument {
  readonly schemaVersion: "0.3";
  readonly description: string;
  readonly assumeRole: string;
  readonly parameters: Readonly<
    Record<string, { readonly type: "String"; readonly description: string; readonly default: string }>
  >;
  readonly mainSteps: readonly AutomationStep[];
  /** What an execution tells its caller, as `step.output`. */
  readonly outputs: readonly string[];
}

const ROOT_DEVICE = "{{ readBaseImage.RootDevice }}";

/** From a base image to a new one that has booted, been checked and been promoted; no instance stays behind. */
export function bakeDocument(settings: BakeSettings): AutomationDocument {
  const base = baseOf(settings.baseImage);
  return {
    schemaVersion: "0.3",
    description: `Bakes an image for ${settings.name}: patches a base image, installs the agents, checks the new image on an instance of it, and promotes it.`,
    assumeRole: settings.roleArn,
    parameters: base.parameters,
    mainSteps: [
      ...base.steps,
      ...[...buildSteps(settings, base.imageId), ...checkSteps(settings)].map(cleaningUp),
      ...promotionSteps(settings),
      ...leftoverSteps(settings),
    ],
    outputs: [IMAGE_OUTPUT, "readBaseImage.ImageId"],
  };
}

/** An instance may be there from here on: a failure or an operator's cancel ends it. */
function cleaningUp(step: AutomationStep): AutomationStep {
  return { ...step, onFailure: LEFTOVERS, onCancel: LEFTOVERS, isCritical: true };
}

interface Base {
  readonly parameters: AutomationDocument["parameters"];
  /** How steps name the base image. */
  readonly imageId: string;
  readonly steps: readonly AutomationStep[];
}

function baseOf(baseImage: string): Base {
  const isId = baseImage.startsWith("ami-");
  const parameter = isId ? "BaseImageId" : "BaseImageParameter";
  const description = isId ? "Image to begin with" : "Public parameter that names the image to begin with";
  const imageId = isId ? `{{ ${parameter} }}` : "{{ resolveBaseImage.ImageId }}";
  const resolve = call(
    "resolveBaseImage",
    ["ssm", "GetParameter"],
    { Name: `{{ ${parameter} }}` },
    {
      description: "Asks which image is the newest of its kind",
      outputs: [{ Name: "ImageId", Selector: "$.Parameter.Value", Type: "String" }],
      maxAttempts: 3,
    },
  );
  const read = call(
    "readBaseImage",
    ["ec2", "DescribeImages"],
    { ImageIds: [imageId] },
    {
      description: "Asks for the name of the base image's root volume",
      outputs: [
        { Name: "ImageId", Selector: "$.Images[0].ImageId", Type: "String" },
        { Name: "RootDevice", Selector: "$.Images[0].RootDeviceName", Type: "String" },
      ],
      maxAttempts: 3,
    },
  );
  return {
    parameters: { [parameter]: { type: "String", description, default: baseImage } },
    imageId,
    steps: isId ? [read] : [resolve, read],
  };
}

function buildSteps(settings: BakeSettings, baseImageId: string): AutomationStep[] {
  const builder: Launch = { part: "Builder", imageId: baseImageId, rootDevice: ROOT_DEVICE };
  const instanceId = instanceOf("Builder");
  const { name, region, logGroup, userScript } = settings;
  const script = (step: string, description: string, seconds: number, commands: readonly string[]) =>
    run(step, { instanceId, commands, seconds, logGroup }, { description });
  return [
    ...launchSteps(settings, builder),
    script("patch", "Brings the packages up to date", 1800, PATCH),
    script(
      "installAgents",
      "Installs the agents, the web server and Java",
      1800,
      installAgents(region, name),
    ),
    ...(userScript ? [script("customise", "Runs your own script", 3600, lines(userScript))] : []),
    script("generalise", "Takes out what is this machine's alone", 300, GENERALISE),
    bring("stopBuilder", instanceId, "stopped", {
      description: "Stops the builder, so that its disk is whole",
      timeoutSeconds: 600,
    }),
    call(
      "createImage",
      ["ec2", "CreateImage"],
      {
        InstanceId: instanceId,
        Name: `${name}-${EXECUTION}`,
        Description: `${name}, baked {{ global:DATE_TIME }} from ${baseImageId}`,
        TagSpecifications: tagged(settings, "golden-ami", ["image", "snapshot"]),
      },
      {
        description: "Makes an image of the builder",
        outputs: [{ Name: "ImageId", Selector: "$.ImageId", Type: "String" }],
        timeoutSeconds: 120,
      },
    ),
    until(
      "waitForImage",
      ["ec2", "DescribeImages"],
      { ImageIds: [IMAGE] },
      { selector: "$.Images[0].State", values: ["available", "failed", "error", "invalid"] },
      { description: "Waits until the image is whole, or will never be", timeoutSeconds: 3600 },
    ),
    assertThat(
      "imageIsAvailable",
      ["ec2", "DescribeImages"],
      { ImageIds: [IMAGE] },
      { selector: "$.Images[0].State", values: ["available"] },
      { description: "Fails where the image will never be whole" },
    ),
    bring("terminateBuilder", instanceId, "terminated", {
      description: "Ends the builder",
      timeoutSeconds: 600,
    }),
  ];
}

function checkSteps(settings: BakeSettings): AutomationStep[] {
  const instanceId = instanceOf("Checker");
  const { logGroup, checkScript } = settings;
  const script = (step: string, description: string, seconds: number, commands: readonly string[]) =>
    run(step, { instanceId, commands, seconds, logGroup }, { description });
  return [
    ...launchSteps(settings, { part: "Checker", imageId: IMAGE, rootDevice: ROOT_DEVICE }),
    script(
      "checkImage",
      "Checks the agents, the web server and Java on an instance of the new image",
      600,
      CHECK,
    ),
    ...(checkScript ? [script("checkYourself", "Runs your own check", 1800, lines(checkScript))] : []),
    bring("terminateChecker", instanceId, "terminated", {
      description: "Ends the checker",
      timeoutSeconds: 600,
    }),
  ];
}

/** Your script stops at the first command that fails. Two braces, as in a format of Docker's, Automation would fill in. */
function lines(script: string): string[] {
  if (!script.includes("{{")) return ["set -e", ...script.trimEnd().split(/\r?\n/)];
  const encoded = Buffer.from(script).toString("base64");
  return ["set -e", "script=$(mktemp)", `echo ${encoded} | base64 --decode > "$script"`, 'bash -e "$script"'];
}
