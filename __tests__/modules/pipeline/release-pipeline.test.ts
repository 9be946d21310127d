import { Notifications, Triggers } from "../../../modules/pipeline";
import { alone } from "../../helpers/synth";
import type { Attributes } from "../../helpers/template";
import { KEY, pipelineOf, STAGES } from "./around";

describe("the pipeline", () => {
  test("runs its stages in the order given; a newer push takes a waiting one's place", () => {
    const pipeline = alone((stack) => pipelineOf(stack, [...STAGES].reverse())).only("aws_codepipeline");
    expect(pipeline.stage.map(({ name }: Attributes) => name)).toEqual(["Second", "First"]);
    expect(pipeline).toMatchObject({ pipeline_type: "V2", execution_mode: "SUPERSEDED" });
    expect(pipeline).not.toHaveProperty("trigger");
    expect(pipeline.artifact_store).toEqual([
      {
        type: "S3",
        location: "${aws_s3_bucket.artifacts_bucket.bucket}",
        encryption_key: { type: "KMS", id: KEY },
      },
    ]);
  });

  test("takes on each action's role, named once however many actions have it", () => {
    const twice = [...STAGES, ...STAGES.slice(0, 1)];
    const taken = alone((stack) => pipelineOf(stack, twice))
      .permissions("pipeline")
      .at(-1);
    expect(taken).toEqual({
      Effect: "Allow",
      Action: ["sts:AssumeRole"],
      Resource: ["arn:aws:iam:::role/First", "arn:aws:iam:::role/Second"],
    });
  });
});

describe("rules that start the pipeline", () => {
  const triggers = (pushPattern?: object) =>
    alone((stack) => {
      const { security, ...around } = pipelineOf(stack);
      const role = security.roles.of("events");
      new Triggers(stack, "triggers", {
        ...around,
        role,
        settings: ["task-definition", "network-configuration"].map((part) => ({
          variable: part,
          parameterName: `/shop/${part}`,
          parameterArn: `arn:aws:ssm:::parameter/shop/${part}`,
        })),
        pushPattern,
      });
    });

  test("wait for a newer version of what a release brings, not for the first", () => {
    const rules = triggers().resources("aws_cloudwatch_event_rule");
    expect(Object.keys(rules)).toEqual(["triggers_on_settings"]);
    expect(JSON.parse(rules.triggers_on_settings?.event_pattern)).toEqual({
      source: ["aws.ssm"],
      "detail-type": ["Parameter Store Change"],
      detail: { name: ["/shop/task-definition", "/shop/network-configuration"], operation: ["Update"] },
    });
  });

  test("wait for pushes too, where the pipeline does not see them itself", () => {
    const template = triggers({ source: ["aws.codecommit"] });
    expect(JSON.parse(template.at("aws_cloudwatch_event_rule.triggers_on_push").event_pattern)).toEqual({
      source: ["aws.codecommit"],
    });
    expect(template.at("aws_cloudwatch_event_target.triggers_push_to_pipeline")).toEqual({
      rule: "${aws_cloudwatch_event_rule.triggers_on_push.name}",
      arn: "${aws_codepipeline.pipeline.arn}",
      role_arn: "${aws_iam_role.security_roles_events.arn}",
      depends_on: ["aws_iam_role_policy.security_roles_events_policy"],
    });
  });
});

describe("notifications", () => {
  const notifications = (topicArn?: string) =>
    alone((stack) => {
      const { pipeline, ...around } = pipelineOf(stack);
      const emails = ["a@example.com", "b@example.com"];
      new Notifications(stack, "news", { ...around, keyArn: KEY, emails, topicArn }).watch(pipeline);
    });

  test("go to an encrypted topic that alarms and the pipeline of this account may publish to", () => {
    const template = notifications();
    expect(template.only("aws_sns_topic")).toEqual({ name: "shop-releases", kms_master_key_id: KEY });
    expect(JSON.parse(template.only("aws_sns_topic_policy").policy).Statement).toEqual([
      {
        Effect: "Allow",
        Sid: "Alarms",
        Principal: { Service: "cloudwatch.amazonaws.com" },
        Action: ["sns:Publish"],
        Resource: ["${aws_sns_topic.news_topic.arn}"],
        Condition: {
          StringEquals: { "aws:SourceAccount": "${data.aws_caller_identity.account_current.account_id}" },
        },
      },
      {
        Effect: "Allow",
        Sid: "Pipeline",
        Principal: { Service: "codestar-notifications.amazonaws.com" },
        Action: ["sns:Publish"],
        Resource: ["${aws_sns_topic.news_topic.arn}"],
      },
    ]);
    expect(template.only("aws_codestarnotifications_notification_rule")).toMatchObject({
      resource: "${aws_codepipeline.pipeline.arn}",
      target: [{ type: "SNS", address: "${aws_sns_topic.news_topic.arn}" }],
    });
  });

  test("are of executions and of approvals that are waited for", () => {
    const { event_type_ids } = notifications().only("aws_codestarnotifications_notification_rule");
    expect(event_type_ids).toEqual([
      "codepipeline-pipeline-manual-approval-needed",
      ...["canceled", "failed", "started", "succeeded"].map(
        (end) => `codepipeline-pipeline-pipeline-execution-${end}`,
      ),
    ]);
  });

  test("reach each address, by a topic that is there already where one is named", () => {
    const template = notifications("arn:aws:sns:us-east-1:123456789012:ops");
    expect([template.count("aws_sns_topic"), template.count("aws_sns_topic_policy")]).toEqual([0, 0]);
    const subscriptions = Object.values(template.resources("aws_sns_topic_subscription"));
    expect(subscriptions.map(({ endpoint }) => endpoint)).toEqual(["a@example.com", "b@example.com"]);
    expect(new Set(subscriptions.map(({ topic_arn }) => topic_arn))).toEqual(
      new Set(["arn:aws:sns:us-east-1:123456789012:ops"]),
    );
  });
});
