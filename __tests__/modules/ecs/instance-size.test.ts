import { sizeOf } from "../../../modules/ecs";

test.each([
  ["t3.micro", 2048, 901],
  ["t3a.small", 2048, 1802],
  ["t4g.2xlarge", 8192, 28_835],
  ["c7g.medium", 1024, 1802],
  ["c6i.large", 2048, 3604],
  ["m5.xlarge", 4096, 14_417],
  ["r6gd.4xlarge", 16_384, 115_343],
])("%s has %d CPU units, and %d MiB for tasks", (type, cpu, memory) => {
  expect(sizeOf(type)).toEqual({ cpu, memory });
});

test.each(["t2.micro", "c5n.large", "m5.metal", "p5.48xlarge", "nonsense", "m5.small"])(
  "what %s has its name does not tell",
  (type) => {
    expect(sizeOf(type)).toBeUndefined();
  },
);
