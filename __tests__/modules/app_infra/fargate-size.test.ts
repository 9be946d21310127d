import { describeMemory, FARGATE_CPU_UNITS, isFargateSize } from "../../../modules/app_infra/fargate-size";

test("Fargate offers seven sizes of CPU, smallest first", () => {
  expect(FARGATE_CPU_UNITS).toEqual([256, 512, 1024, 2048, 4096, 8192, 16384]);
});

describe("a size of a Fargate task", () => {
  test.each([
    [256, 512],
    [256, 2048],
    [512, 1024],
    [512, 4096],
    [1024, 8192],
    [2048, 16384],
    [4096, 30720],
    [8192, 16384],
    [8192, 20480],
    [16384, 32768],
    [16384, 122880],
  ])("can be %i CPU units and %i MiB", (cpu, memory) => {
    expect(isFargateSize(cpu, memory)).toBe(true);
  });

  test.each([
    ["memory between the steps", 256, 1536],
    ["memory below the least", 1024, 1024],
    ["memory above the most", 512, 5120],
    ["a step of a smaller CPU", 8192, 17408],
    ["a step of 4 GiB where 8 are one", 16384, 36864],
    ["CPU that there is not", 300, 512],
    ["no memory", 256, 0],
  ])("fails when it has %s", (_, cpu, memory) => {
    expect(isFargateSize(cpu, memory)).toBe(false);
  });
});

describe("the memory that goes with CPU units, in words", () => {
  test.each([
    [256, "512, 1024, 2048 MiB"],
    [1024, "2048 to 8192 MiB in steps of 1024"],
    [16384, "32768 to 122880 MiB in steps of 8192"],
    [300, "none: CPU is one of 256, 512, 1024, 2048, 4096, 8192, 16384"],
  ])("for %i is: %s", (cpu, words) => {
    expect(describeMemory(cpu)).toBe(words);
  });

  test("names what is offered, for every CPU", () => {
    for (const cpu of FARGATE_CPU_UNITS) {
      const numbers = describeMemory(cpu).match(/\d+/g)?.map(Number) ?? [];
      expect(numbers.slice(0, 2).map((memory) => isFargateSize(cpu, memory))).toEqual([true, true]);
    }
  });
});
