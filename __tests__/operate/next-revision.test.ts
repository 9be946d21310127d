import * as ecs from "@aws-sdk/client-ecs";
import * as ssm from "@aws-sdk/client-ssm";
import { Facts } from "../../operate/facts";
import { nextRevision } from "../../operate/next-revision";
import { arn, IMAGE, operatorOf, REPOSITORY, ROLLING_ARNS, shop, task } from "./shop";

beforeEach(() => shop.reset());

const imagesOf = async (image?: string, arns?: readonly string[]) => {
  const { definition, source } = await nextRevision(new Facts(operatorOf(arns)), image);
  return { source, images: definition.containerDefinitions?.map((container) => container.image) };
};

describe("the next release", () => {
  test("takes the template of the stack, and the live image where none is named", async () => {
    expect(await imagesOf()).toEqual({ source: "/shop/task-definition", images: [IMAGE] });
  });

  test("takes the image that is named", async () => {
    expect((await imagesOf(`${REPOSITORY}:2`)).images).toEqual([`${REPOSITORY}:2`]);
  });

  test("begins with the newest revision of the family where there is no template", async () => {
    shop.roll();
    shop.answer(ecs.DescribeTaskDefinitionCommand, ({ taskDefinition }) => ({
      taskDefinition: {
        ...task(taskDefinition === "shop" ? `${REPOSITORY}:unreleased` : IMAGE),
        taskDefinitionArn: taskDefinition,
      },
    }));
    expect(await imagesOf(undefined, ROLLING_ARNS)).toEqual({ source: "shop", images: [IMAGE] });
    expect(shop.inputs(ecs.DescribeTaskDefinitionCommand).map((input) => input.taskDefinition)).toEqual([
      arn("ecs", "task-definition/shop:7"),
      "shop",
    ]);
  });

  test("is told to be none where the template is no JSON", async () => {
    shop.answer(ssm.GetParameterCommand, { Parameter: { Value: "{" } });
    await expect(imagesOf()).rejects.toThrow("the parameter /shop/task-definition is no JSON");
  });

  test("wants to know which container is meant where an image fits none", async () => {
    const containers = ["app", "log"].map((name) => ({ name, image: `example.com/${name}:1` }));
    const Value = JSON.stringify(task(IMAGE, { containerDefinitions: containers }));
    shop.answer(ssm.GetParameterCommand, { Parameter: { Value } });
    await expect(imagesOf("example.com/other:2")).rejects.toThrow(
      "it is not clear which container of shop gets example.com/other:2: give --image an image of the repository of one of app (example.com/app:1), log (example.com/log:1)",
    );
  });
});
