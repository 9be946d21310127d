import { readFileSync } from "node:fs";
import { join } from "node:path";
import { GetResourcesCommand } from "@aws-sdk/client-resource-groups-tagging-api";
import { mockClient } from "aws-sdk-client-mock";
import { machineClock } from "../../../aws/clock";
import { runProgram } from "../../../cli/program";
import { SHOP_ARNS, shop } from "../shop";
import { Account } from "./account";

const BOOK = readFileSync(join(__dirname, "../../../docs/operate.md"), "utf8");

/** Systems by who releases to them, and what bears the tags of each. */
const SYSTEMS = {
  codedeploy: { stack: "ecs-blue-green", arns: SHOP_ARNS },
  native: { stack: "ecs-blue-green", arns: SHOP_ARNS.filter((one) => !one.includes(":codedeploy:")) },
  rolling: {
    stack: "ecs-rolling",
    arns: SHOP_ARNS.filter((one) => !/:(codedeploy|codepipeline|codecommit|ssm):/.test(one)),
  },
  instances: {
    stack: "ec2-rolling",
    arns: SHOP_ARNS.filter((one) => !/:(ecs|ecr|ssm):/.test(one)),
  },
} as const;

type Kind = keyof typeof SYSTEMS;

let account: Account;
let kind: Kind;

function open(which: Kind): void {
  kind = which;
  shop.reset();
  account = new Account(mockClient);
  shop.answer(GetResourcesCommand, {
    ResourceTagMappingList: SYSTEMS[which].arns.map((ResourceARN) => ({ ResourceARN })),
  });
  if (which === "instances") account.codeDeploy.platform = "Server";
  else account.ecs.way = which;
  for (const number of [1, 2]) past(number);
  // What CodeDeploy has released, the service runs.
  if (which === "codedeploy") account.ecs.past(2);
}

const isOfEcs = () => kind === "native" || kind === "rolling";
const past = (number: number) => (isOfEcs() ? account.ecs : account.codeDeploy).past(number);
const served = () => (isOfEcs() ? `shop:${account.ecs.served}` : account.codeDeploy.served);

/** Types a line of the run book, for the system that is open, where nobody sits to be asked. */
async function typed(line: string) {
  if (!BOOK.includes(`\nbluegreen ${line}\n`))
    throw new Error(`the run book has no line "bluegreen ${line}"`);
  const words = [...line.matchAll(/"([^"]*)"|(\S+)/g)].map(([, quoted, plain]) => quoted ?? plain ?? "");
  const args = words.map((word) => (word === "ecs-blue-green" ? SYSTEMS[kind].stack : word));
  const isActing = /^(pause|resume|stop|rollback|approve)$/.test(args[0] ?? "");
  const where = ["--name", "shop", "--region", "eu-central-1", ...(isActing ? ["--yes"] : [])];
  let said = "";
  const write = (text: string) => (said += text);
  const terminal = { stdout: { write }, stderr: { write }, env: {} };
  const exitCode = await runProgram([...args, ...where], terminal).catch((error: Error) => {
    write(error.message);
    return 1;
  });
  return { exitCode, said };
}

beforeEach(() => {
  jest.spyOn(machineClock, "wait").mockResolvedValue();
  // Each command would listen for Ctrl-C.
  jest.spyOn(process, "on").mockReturnThis();
});
afterEach(() => jest.restoreAllMocks());

const KINDS = Object.keys(SYSTEMS) as Kind[];

test.each(KINDS)("%s: red in the midst of a release, undone, and forward again", async (which) => {
  open(which);
  account.red = ["shop-blue-errors"];
  if (isOfEcs()) account.ecs.going(3, 20);
  else account.codeDeploy.going(3, 20);
  expect((await typed("status ecs-blue-green")).exitCode).toBe(4);
  const paused = await typed('pause ecs-blue-green --message "red since 3"');
  expect(paused.exitCode).toBe(which === "rolling" ? 1 : 0);
  expect(await typed("stop ecs-blue-green --rollback")).toMatchObject({ exitCode: 0 });
  expect(served()).toMatch(/2$/);
  account.red = [];
  expect(await typed("status ecs-blue-green")).toMatchObject({ exitCode: 0 });
  expect((await typed("history ecs-blue-green --limit 20")).said).toMatch(/rolled back/);
  const diff = await typed("diff ecs-blue-green");
  expect(diff).toMatchObject(which === "instances" ? { exitCode: 1 } : { exitCode: 0 });
  expect(await typed("preflight ecs-blue-green")).toMatchObject({ exitCode: 0 });
  expect((await typed("resume ecs-blue-green")).exitCode).toBe(which === "rolling" ? 1 : 0);
});

test.each(KINDS)("%s: red once the release is over, undone by another, and forward again", async (which) => {
  open(which);
  expect(await typed("rollback ecs-blue-green --dry-run")).toMatchObject({ exitCode: 0 });
  expect(account.changes).toEqual([]);
  expect(await typed("rollback ecs-blue-green")).toMatchObject({ exitCode: 0 });
  expect(served()).toMatch(/1$/);
  expect(await typed("status ecs-blue-green")).toMatchObject({ exitCode: 0 });
  expect(await typed("preflight ecs-blue-green")).toMatchObject({ exitCode: 0 });
});

test.each(["codedeploy", "native", "instances"] as const)(
  "%s: red before the release has come to users, and ended there",
  async (which) => {
    open(which);
    account.pipeline.going("one", "Approve");
    expect((await typed("status ecs-blue-green")).exitCode).toBe(3);
    expect((await typed('approve ecs-blue-green --reject --message "red since 3"')).exitCode).toBe(0);
    account.pipeline.going("two", "Build");
    expect((await typed("stop ecs-blue-green")).exitCode).toBe(0);
    expect(account.pipeline.executions.map(({ status }) => status)).toEqual(["Failed", "Stopped"]);
    expect(await typed("status ecs-blue-green")).toMatchObject({ exitCode: 0 });
  },
);
