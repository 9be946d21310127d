import { AutoscalingNotification } from "@cdktf/provider-aws/lib/autoscaling-notification";
import { CodestarnotificationsNotificationRule } from "@cdktf/provider-aws/lib/codestarnotifications-notification-rule";
import { SnsTopic } from "@cdktf/provider-aws/lib/sns-topic";
import { SnsTopicPolicy } from "@cdktf/provider-aws/lib/sns-topic-policy";
import { SnsTopicSubscription } from "@cdktf/provider-aws/lib/sns-topic-subscription";
import { Construct } from "constructs";
import type { Account } from "../security/account";
import { policyDocument, type Statement } from "../security/policy-document";
import type { ReleasePipeline } from "./release-pipeline";

export interface NotificationsProps {
  readonly name: string;
  readonly account: Account;
  readonly keyArn: string;
  /** Who hears by e-mail; each address is asked to confirm. */
  readonly emails: readonly string[];
  /** An existing topic, used as it is. @default - a new topic */
  readonly topicArn?: string;
  /** Whether a pipeline publishes to it, beside alarms. @default true */
  readonly ofPipeline?: boolean;
}

/** Whether anybody wants to hear of releases. */
export function wantsNotifications({
  notificationEmails,
  notificationTopicArn,
}: {
  readonly notificationEmails: readonly string[];
  readonly notificationTopicArn?: string;
}): boolean {
  return notificationEmails.length > 0 || notificationTopicArn !== undefined;
}

/** What people want to hear of. @see https://docs.aws.amazon.com/dtconsole/latest/userguide/concepts.html#events-ref-pipeline */
const EVENTS = [
  "codepipeline-pipeline-manual-approval-needed",
  "codepipeline-pipeline-pipeline-execution-canceled",
  "codepipeline-pipeline-pipeline-execution-failed",
  "codepipeline-pipeline-pipeline-execution-started",
  "codepipeline-pipeline-pipeline-execution-succeeded",
];

/** What people want to hear of instances. @see https://docs.aws.amazon.com/autoscaling/ec2/userguide/ec2-auto-scaling-sns-notifications.html */
const INSTANCE_EVENTS = [
  "autoscaling:EC2_INSTANCE_LAUNCH",
  "autoscaling:EC2_INSTANCE_LAUNCH_ERROR",
  "autoscaling:EC2_INSTANCE_TERMINATE",
  "autoscaling:EC2_INSTANCE_TERMINATE_ERROR",
];

/** The topic that alarms and the pipeline publish to. */
export class Notifications extends Construct {
  public readonly topicArn: string;
  private readonly name: string;

  constructor(scope: Construct, id: string, props: NotificationsProps) {
    super(scope, id);
    this.name = props.name;
    this.topicArn = props.topicArn ?? this.makeTopic(props);
    props.emails.forEach((endpoint, index) => {
      new SnsTopicSubscription(this, `email-${index + 1}`, {
        topicArn: this.topicArn,
        protocol: "email",
        endpoint,
      });
    });
  }

  /** Publishes how the pipeline's executions go. */
  public watch(pipeline: ReleasePipeline): void {
    new CodestarnotificationsNotificationRule(this, "pipeline", {
      name: `${this.name}-pipeline`,
      resource: pipeline.arn,
      detailType: "BASIC",
      eventTypeIds: EVENTS,
      target: [{ type: "SNS", address: this.topicArn }],
    });
  }

  /** Publishes which instances come and go in Auto Scaling groups that stay. */
  public watchInstances(groups: readonly string[]): void {
    new AutoscalingNotification(this, "instances", {
      groupNames: [...groups],
      notifications: INSTANCE_EVENTS,
      topicArn: this.topicArn,
    });
  }

  private makeTopic({ name, account, keyArn, ofPipeline = true }: NotificationsProps): string {
    const topic = new SnsTopic(this, "topic", { name: `${name}-releases`, kmsMasterKeyId: keyArn });
    new SnsTopicPolicy(this, "topic-policy", {
      arn: topic.arn,
      policy: policyDocument([
        {
          Sid: "Alarms",
          Principal: { Service: "cloudwatch.amazonaws.com" },
          Action: ["sns:Publish"],
          Resource: [topic.arn],
          Condition: { StringEquals: { "aws:SourceAccount": account.id } },
        },
        ...(ofPipeline ? [publishOfPipeline(topic.arn)] : []),
      ]),
    });
    return topic.arn;
  }
}

/**
 * As AWS asks for it: this service names no account when it publishes.
 * @see https://docs.aws.amazon.com/dtconsole/latest/userguide/set-up-sns.html
 */
function publishOfPipeline(topicArn: string): Statement {
  return {
    Sid: "Pipeline",
    Principal: { Service: "codestar-notifications.amazonaws.com" },
    Action: ["sns:Publish"],
    Resource: [topicArn],
  };
}
