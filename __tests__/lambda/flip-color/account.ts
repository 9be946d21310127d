import {
  CodeDeployClient,
  GetDeploymentCommand,
  GetDeploymentGroupCommand,
} from "@aws-sdk/client-codedeploy";
import {
  CodePipelineClient,
  PutJobFailureResultCommand,
  PutJobSuccessResultCommand,
} from "@aws-sdk/client-codepipeline";
import { GetParameterCommand, PutParameterCommand, SSMClient } from "@aws-sdk/client-ssm";
import { mockClient } from "aws-sdk-client-mock";

export const COLOR = "/shop/color";
export const REVISIONS = "/shop/revisions";

const ssm = mockClient(SSMClient);
const codeDeploy = mockClient(CodeDeployClient);
const codePipeline = mockClient(CodePipelineClient);

/** What AWS knows of the system, and what it was told: a function that is run twice finds what it left. */
export class FakeAccount {
  public readonly parameters: Record<string, string> = { [COLOR]: "null", [REVISIONS]: "{}" };
  /** Revisions that were deployed with success, oldest first. */
  public readonly deployed: string[] = [];
  /** How jobs ended, by their ids. */
  public readonly jobs: Record<string, string> = {};
  /** Times that something was written, by parameter. */
  public readonly writes: string[] = [];
  /** Called ahead of each call: one that it throws at has no effect. */
  public before: (call: string) => void = () => undefined;
  /** Awaited behind each call that had its effect; what it throws meets the function. */
  public after: (call: string) => unknown = () => undefined;

  constructor() {
    for (const mock of [ssm, codeDeploy, codePipeline]) mock.reset();
    this.answer(ssm.on(GetParameterCommand), ({ Name = "" }) => ({
      Parameter: { Value: this.parameters[Name] },
    }));
    this.answer(ssm.on(PutParameterCommand), ({ Name = "", Value = "", Overwrite }) => {
      if (!Overwrite) throw Object.assign(new Error("it is there"), { name: "ParameterAlreadyExists" });
      this.parameters[Name] = Value;
      this.writes.push(Name);
    });
    this.answer(codeDeploy.on(GetDeploymentGroupCommand), ({ applicationName, deploymentGroupName }) => {
      expect([applicationName, deploymentGroupName]).toEqual(["shop", "shop"]);
      const last = this.deployed.length;
      return {
        deploymentGroupInfo: last > 0 ? { lastSuccessfulDeployment: { deploymentId: `d-${last}` } } : {},
      };
    });
    this.answer(codeDeploy.on(GetDeploymentCommand), ({ deploymentId = "" }) => ({
      deploymentInfo: { revision: { s3Location: { key: this.deployed[Number(deploymentId.slice(2)) - 1] } } },
    }));
    this.answer(codePipeline.on(PutJobSuccessResultCommand), ({ jobId = "", executionDetails }) =>
      this.end(jobId, `success: ${executionDetails?.summary}`),
    );
    this.answer(codePipeline.on(PutJobFailureResultCommand), ({ jobId = "", failureDetails }) =>
      this.end(jobId, `failure: ${failureDetails?.message}`),
    );
  }

  private end(job: string, verdict: string): void {
    if (this.jobs[job]) throw Object.assign(new Error("it is over"), { name: "InvalidJobStateException" });
    this.jobs[job] = verdict;
  }

  // biome-ignore lint/suspicious/noExplicitAny: the commands have nothing in common but their form.
  private answer(behavior: any, effect: (input: any) => unknown): void {
    // biome-ignore lint/suspicious/noExplicitAny: as above.
    behavior.callsFake(async (input: any) => {
      const call = JSON.stringify(input);
      this.before(call);
      const output = effect(input) ?? {};
      await this.after(call);
      return output;
    });
  }
}

/** The pipeline's job behind a deployment. */
export function job(revision: string, UserParameters: string | undefined, id = `job of ${revision}`) {
  return {
    "CodePipeline.job": {
      id,
      accountId: "123456789012",
      data: {
        actionConfiguration: { configuration: { FunctionName: "shop-flip-color", UserParameters } },
        inputArtifacts: [
          {
            name: "Build",
            revision: null,
            location: { type: "S3", s3Location: { bucketName: "shop-artifacts", objectKey: revision } },
          },
        ],
        outputArtifacts: [],
      },
    },
  };
}

/** EventBridge's word that a deployment has ended. @see https://docs.aws.amazon.com/codedeploy/latest/userguide/monitoring-cloudwatch-events.html */
export function deploymentEnded(state: "SUCCESS" | "FAILURE" | "STOP") {
  return {
    source: "aws.codedeploy",
    "detail-type": "CodeDeploy Deployment State-change Notification",
    detail: { application: "shop", deploymentGroup: "shop", deploymentId: "d-9", state },
  };
}
