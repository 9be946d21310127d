import { chmodSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import * as cloudwatch from "@aws-sdk/client-cloudwatch";
import * as ec2 from "@aws-sdk/client-ec2";
import * as tagging from "@aws-sdk/client-resource-groups-tagging-api";
import * as quotas from "@aws-sdk/client-service-quotas";
import * as sts from "@aws-sdk/client-sts";
import { examine } from "../../../operate/doctor/examine";
import type { Patient } from "../../../operate/doctor/model";
import { type Needs, needsOf } from "../../../operate/doctor/needs";
import { ecsBlueGreen } from "../../helpers/systems";
import { operatorOf, shop } from "../shop";

const bin = mkdtempSync(join(tmpdir(), "doctor-"));
afterAll(() => rmSync(bin, { recursive: true }));

/** Puts a stand-in for a program on the PATH. */
function program(name: string, script: string) {
  writeFileSync(join(bin, name), `#!/bin/sh\n${script}\n`);
  chmodSync(join(bin, name), 0o755);
}

const NEEDS: Needs = {
  stack: "ecs-blue-green",
  system: "shop",
  region: "eu-central-1",
  accounts: [],
  terraform: ">= 1.10.0",
  provider: ">= 5.100.0, < 7.0.0",
  elasticIps: 2,
  vpcs: 1,
  fargateVcpus: 0.5,
};

beforeEach(() => {
  shop.reset();
  for (const name of ["terraform", "tofu", "docker", "podman", "nginx"])
    rmSync(join(bin, name), { force: true });
  program("git", 'echo "git version 2.39.5"');
  program("terraform", `echo '{"terraform_version": "1.11.4"}'`);
  program("docker", 'echo "27.1.0"');
  shop.answer(ec2.DescribeAddressesCommand, { Addresses: [{}, {}] });
  shop.answer(ec2.DescribeVpcsCommand, { Vpcs: [{}] });
  shop.answer(quotas.GetServiceQuotaCommand, { Quota: { Value: 5 } });
  shop.answer(tagging.GetResourcesCommand, { ResourceTagMappingList: [] });
});

async function examined(
  more: Partial<Omit<Patient, "needs">> & { needs?: Partial<Needs> | { unknown: string } } = {},
) {
  const { calls, clock } = operatorOf();
  const needs = more.needs && "unknown" in more.needs ? more.needs : { ...NEEDS, ...more.needs };
  const lines = await examine({
    env: { PATH: bin },
    node: "20.20.2",
    wantedNode: ">=20.9.0",
    region: "eu-central-1",
    calls,
    clock,
    ...more,
    needs,
  });
  return new Map(
    lines.map(({ id, status, text, remedy }) => [id, { status, text, ...(remedy && { remedy }) }]),
  );
}

test("a machine and an account that have everything are told line by line", async () => {
  expect([...(await examined()).values()].map(({ status, text }) => `${status}: ${text}`)).toEqual([
    "ok: Node 20.20.2",
    "ok: git version 2.39.5",
    "ok: Terraform 1.11.4 (>= 1.10.0)",
    "ok: provider of AWS >= 5.100.0, < 7.0.0: terraform init chooses one",
    "ok: rehearsals run tasks by docker 27.1.0",
    "ok: region eu-central-1",
    "ok: account 111122223333, as arn:aws:sts::111122223333:assumed-role/ci/job",
    "ok: Elastic IPs: 2 of 5 are used, and ecs-blue-green takes 2 more",
    "ok: VPCs: 1 of 5 are used, and ecs-blue-green takes 1 more",
    "ok: vCPUs of Fargate: 0 of 5 are used, and ecs-blue-green takes 1 more",
  ]);
});

test.each<[what: string, id: string, more: Parameters<typeof examined>[0], make: () => void, text: string]>([
  ["Node is old", "node", { node: "20.8.1" }, () => undefined, "Node 20.8.1, and >=20.9.0 is wanted"],
  ["there is no git", "git", {}, () => rmSync(join(bin, "git")), "git was not found"],
  [
    "there is no Terraform",
    "terraform",
    {},
    () => rmSync(join(bin, "terraform")),
    "neither terraform nor tofu was found",
  ],
  [
    "Terraform is old",
    "terraform",
    {},
    () => program("terraform", `echo '{"terraform_version": "1.9.8"}'`),
    "Terraform 1.9.8, and ecs-blue-green wants >= 1.10.0",
  ],
  [
    "the lock file holds a provider that is too old",
    "provider",
    { needs: { chosenProvider: "5.50.0" } },
    () => undefined,
    "provider of AWS 5.50.0, which the lock file holds, and ecs-blue-green wants >= 5.100.0, < 7.0.0",
  ],
  ["no region is known", "region", { region: undefined }, () => undefined, "no region is known"],
  [
    "another region is asked than is deployed to",
    "region",
    { region: "us-east-1" },
    () => undefined,
    "region us-east-1, and ecs-blue-green is deployed to eu-central-1",
  ],
  [
    "the account is not the one that is meant",
    "credentials",
    { needs: { accounts: ["444455556666"] } },
    () => undefined,
    "account 111122223333, as arn:aws:sts::111122223333:assumed-role/ci/job, and the stack is for 444455556666",
  ],
  [
    "credentials have expired",
    "credentials",
    {},
    () => shop.refuse(sts.GetCallerIdentityCommand, "ExpiredTokenException"),
    "the credentials of AWS have expired: get new ones, and start again",
  ],
  [
    "too few Elastic IPs are left",
    "elastic-ips",
    {},
    () => shop.answer(ec2.DescribeAddressesCommand, { Addresses: [{}, {}, {}, {}] }),
    "Elastic IPs: 4 of 5 are used, and ecs-blue-green takes 2 more",
  ],
  [
    "no VPC is left, on however many pages",
    "vpcs",
    {},
    () =>
      shop.answer(ec2.DescribeVpcsCommand, ({ NextToken }) =>
        NextToken ? { Vpcs: [{}, {}] } : { Vpcs: [{}, {}, {}], NextToken: "more" },
      ),
    "VPCs: 5 of 5 are used, and ecs-blue-green takes 1 more",
  ],
  [
    "Fargate has no room for a release",
    "fargate-vcpus",
    {},
    () => {
      const UsageMetric = { MetricNamespace: "AWS/Usage", MetricName: "ResourceCount" };
      shop.answer(quotas.GetServiceQuotaCommand, { Quota: { Value: 5, UsageMetric } });
      shop.answer(cloudwatch.GetMetricStatisticsCommand, { Datapoints: [{ Maximum: 4.5 }] });
    },
    "vCPUs of Fargate: 4.5 of 5 are used, and ecs-blue-green takes 1 more",
  ],
])("where %s it is a problem, with something to do about it", async (_, id, more, make, text) => {
  make();
  expect((await examined(more)).get(id)).toEqual({ status: "problem", text, remedy: expect.any(String) });
});

test("OpenTofu is as good as Terraform, and may be chosen", async () => {
  program("tofu", `echo '{"terraform_version": "1.10.1"}'`);
  expect((await examined({ env: { PATH: bin, TERRAFORM_BINARY_NAME: "tofu" } })).get("terraform")?.text).toBe(
    "OpenTofu 1.10.1 (>= 1.10.0)",
  );
  rmSync(join(bin, "terraform"));
  expect((await examined()).get("terraform")?.text).toBe("OpenTofu 1.10.1 (>= 1.10.0)");
});

test("an engine that is not there, or fails, is passed over: a rehearsal needs none", async () => {
  program("docker", "exit 1");
  program("podman", 'echo "4.3.1"');
  expect((await examined()).get("rehearsal")?.text).toBe("rehearsals run tasks by podman 4.3.1");
  rmSync(join(bin, "podman"));
  expect((await examined()).get("rehearsal")).toMatchObject({ status: "ok" });
});

test("what the stack has already is not taken once more", async () => {
  const Tags = [
    { Key: "System", Value: "shop" },
    { Key: "Stack", Value: "ecs-blue-green" },
  ];
  shop.answer(ec2.DescribeAddressesCommand, { Addresses: [{ Tags }, { Tags }, {}, {}, {}] });
  expect((await examined()).get("elastic-ips")).toEqual({
    status: "ok",
    text: "Elastic IPs: 5 of 5 are used, and ecs-blue-green takes 0 more",
  });
});

test("without credentials all of this machine is told, and nothing more of AWS is asked", async () => {
  shop.refuse(sts.GetCallerIdentityCommand, "CredentialsProviderError", "Could not load credentials");
  const lines = await examined();
  expect(lines.get("terraform")?.status).toBe("ok");
  expect(lines.get("credentials")).toMatchObject({
    status: "problem",
    text: expect.stringMatching(/^no credentials of AWS were found/),
  });
  expect(lines.get("vpcs")).toEqual({
    status: "not checked",
    text: "VPCs: not looked at, for want of the right credentials",
  });
  expect(shop.inputs(ec2.DescribeVpcsCommand)).toEqual([]);
});

test("a permission that is missing, and a quota that is unknown, leave their lines open", async () => {
  shop.refuse(
    ec2.DescribeVpcsCommand,
    "UnauthorizedOperation",
    "User: u is not authorized to perform: ec2:DescribeVpcs",
  );
  shop.refuse(quotas.GetAWSDefaultServiceQuotaCommand, "NoSuchResourceException");
  shop.answer(quotas.GetServiceQuotaCommand, ({ ServiceCode }) => {
    if (ServiceCode !== "fargate") return { Quota: { Value: 5 } };
    throw Object.assign(new Error("none"), { name: "NoSuchResourceException" });
  });
  const lines = await examined();
  expect(lines.get("vpcs")).toMatchObject({
    status: "not checked",
    text: expect.stringMatching(/^the permission ec2:DescribeVpcs is missing/),
  });
  expect(lines.get("fargate-vcpus")).toEqual({
    status: "not checked",
    text: "vCPUs of Fargate: Service Quotas does not know of them here",
  });
});

test("where it is not known what the stack needs, the rest is told", async () => {
  const lines = await examined({ needs: { unknown: "there is no configuration" } });
  expect(lines.get("terraform")).toEqual({ status: "ok", text: "Terraform 1.11.4" });
  expect(lines.get("credentials")?.status).toBe("ok");
  expect(lines.get("vpcs")).toEqual({ status: "not checked", text: "VPCs: there is no configuration" });
});

test("what a stack needs stands in what was synthesised", () => {
  const lock = 'provider "registry.terraform.io/hashicorp/aws" {\n  version     = "6.25.0"\n}';
  const needs = needsOf("ecs-blue-green", JSON.parse(ecsBlueGreen().text), lock);
  expect(needs).toMatchObject({ accounts: [], terraform: ">= 1.10.0", chosenProvider: "6.25.0", vpcs: 1 });
  expect(needs.elasticIps).toBeGreaterThan(0);
  expect(needs.fargateVcpus).toBe(0.5);
});

test("a region that is an expression is no region to compare with", () => {
  const provider = { aws: [{ region: "${var.region}" }] };
  expect(needsOf("ecs-blue-green", { provider }).region).toBeUndefined();
});
