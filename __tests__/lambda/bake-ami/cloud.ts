import {
  CodePipelineClient,
  PutJobFailureResultCommand,
  PutJobSuccessResultCommand,
} from "@aws-sdk/client-codepipeline";
import {
  DeleteSnapshotCommand,
  DeregisterImageCommand,
  DescribeImagesCommand,
  DescribeInstancesCommand,
  DescribeLaunchTemplateVersionsCommand,
  DescribeSnapshotsCommand,
  EC2Client,
  type Filter,
  type Tag,
  TerminateInstancesCommand,
} from "@aws-sdk/client-ec2";
import {
  type AutomationExecution,
  DescribeAutomationExecutionsCommand,
  GetAutomationExecutionCommand,
  GetParameterCommand,
  SSMClient,
  StartAutomationExecutionCommand,
  StopAutomationExecutionCommand,
} from "@aws-sdk/client-ssm";
import { mockClient } from "aws-sdk-client-mock";

const CLIENTS = {
  pipeline: mockClient(CodePipelineClient),
  ec2: mockClient(EC2Client),
  ssm: mockClient(SSMClient),
};

/** An error as the SDK throws it. */
export function awsError(name: string, httpStatusCode = 400, message = name): Error {
  return Object.assign(new Error(message), { name, $metadata: { httpStatusCode } });
}

export interface FakeImage {
  readonly id: string;
  /** Bake that made it. */
  readonly bake: string;
  readonly created: string;
  readonly checked?: boolean;
  readonly state?: string;
}

/** An AWS account in which images are baked. */
export class Cloud {
  public readonly executions: AutomationExecution[] = [];
  public images: FakeImage[] = [];
  /** Bake that each snapshot is of. */
  public snapshots: Record<string, string> = {};
  /** Instances: bake that they are of, if any, and image that they run. */
  public instances: Record<string, { readonly bake?: string; readonly image: string }> = {};
  public templateImages: string[] = [];
  public pointer: string | undefined = "ami-base";
  /** What CodePipeline was told of each job, in order. */
  public readonly told: { readonly jobId?: string; readonly [key: string]: unknown }[] = [];
  public readonly calls: string[] = [];
  /** Errors that actions answer with, by name. */
  public readonly faults: Record<string, Error> = {};
  /** Called in the midst of each action; a promise that never ends is the function's sudden death. */
  public interrupt: (call: number, when: "before" | "after") => Promise<void> | undefined = () => undefined;
  private readonly tokens: Record<string, string> = {};

  constructor() {
    const { pipeline, ec2, ssm } = CLIENTS;
    for (const client of Object.values(CLIENTS)) client.reset();
    const answer = <Input>(name: string, work: (input: Input) => unknown) => {
      return async (input: Input) => {
        const call = this.calls.push(name) - 1;
        await this.interrupt(call, "before");
        const fault = this.faults[name];
        if (fault) throw fault;
        const output = work(input);
        await this.interrupt(call, "after");
        return output;
      };
    };
    const tell = (input: { jobId?: string }) => {
      const isOver = this.told.some(({ jobId }) => jobId === input.jobId);
      if (isOver) throw awsError("InvalidJobStateException");
      this.told.push(input);
      return {};
    };
    pipeline.on(PutJobSuccessResultCommand).callsFake(answer("PutJobSuccessResult", tell));
    pipeline.on(PutJobFailureResultCommand).callsFake(answer("PutJobFailureResult", tell));
    ssm
      .on(StartAutomationExecutionCommand)
      .callsFake(answer("StartAutomationExecution", (input) => this.start(input)));
    ssm.on(StopAutomationExecutionCommand).callsFake(
      answer("StopAutomationExecution", ({ AutomationExecutionId: id }) => {
        this.execution(id).AutomationExecutionStatus = "Cancelling";
        return {};
      }),
    );
    ssm.on(GetAutomationExecutionCommand).callsFake(
      answer("GetAutomationExecution", ({ AutomationExecutionId: id }) => ({
        AutomationExecution: this.execution(id),
      })),
    );
    ssm.on(DescribeAutomationExecutionsCommand).callsFake(
      answer("DescribeAutomationExecutions", ({ Filters }) => ({
        AutomationExecutionMetadataList: this.executions.filter(
          ({ DocumentName, AutomationExecutionStatus }) =>
            DocumentName?.startsWith(valuesOf(Filters, "DocumentNamePrefix")[0] ?? "") &&
            valuesOf(Filters, "ExecutionStatus").includes(AutomationExecutionStatus ?? ""),
        ),
      })),
    );
    ssm
      .on(GetParameterCommand)
      .callsFake(answer("GetParameter", () => ({ Parameter: { Value: this.pointer } })));
    ec2
      .on(DescribeImagesCommand)
      .callsFake(answer("DescribeImages", () => ({ Images: this.images.map(imageOf) })));
    ec2
      .on(DescribeInstancesCommand)
      .callsFake(answer("DescribeInstances", (input) => this.findInstances(input)));
    ec2.on(DescribeLaunchTemplateVersionsCommand).callsFake(
      answer("DescribeLaunchTemplateVersions", () => ({
        LaunchTemplateVersions: this.templateImages.map((ImageId) => ({ LaunchTemplateData: { ImageId } })),
      })),
    );
    ec2.on(DescribeSnapshotsCommand).callsFake(
      answer("DescribeSnapshots", () => ({
        Snapshots: Object.entries(this.snapshots).map(([SnapshotId, bake]) => ({
          SnapshotId,
          Tags: tags({ bake }),
        })),
      })),
    );
    ec2.on(TerminateInstancesCommand).callsFake(
      answer("TerminateInstances", ({ InstanceIds }: { InstanceIds: string[] }) => {
        for (const id of InstanceIds) delete this.instances[id];
        return {};
      }),
    );
    ec2.on(DeregisterImageCommand).callsFake(
      answer("DeregisterImage", ({ ImageId }) => {
        this.images = this.images.filter(({ id }) => id !== ImageId);
        return {};
      }),
    );
    ec2.on(DeleteSnapshotCommand).callsFake(
      answer("DeleteSnapshot", ({ SnapshotId }) => {
        delete this.snapshots[SnapshotId];
        return {};
      }),
    );
  }

  /** An automation that is there before the function is called. */
  public bake(id: string, status: string, more: Partial<AutomationExecution> = {}): AutomationExecution {
    const execution = {
      AutomationExecutionId: id,
      DocumentName: "shop-ami-golden-ami",
      AutomationExecutionStatus: status as AutomationExecution["AutomationExecutionStatus"],
      ...more,
    };
    this.executions.push(execution);
    return execution;
  }

  public get started(): string[] {
    return this.calls.filter((call) => call === "StartAutomationExecution");
  }

  private start({ DocumentName, ClientToken = "" }: { DocumentName?: string; ClientToken?: string }) {
    const known = this.tokens[ClientToken];
    if (known) return { AutomationExecutionId: known };
    const id = `bake-${this.executions.length + 1}`;
    this.tokens[ClientToken] = id;
    this.bake(id, "InProgress", { DocumentName });
    return { AutomationExecutionId: id };
  }

  private execution(id: string): AutomationExecution {
    const found = this.executions.find(({ AutomationExecutionId }) => AutomationExecutionId === id);
    if (!found) throw awsError("AutomationExecutionNotFoundException", 400, `there is no ${id}`);
    return found;
  }

  private findInstances({ Filters }: { Filters?: Filter[] }) {
    const images = valuesOf(Filters, "image-id", "Name");
    const found = Object.entries(this.instances).filter(([, { bake, image }]) =>
      images.length > 0 ? images.includes(image) : bake !== undefined,
    );
    const instances = found.map(([InstanceId, { bake, image }]) => ({
      InstanceId,
      ImageId: image,
      Tags: tags({ bake }),
    }));
    return { Reservations: [{ Instances: instances }] };
  }
}

function imageOf({ id, bake, created, checked, state = "available" }: FakeImage) {
  return {
    ImageId: id,
    CreationDate: created,
    State: state,
    Tags: tags({ bake, checked: checked ? "yes" : undefined }),
  };
}

function tags({ bake, checked }: { bake?: string; checked?: string }): Tag[] {
  const all = { "bluegreen:golden-ami": "shop-ami", "bluegreen:bake": bake, "bluegreen:checked": checked };
  return Object.entries(all).flatMap(([Key, Value]) => (Value ? [{ Key, Value }] : []));
}

type AnyFilter = { readonly Key?: string; readonly Name?: string; readonly Values?: string[] };

function valuesOf(
  filters: readonly AnyFilter[] | undefined,
  name: string,
  key: "Key" | "Name" = "Key",
): string[] {
  return filters?.find((filter) => filter[key] === name)?.Values ?? [];
}

/** The environment of the function. */
export const ENVIRONMENT = {
  AWS_REGION: "eu-central-1",
  SYSTEM: "shop-ami",
  DOCUMENT: "shop-ami-golden-ami",
  POINTER: "/shop-ami/golden-ami",
  IMAGES_TO_KEEP: "2",
  DEADLINE_MINUTES: "120",
};

/** What CodePipeline invokes the function with. */
export function jobEvent(id: string, continuationToken?: string) {
  return { "CodePipeline.job": { id, accountId: "123456789012", data: { continuationToken } } };
}
