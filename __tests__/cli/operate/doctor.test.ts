import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import * as ec2 from "@aws-sdk/client-ec2";
import { ecsBlueGreen } from "../../helpers/systems";
import { shop } from "../../operate/shop";
import { bluegreen } from "./run";

const output = mkdtempSync(join(tmpdir(), "doctor-"));

beforeAll(() => {
  const folder = "stacks/ecs-blue-green";
  mkdirSync(join(output, folder), { recursive: true });
  const synthesizedStackPath = join(folder, "cdk.tf.json");
  writeFileSync(join(output, synthesizedStackPath), ecsBlueGreen().text);
  writeFileSync(
    join(output, "manifest.json"),
    JSON.stringify({ stacks: { "ecs-blue-green": { synthesizedStackPath } } }),
  );
});
afterAll(() => rmSync(output, { recursive: true }));
beforeEach(() => {
  shop.reset();
  shop.answer(ec2.DescribeAddressesCommand, { Addresses: [] });
  shop.answer(ec2.DescribeVpcsCommand, { Vpcs: [] });
});

const doctor = (...args: string[]) =>
  bluegreen(["doctor", "-o", output, ...args], { PATH: process.env.PATH });

describe("bluegreen doctor", () => {
  test("tells line by line, and writes JSON of a stable shape", async () => {
    const { stdout, error } = await doctor();
    expect(error).toBe("");
    expect(stdout).toMatch(/^ok {11}Node 20|^ok {11}Node \d/);
    expect(stdout).toMatch(/\nok {11}account 111122223333, as arn:/);
    const { version, lines } = JSON.parse((await doctor("--json")).stdout);
    expect(version).toBe(1);
    expect(lines.map(({ id }: { id: string }) => id)).toEqual([
      "node",
      "git",
      "terraform",
      "provider",
      "rehearsal",
      "region",
      "credentials",
      "elastic-ips",
      "vpcs",
      "fargate-vcpus",
    ]);
  });

  test("ends with 5 where there is a problem, and says what to do", async () => {
    shop.answer(ec2.DescribeVpcsCommand, { Vpcs: Array.from({ length: 6 }, () => ({})) });
    const { exitCode, stdout } = await doctor();
    expect(exitCode).toBe(5);
    expect(stdout).toMatch(
      /\nproblem {6}VPCs: 6 of 6 are used, .*; free some, or ask for more: aws service-quotas /,
    );
  });

  test("reads the configuration where nothing was synthesised", async () => {
    const { stdout } = await bluegreen(["doctor", "-o", join(output, "none")], { PATH: process.env.PATH });
    expect(stdout).toMatch(/\n.* VPCs: \d of 6 are used, and ecs-blue-green takes 1 more/);
  });

  test("says why where it is not known which stack is meant, and tells the rest", async () => {
    const { stdout } = await doctor("elsewhere");
    expect(stdout).toMatch(
      /not checked {2}VPCs: it is not known what the stack needs: .* holds no stack elsewhere/,
    );
    expect(stdout).toMatch(/\nok {11}account/);
  });
});
