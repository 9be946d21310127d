import { renderCost } from "../../cost";
import { FARGATE, sheetOf } from "./fixture";

const text = renderCost(
  sheetOf({
    aws_nat_gateway: { a: {}, b: {} },
    aws_kms_key: { a: {} },
    aws_lambda_function: { hook: { architectures: ["arm64"] }, other: { architectures: ["arm64"] } },
    aws_codedeploy_deployment_group: {
      app: {
        ecs_service: { service_name: "${aws_ecs_service.app.name}" },
        deployment_config_name: "CodeDeployDefault.ECSCanary10Percent5Minutes",
      },
    },
    aws_rds_cluster: { a: {} },
    ...FARGATE,
  }),
);
const lines = text.split("\n");

describe("the sheet in the terminal", () => {
  test("can join resources of one price, the dearest first, in aligned columns", () => {
    expect(lines.slice(2, 8)).toEqual([
      "at rest                         count   price                    a month",
      "NAT gateway                         2   $0.045 / hour             $65.70",
      "Fargate vCPU, x86_64              0.5   $0.04048 / hour           $14.78",
      "Fargate GB of memory, x86_64        1   $0.004445 / hour           $3.24",
      "KMS key                             1   $1.00 / month              $1.00",
      "total                                                             $84.72",
    ]);
  });

  test("can write the smallest price in full", () => {
    expect(text).toMatch(/^Lambda GB of memory, arm64 +\$0\.0000133334 \/ second$/m);
  });

  test("can say a price that several resources share once", () => {
    expect(text.match(/^calls of Lambda functions/gm)).toHaveLength(1);
  });

  test("can show what a release adds", () => {
    // Half a vCPU for 5 of 60 minutes.
    expect(text).toMatch(/^Fargate vCPU, x86_64 +0\.0417 +\$0\.04048 \/ hour +\$0\.0017$/m);
    expect(text).toContain(
      "- a release runs old and new tasks side by side for 5 minutes; a build is taken to last 3",
    );
  });

  test("can say what is cheaper and what is not known", () => {
    expect(text).toContain('- network.nat: "single" saves $36.50 a month, but ');
    expect(text).toContain("- no price known: aws_rds_cluster");
  });

  test("can set off heads and totals", () => {
    const marked = renderCost(sheetOf({ aws_kms_key: { a: {} } }), (part) => `*${part}*`);
    expect(marked.match(/^\*.*\*$/gm)?.map((line) => line.split(/[ *]+/)[1])).toEqual([
      "stack",
      "at",
      "total",
      "by",
      "notes",
    ]);
  });

  test("leaves out what is empty", () => {
    const bare = renderCost(sheetOf({ aws_kms_key: { a: {} } }, "us-east-1"));
    expect(bare).not.toMatch(/one release|cheaper/);
  });
});
