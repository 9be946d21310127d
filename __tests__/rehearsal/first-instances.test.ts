import { UserError } from "../../config/user-error";
import { firstInstances } from "../../rehearsal/first-instances";
import type { Functions, InvocationResult } from "../../rehearsal/hooks/model";
import { closeYards, SETTINGS, Yard } from "./fleet/yard";

afterEach(closeYards);

const KEEPER = { function: "shop-keeper", input: '{"name":"shop","sizes":{"min":1}}' };

/** Makes the instances of a stack, with a function that ends in some way. */
async function make(
  ended: InvocationResult,
  { groups = [], invocations = [KEEPER] }: Partial<Parameters<typeof firstInstances>[0]> = {},
) {
  const { fleet } = new Yard();
  const said: string[] = [];
  const invoked: unknown[] = [];
  const functions: Functions = {
    invoke: async (name, event, say) => {
      invoked.push([name, event]);
      say("makes a group");
      return ended;
    },
  };
  const say = (source: string, text: string) => said.push(`${source}: ${text}`);
  const names = await firstInstances({ groups, invocations }, fleet, functions, say);
  return { names, fleet, invoked, said };
}

test("groups that Terraform owns are made as the stack says", async () => {
  const { names, fleet, invoked } = await make(
    { ended: "returned", value: undefined },
    { groups: [SETTINGS], invocations: [] },
  );
  expect(names).toEqual(["shop"]);
  expect(fleet.find("shop")?.settings).toEqual(SETTINGS);
  expect(invoked).toEqual([]);
});

test("a function makes its group as Terraform would have it do, and its log can be read", async () => {
  const { names, invoked, said } = await make({ ended: "returned", value: { group: "shop-first" } });
  expect(names).toEqual(["shop-first"]);
  expect(invoked).toEqual([
    ["shop-keeper", { name: "shop", sizes: { min: 1 }, tf: { action: "create", prev_input: null } }],
  ]);
  expect(said).toEqual(["shop-keeper: makes a group"]);
});

test.each([undefined, null, {}, { group: 3 }])(
  "a function that returns %j has made no group",
  async (value) => {
    expect((await make({ ended: "returned", value })).names).toEqual([]);
  },
);

test.each<InvocationResult>([
  { ended: "failed", error: "AccessDenied" },
  { ended: "timed-out", error: "Task timed out after 3.00 seconds" },
])("a function that $ended fails the first apply", async (ended) => {
  const made = make(ended);
  await expect(made).rejects.toThrow(UserError);
  await expect(made).rejects.toThrow(
    /^the first apply fails, as its function shop-keeper does: (Access|Task)/,
  );
});
