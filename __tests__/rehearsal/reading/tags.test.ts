import { tagReading } from "../../../rehearsal/reading/tags";

const ARN = "arn:aws:ecs:us-east-1:123456789012:service/shop/shop";

/** ARNs that are found by some filters. */
function found(filters?: readonly object[]): string[] {
  const answers = tagReading([ARN], { System: "shop", Stack: "ecs-blue-green" });
  const { ResourceTagMappingList } = Object(answers["tag.GetResources"]?.({ TagFilters: filters }));
  return ResourceTagMappingList.map(({ ResourceARN }: { ResourceARN: string }) => ResourceARN);
}

test.each([
  ["the stack's own tags", { name: ["shop"], stack: ["ecs-blue-green"] }, [ARN]],
  ["one of several values", { name: ["other", "shop"], stack: ["ecs-blue-green"] }, [ARN]],
  ["another name", { name: ["wrong"], stack: ["ecs-blue-green"] }, []],
  ["another stack", { name: ["shop"], stack: ["nope"] }, []],
])("by %s", (_, { name, stack }, arns) => {
  expect(
    found([
      { Key: "System", Values: name },
      { Key: "Stack", Values: stack },
    ]),
  ).toEqual(arns);
});

test("a key alone finds what bears it, whatever its value", () => {
  expect(found([{ Key: "Stack" }])).toEqual([ARN]);
  expect(found([{ Key: "Stage" }])).toEqual([]);
});

test("no filter finds everything, with its tags", () => {
  expect(found()).toEqual([ARN]);
  const answers = tagReading([ARN], { System: "shop" });
  expect(answers["tag.GetResources"]?.({})).toMatchObject({
    ResourceTagMappingList: [{ ResourceARN: ARN, Tags: [{ Key: "System", Value: "shop" }] }],
  });
});
