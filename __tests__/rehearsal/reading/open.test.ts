import type { Endpoint } from "../../../rehearsal/aws";
import { openReading } from "../../../rehearsal/reading/open";
import { tagReading } from "../../../rehearsal/reading/tags";

const said: string[] = [];
let endpoint: Endpoint | undefined;

beforeEach(async () => {
  said.length = 0;
  endpoint = await openReading({
    actions: tagReading(["arn:aws:ecs:us-east-1:123456789012:service/shop/shop"], { System: "shop" }),
    region: "us-east-1",
    say: (_, text) => said.push(text),
  });
});

afterEach(() => endpoint?.close());

/** Asks as a client of the SDK does that is set to a region. */
async function asked(headers: Record<string, string>, region = "us-east-1", body = "{}") {
  const authorization = `AWS4-HMAC-SHA256 Credential=any/20300101/${region}/tagging/aws4_request, Signature=0`;
  const response = await fetch(endpoint?.url ?? "", {
    method: "POST",
    headers: { ...headers, authorization },
    body,
  });
  return { status: response.status, text: await response.text() };
}

const TAGS = { "x-amz-target": "ResourceGroupsTaggingAPI_20170126.GetResources" };

test("the stack is found in its own region, and in no other", async () => {
  const list = async (region: string) => JSON.parse((await asked(TAGS, region)).text).ResourceTagMappingList;
  expect(await list("us-east-1")).toHaveLength(1);
  expect(await list("eu-central-1")).toEqual([]);
});

test.each([
  [{ "x-amz-target": "ServiceQuotasV20190624.GetServiceQuota" }, "{}", "servicequotas.GetServiceQuota"],
  [
    { "content-type": "application/x-www-form-urlencoded" },
    "Action=GetRole&Version=2010-05-08",
    "iam.GetRole",
  ],
  [{}, "{}", "POST /"],
])(
  "what nothing stands for is refused as to somebody who may not know it: %j",
  async (headers, body, name) => {
    const { status, text } = await asked(headers as Record<string, string>, "us-east-1", body);
    expect(status).toBe(400);
    expect(text).toContain("AccessDeniedException");
    expect(text).toContain(`nothing that answers ${name}`);
    expect(said).toEqual([`${name} is not answered to whoever watches a rehearsal`]);
  },
);

test("a system that nobody can look at has no endpoint", async () => {
  expect(await openReading({ region: "us-east-1", say: () => undefined })).toBeUndefined();
});
