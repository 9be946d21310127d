import { statSync } from "node:fs";
import { join } from "node:path";
import { type ActionInput, AwsError, awsCommand, ecrActions, stsActions } from "../../../rehearsal/aws";
import type { Image } from "../../../rehearsal/images";
import { openParameters, parameterActions } from "../../../rehearsal/parameters";
import { PASSWORD, Site, URI } from "./site";

const DIGEST = `sha256:${"5c".repeat(32)}`;
const IMAGE = { repository: URI, digest: DIGEST, tags: ["one", "two"] } as unknown as Image;

const images = {
  find: async (reference: string) =>
    reference === `${URI}:one` || reference === `${URI}@${DIGEST}` ? IMAGE : undefined,
};

let inputs: ActionInput[];
let unanswered: string[];

beforeEach(() => {
  inputs = [];
  unanswered = [];
});

async function aws(...args: string[]) {
  const keep = (input: ActionInput) => {
    inputs.push(input);
    return {};
  };
  const out: string[] = [];
  const err: string[] = [];
  const command = awsCommand(
    {
      ...ecrActions({
        images: images as never,
        repositories: [{ uri: URI, immutable: true }],
        password: PASSWORD,
      }),
      ...parameterActions(openParameters({ declared: [{ name: "/a", value: "one" }], now: () => 0 })),
      ...stsActions("123456789012"),
      "ecs.DescribeServices": keep,
      "ecs.RegisterTaskDefinition": keep,
      "codedeploy.StopDeployment": keep,
      "ssm.PutParameter": keep,
      "autoscaling.EnterStandby": keep,
      "autoscaling.UpdateAutoScalingGroup": keep,
      "autoscaling.CreateOrUpdateTags": keep,
      "autoscaling.DeleteTags": () => undefined,
      "autoscaling.SuspendProcesses": keep,
      "codepipeline.GetPipelineState": keep,
      "ec2.DescribeInstances": keep,
      "elasticloadbalancing.DescribeTargetHealth": keep,
      "ecs.ListClusters": () => ({
        b: true,
        a: null,
        list: ["x", "y"],
        things: [
          { name: "n", size: 1 },
          { name: "m", inner: [{ z: 1 }] },
        ],
      }),
      "ecs.Fail": () => {
        throw new AwsError("ClusterNotFoundException", "Cluster not found.");
      },
    },
    (name) => unanswered.push(name),
  );
  const exit = await command(
    { args, stdin: "", cwd: __dirname, environment: {} },
    { out: (text) => out.push(text), err: (text) => err.push(text) },
  );
  return { exit, out: out.join(""), err: err.join("") };
}

const describeImages = (...ids: string[]) =>
  aws("ecr", "describe-images", "--repository-name", "bg", "--image-ids", ...ids);

describe("an answer", () => {
  test("is JSON as the CLI prints it", async () => {
    const { exit, out } = await describeImages("imageTag=one");
    expect(exit).toBe(0);
    const details = {
      registryId: "123456789012",
      repositoryName: "bg",
      imageDigest: DIGEST,
      imageTags: ["one", "two"],
    };
    expect(out).toBe(`${JSON.stringify({ imageDetails: [details] }, undefined, 4)}\n`);
  });

  test.each([
    [["--query", "b"], "true\n"],
    [["--query", "none"], "null\n"],
    [["--query", "b", "--output", "text"], "True\n"],
    [["--query=a", "--output=text"], "None\n"],
    [["--query", "none", "--output", "text"], "None\n"],
    [["--query", "list", "--output", "text"], "x\ty\n"],
    [["--query", "[list, list]", "--output", "text"], "x\ty\nx\ty\n"],
    [["--query", "things[].name", "--output", "text"], "n\tm\n"],
    [["--query", "things[].[name, size]", "--output", "text"], "n\t1\nm\tNone\n"],
    [["--output", "text"], "None\tTrue\nLIST\tx\nLIST\ty\nTHINGS\tn\t1\nTHINGS\tm\t\nINNER\t1\n"],
  ])("can be asked for with %j", async (options, expected) => {
    expect(await aws("ecs", "list-clusters", ...options)).toEqual({ exit: 0, out: expected, err: "" });
  });

  test.each([
    [["--output", "table"], "--output table is not written in a rehearsal; allowed: json, text"],
    [["--query", "a[["], "Bad value for --query a[["],
  ])("cannot be asked for with %j", async (options, message) => {
    const { exit, err } = await aws("ecs", "list-clusters", ...options);
    expect(exit).toBe(252);
    expect(err).toMatch(message);
  });
});

test("an operation that answers nothing prints nothing", async () => {
  expect(await aws("autoscaling", "delete-tags", "--tags", "Key=k")).toEqual({ exit: 0, out: "", err: "" });
});

describe("options", () => {
  test.each([
    [["ecs", "describe-services", "--cluster", "c", "--services", "s"], { cluster: "c", services: ["s"] }],
    [
      ["ecs", "describe-services", "--services", "s", "t", "--cluster=c"],
      { cluster: "c", services: ["s", "t"] },
    ],
    [
      ["ecs", "describe-services", "--services", '["s"]', "--max-results", "5"],
      { services: ["s"], maxResults: 5 },
    ],
    [
      ["deploy", "stop-deployment", "--deployment-id", "d", "--auto-rollback-enabled"],
      { deploymentId: "d", autoRollbackEnabled: true },
    ],
    [["deploy", "stop-deployment", "--no-auto-rollback-enabled"], { autoRollbackEnabled: false }],
    [
      ["ssm", "put-parameter", "--name", "/a", "--value", "a=b,c", "--overwrite"],
      { Name: "/a", Value: "a=b,c", Overwrite: true },
    ],
    [["--region", "eu-central-1", "--no-cli-pager", "ssm", "put-parameter", "--profile", "p"], {}],
    [
      ["ecs", "register-task-definition", "--cli-input-json", '{"family":"f"}', "--cpu", "256"],
      { family: "f", cpu: "256" },
    ],
    [
      ["autoscaling", "enter-standby", "--instance-ids", "i-1", "--should-decrement-desired-capacity"],
      { InstanceIds: ["i-1"], ShouldDecrementDesiredCapacity: true },
    ],
    [
      [
        "autoscaling",
        "enter-standby",
        "--no-should-decrement-desired-capacity",
        "--instance-ids",
        "i-1",
        "i-2",
      ],
      { InstanceIds: ["i-1", "i-2"], ShouldDecrementDesiredCapacity: false },
    ],
    [
      ["autoscaling", "update-auto-scaling-group", "--auto-scaling-group-name", "g", "--min-size", "2"],
      { AutoScalingGroupName: "g", MinSize: 2 },
    ],
    [
      ["autoscaling", "update-auto-scaling-group", "--vpc-zone-identifier", "subnet-1,subnet-2"],
      { VPCZoneIdentifier: "subnet-1,subnet-2" },
    ],
    [
      ["autoscaling", "suspend-processes", "--scaling-processes", "AZRebalance", "ReplaceUnhealthy"],
      { ScalingProcesses: ["AZRebalance", "ReplaceUnhealthy"] },
    ],
    [
      [
        "autoscaling",
        "create-or-update-tags",
        "--tags",
        "ResourceId=g,Key=k,Value=v,PropagateAtLaunch=true",
        "Key=l,Value='a b'",
      ],
      {
        Tags: [
          { ResourceId: "g", Key: "k", Value: "v", PropagateAtLaunch: "true" },
          { Key: "l", Value: "a b" },
        ],
      },
    ],
    [
      ["ec2", "describe-instances", "--filters", "Name=tag:k,Values=a,b", "Name=vpc-id,Values=vpc-1"],
      {
        Filters: [
          { Name: "tag:k", Values: ["a", "b"] },
          { Name: "vpc-id", Values: ["vpc-1"] },
        ],
      },
    ],
    [
      [
        "elbv2",
        "describe-target-health",
        "--target-group-arn",
        "arn",
        "--targets",
        "Id=i-1,Port=80",
        "Id=i-2",
      ],
      { TargetGroupArn: "arn", Targets: [{ Id: "i-1", Port: "80" }, { Id: "i-2" }] },
    ],
    [["codepipeline", "get-pipeline-state", "--name", "shop"], { name: "shop" }],
  ])("%j are the input %j", async (args, expected) => {
    expect((await aws(...args)).err).toBe("");
    expect(inputs).toEqual([expected]);
  });

  test.each([
    [["ecr"], "the following arguments are required"],
    [["ecr", "describe-images", "bg"], "Unknown options: bg"],
    [
      ["ecr", "describe-images", "--image-ids", "one"],
      "Error parsing parameter '--image-ids': Expected: '=', received: \"one\"",
    ],
    [["ecr", "describe-images", "--image-ids", "[{"], "Error parsing parameter '--image-ids': Invalid JSON"],
    [["ssm", "put-parameter", "--value", "file://missing"], "Unable to load paramfile file://missing"],
    [["ssm", "put-parameter", "--region"], "argument --region: expected one argument"],
  ])("%j are refused", async (args, message) => {
    const { exit, err } = await aws(...args);
    expect(exit).toBe(252);
    expect(err).toContain(message);
  });

  test("can be a file", async () => {
    await aws("ssm", "put-parameter", "--value", "file://site.ts");
    expect(inputs[0]?.Value).toMatch("export class Site");
  });
});

describe("an error", () => {
  test("is told as the CLI tells it", async () => {
    expect(await describeImages("imageTag=other")).toEqual({
      exit: 254,
      out: "",
      err:
        "\nAn error occurred (ImageNotFoundException) when calling the DescribeImages operation: The image with " +
        "imageId {imageDigest:'null', imageTag:'other'} does not exist within the repository with name 'bg' " +
        "in the registry with id '123456789012'\n",
    });
    expect((await aws("--region", "x", "ecs", "fail")).err).toMatch(
      "(ClusterNotFoundException) when calling the Fail",
    );
  });

  test("names what is not answered in a rehearsal", async () => {
    const { exit, err } = await aws("s3", "cp", "--recursive");
    expect(exit).toBe(252);
    expect(err).toMatch(
      "s3 cp is not answered in a rehearsal; answered: autoscaling.CreateOrUpdateTags, autoscaling.",
    );
    expect(unanswered).toEqual(["s3.Cp"]);
  });
});

test.each([
  [["ecr", "get-login-password", "--region", "eu-central-1"], `${PASSWORD}\n`],
  [
    [
      "ecr",
      "describe-images",
      "--repository-name",
      "bg",
      "--image-ids",
      `imageDigest=${DIGEST}`,
      "--query",
      "imageDetails[0].imageTags",
      "--output",
      "text",
    ],
    "one\ttwo\n",
  ],
  [
    [
      "ecr",
      "describe-repositories",
      "--repository-names",
      "bg",
      "--query",
      "repositories[0].repositoryUri",
      "--output",
      "text",
    ],
    `${URI}\n`,
  ],
  [
    [
      "ecr",
      "batch-get-image",
      "--repository-name",
      "bg",
      "--image-ids",
      "imageTag=one",
      "imageTag=no",
      "--query",
      "[images[].imageId.imageDigest, failures[].imageId.imageTag]",
      "--output",
      "text",
    ],
    `${DIGEST}\nno\n`,
  ],
  [["sts", "get-caller-identity", "--query", "Account", "--output", "text"], "123456789012\n"],
  [
    [
      "ssm",
      "get-parameter",
      "--name",
      "/a",
      "--with-decryption",
      "--query",
      "Parameter.Value",
      "--output",
      "text",
    ],
    "one\n",
  ],
  [
    ["ssm", "get-parameters", "--names", "/a", "/none", "--query", "InvalidParameters", "--output", "text"],
    "/none\n",
  ],
  [["--version"], "aws-cli/2 (rehearsal)\n"],
])("aws %j prints %j", async (args, out) => {
  expect(await aws(...args)).toEqual({ exit: 0, out, err: "" });
});

test.each([
  [["ecr", "describe-repositories", "--repository-names", "no"], "RepositoryNotFoundException"],
  [["ssm", "get-parameter", "--name", "/none"], "ParameterNotFound"],
  [["ecr", "describe-images", "--repository-name", "bg"], "InvalidParameterException"],
])("aws %j ends with %s", async (args, code) => {
  expect(await aws(...args)).toMatchObject({ exit: 254, err: expect.stringContaining(`(${code})`) });
});

describe("the command on the PATH", () => {
  let site: Site;

  beforeAll(async () => {
    site = await new Site().open();
  });

  afterAll(() => site.close());

  test("prints and ends as the answer says", async () => {
    expect(await site.aws("ssm", "get-parameter", "--name", "/b", "--query", "Parameter.Value")).toEqual({
      exit: 0,
      out: '"two"\n',
      err: "",
    });
    expect(await site.aws("ssm", "get-parameter", "--name", "/none")).toMatchObject({ exit: 254, out: "" });
  });

  test("hides where it calls from other users", () => {
    expect(statSync(join(site.path, "aws")).mode & 0o777).toBe(0o700);
  });

  test("minds the output that the environment asks for, and no options of Node", async () => {
    const env = { AWS_DEFAULT_OUTPUT: "text", NODE_OPTIONS: "--require ./missing" };
    const { out } = await site.run("aws", ["sts", "get-caller-identity", "--query", "Account"], "", env);
    expect(out).toBe("123456789012\n");
  });
});
