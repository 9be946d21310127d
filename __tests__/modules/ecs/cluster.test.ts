import { Cluster } from "../../../modules/ecs";
import { alone } from "../../helpers/synth";

function capacityOf(spotPercent?: number) {
  let made: Cluster | undefined;
  alone((stack) => {
    made = new Cluster(stack, "ecs", { name: "shop", spotPercent });
  });
  return made?.capacity.map(
    ({ CapacityProvider, Weight, Base }) => `${CapacityProvider} ${Weight}, from ${Base}`,
  );
}

test("watches its containers, and offers Fargate and Fargate Spot", () => {
  const template = alone((stack) => {
    new Cluster(stack, "ecs", { name: "shop" });
  });
  expect(template.at("aws_ecs_cluster.ecs").setting).toEqual([
    { name: "containerInsights", value: "enabled" },
  ]);
  expect(template.only("aws_ecs_cluster_capacity_providers").capacity_providers).toEqual([
    "FARGATE",
    "FARGATE_SPOT",
  ]);
});

test.each([
  [undefined, ["FARGATE 100, from 1"]],
  [0, ["FARGATE 100, from 1"]],
  [40, ["FARGATE 60, from 1", "FARGATE_SPOT 40, from 0"]],
  [99, ["FARGATE 1, from 1", "FARGATE_SPOT 99, from 0"]],
  [100, ["FARGATE_SPOT 100, from 0"]],
])("with %s percent on Spot, one task stays off it as long as any may: %j", (percent, expected) => {
  expect(capacityOf(percent)).toEqual(expected);
});
