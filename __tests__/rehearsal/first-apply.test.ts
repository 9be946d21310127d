import { firstApply, onThisMachine, opened } from "../../rehearsal/first-apply";
import type { ListenerKind } from "../../rehearsal/load-balancer/model";
import { CONFIGS } from "../helpers/systems";
import { read } from "./stack/read";

const PORTS = { production: 4001, test: 4002 };
const port = (kind: ListenerKind) => PORTS[kind];

test("the first apply leaves the placeholder's tasks with the service's own target group", () => {
  const { serving, ...rest } = firstApply(read({ app: { desiredCount: 3 } }));
  expect(rest).toEqual({ started: 0, executions: [], done: false });
  expect(serving).toMatchObject({
    targetGroup: "shop-blue",
    version: "placeholder",
    container: { name: "app", image: expect.stringContaining("nginx") },
    containerPort: 8080,
    desired: 3,
  });
  expect(serving.release).toBeUndefined();
});

test("what is rehearsed is told with its stages, its alarms and where it answers", () => {
  const told = opened({ system: read(), speed: 60 }, "embedded: as requested", "/repository.git", port);
  expect(told).toMatchObject({
    type: "opened",
    system: "ecs-blue-green",
    engine: "codedeploy",
    speed: 60,
    runtime: "embedded: as requested",
    urls: {
      production: "http://127.0.0.1:4001",
      test: "http://127.0.0.1:4002",
      repository: "/repository.git",
    },
    stages: ["Source", "Build", "Deploy"],
  });
  expect(told.alarms).toHaveLength(6);
});

test("a listener that the stack has not has no address", () => {
  const { urls } = opened({ system: read(), speed: 1 }, "nginx", "/repository.git", (kind) =>
    kind === "production" ? 4001 : undefined,
  );
  expect(urls).toEqual({
    production: "http://127.0.0.1:4001",
    test: undefined,
    repository: "/repository.git",
  });
});

describe("an address of the load balancer", () => {
  const http = read();
  const https = read(CONFIGS.https);
  const name = http.loadBalancer.dnsName;

  test.each([
    [http, `http://${name}`, 4001],
    [http, `http://${name}:80`, 4001],
    [http, `http://${name}:8080`, 4002],
    [https, `https://${name}`, 4001],
    [https, `https://${name}:443`, 4001],
    [https, `https://${name}:8080`, 4002],
    [http, `http://${name.toUpperCase()}:8080`, 4002],
  ])("is on this machine by its port: row %#", (system, url, expected) => {
    expect(onThisMachine(url, system, port)).toBe(`http://127.0.0.1:${expected}`);
  });

  test("keeps its path and its query", () => {
    const url = `http://${name}:8080/orders?all=1`;
    expect(onThisMachine(url, http, port)).toBe("http://127.0.0.1:4002/orders?all=1");
  });

  test("is what a hook is given to check", () => {
    const hook = http.functions.find(({ name: own }) => own === "shop-validate-green");
    expect(onThisMachine(hook?.environment.TEST_URL ?? "", http, port)).toBe("http://127.0.0.1:4002");
  });

  test.each(["", "5", "[{}]", "https://example.com:8080", `http://other-${name}`, name])(
    "is none of the texts that are left as they are: %j",
    (text) => {
      expect(onThisMachine(text, http, port)).toBe(text);
    },
  );
});
