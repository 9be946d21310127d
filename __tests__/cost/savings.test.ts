import { FARGATE, sheetOf } from "./fixture";

const savings = (...args: Parameters<typeof sheetOf>) =>
  sheetOf(...args).savings.map(({ setting, month }) => [setting, month]);

describe("cheaper settings", () => {
  test("can name one NAT gateway in place of several", () => {
    expect(savings({ aws_nat_gateway: { a: {}, b: {}, c: {} } })).toEqual([['network.nat: "single"', 73]]);
    expect(savings({ aws_nat_gateway: { a: {} } })).toEqual([]);
  });

  test("can name what the public addresses of the load balancer cost", () => {
    const aws_lb = { app: { subnets: ["a", "b"] } };
    expect(savings({ aws_lb, aws_eip: { a: {} } })).toEqual([["loadBalancer.internal: true", 7.3]]);
  });

  test("can name arm64 for tasks on x86_64", () => {
    // (0.5 × (0.04048 - 0.03238) + 1 × (0.004445 - 0.00356)) × 730
    expect(savings(FARGATE)).toEqual([['app.architecture: "arm64"', 3.6026]]);
  });
});
