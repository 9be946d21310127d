import { DescribeAddressesCommand, DescribeVpcsCommand, EC2Client } from "@aws-sdk/client-ec2";
import type { ServiceQuota } from "@aws-sdk/client-service-quotas";
import { GetCallerIdentityCommand, STSClient } from "@aws-sdk/client-sts";
import { CallError } from "../../aws/failure";
import { findSystem } from "../find-system";
import { ELASTIC_IPS, FARGATE_VCPUS, type QuotaName, quotaOf, usedOf, VPCS } from "../quotas";
import { type Look, ok, type Patient, type Probe, problem, unknown } from "./model";
import type { Needs } from "./needs";

/** Who calls AWS, and where. Without credentials nothing else of AWS is asked. */
export const IDENTITY: readonly Probe[] = [
  {
    id: "region",
    async look({ region, needs }) {
      if (!region) return problem("no region is known", "give --region, or set AWS_REGION");
      if ("unknown" in needs || !needs.region || needs.region === region) return ok(`region ${region}`);
      return problem(
        `region ${region}, and ${needs.stack} is deployed to ${needs.region}`,
        `give --region ${needs.region}, or change the setting region`,
      );
    },
  },
  {
    id: "credentials",
    async look({ calls, needs }) {
      const { Account = "", Arn } = await calls.of("sts", STSClient)(new GetCallerIdentityCommand({}));
      const accounts = "unknown" in needs ? [] : needs.accounts;
      if (accounts.length === 0 || accounts.includes(Account)) return ok(`account ${Account}, as ${Arn}`);
      return problem(
        `account ${Account}, as ${Arn}, and the stack is for ${accounts.join(", ")}`,
        "give the --profile of that account, or change the setting accountId",
      );
    },
  },
];

/** What a row of quotas needs to know. */
interface Row {
  readonly id: string;
  readonly what: string;
  readonly quota: QuotaName;
  /** How many the stack takes in all. */
  readonly needed: (needs: Needs) => number;
  /** How many are taken, and how many of those by the stack itself. */
  readonly taken: (
    patient: Patient,
    needs: Needs,
    limit: ServiceQuota,
  ) => Promise<{ used: number; own: number }>;
}

const ROWS: readonly Row[] = [
  {
    id: "elastic-ips",
    what: "Elastic IPs",
    quota: ELASTIC_IPS,
    needed: ({ elasticIps }) => elasticIps,
    async taken({ calls }, needs) {
      const { Addresses = [] } = await calls.of("ec2", EC2Client)(new DescribeAddressesCommand({}));
      return { used: Addresses.length, own: Addresses.filter(({ Tags }) => isOf(needs, Tags)).length };
    },
  },
  {
    id: "vpcs",
    what: "VPCs",
    quota: VPCS,
    needed: ({ vpcs }) => vpcs,
    async taken({ calls }, needs) {
      const ec2 = calls.of("ec2", EC2Client);
      let [used, own] = [0, 0];
      let NextToken: string | undefined;
      do {
        const page = await ec2(new DescribeVpcsCommand({ NextToken }));
        used += page.Vpcs?.length ?? 0;
        own += page.Vpcs?.filter(({ Tags }) => isOf(needs, Tags)).length ?? 0;
        NextToken = page.NextToken;
      } while (NextToken);
      return { used, own };
    },
  },
  {
    id: "fargate-vcpus",
    what: "vCPUs of Fargate",
    quota: FARGATE_VCPUS,
    // A release runs the old tasks and the new ones.
    needed: ({ fargateVcpus }) => 2 * fargateVcpus,
    async taken({ calls, clock }, needs, limit) {
      const used = await usedOf(calls, limit, clock.now());
      return { used, own: (await isDeployed(calls, needs)) ? Math.min(used, needs.fargateVcpus) : 0 };
    },
  },
];

/** What the stack takes of what AWS limits. */
export const QUOTAS: readonly (Probe & { readonly what: string })[] = ROWS.map((row) => ({
  id: row.id,
  what: row.what,
  async look(patient): Promise<Look> {
    const { what, quota, needed, taken } = row;
    const { calls, needs } = patient;
    if ("unknown" in needs) return unknown(`${what}: ${needs.unknown}`);
    const all = needed(needs);
    if (all === 0) return ok(`${what}: ${needs.stack} needs none`);
    const limit = await quotaOf(calls, quota);
    if (limit?.Value === undefined) return unknown(`${what}: Service Quotas does not know of them here`);
    const { used, own } = await taken(patient, needs, limit);
    const more = Math.max(0, all - own);
    const text = `${what}: ${used} of ${limit.Value} are used, and ${needs.stack} takes ${more} more`;
    if (used + more <= limit.Value) return ok(text);
    return problem(
      text,
      `free some, or ask for more: aws service-quotas request-service-quota-increase --service-code ${quota.service} --quota-code ${quota.code} --desired-value ${Math.ceil(used + more)}`,
    );
  },
}));

function isOf({ system, stack }: Needs, tags: readonly { Key?: string; Value?: string }[] = []): boolean {
  const has = (key: string, value: string) => tags.some((tag) => tag.Key === key && tag.Value === value);
  return has("System", system) && has("Stack", stack);
}

/** Whether its tasks are among those that are counted already. */
async function isDeployed(calls: Patient["calls"], { system, stack }: Needs): Promise<boolean> {
  const found = await findSystem(calls, { name: system, stack }).catch((error: Error) => {
    if (error instanceof CallError) throw error;
    return undefined;
  });
  return found?.service !== undefined;
}
