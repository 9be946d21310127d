import { once } from "node:events";
import { type AddressInfo, createServer } from "node:net";
import { embeddedRuntime } from "../../../rehearsal/tasks/embedded/runtime";
import * as ports from "../../../rehearsal/tasks/free-port";
import { findNginx } from "../../../rehearsal/tasks/nginx/probe";
import { nginxRuntime } from "../../../rehearsal/tasks/nginx/runtime";
import { isInstalled, url, Workshop } from "./workshop";

jest.mock("../../../rehearsal/tasks/free-port", () => {
  const actual = jest.requireActual("../../../rehearsal/tasks/free-port");
  return { ...actual, freePort: jest.fn(actual.freePort) };
});

let workshop: Workshop;

beforeAll(async () => {
  workshop = await Workshop.open();
});
afterAll(() => workshop.close());

const NAMES = ["embedded", ...(isInstalled("nginx", "-v") ? ["nginx"] : [])];

test.each(NAMES)("a task of %s can do with another port when the first is taken", async (name) => {
  const other = createServer().listen(0, "127.0.0.1");
  await once(other, "listening");
  const { port } = other.address() as AddressInfo;
  jest.mocked(ports.freePort).mockResolvedValueOnce(port);
  const nginx = name === "nginx" ? await findNginx(workshop.context()) : undefined;
  const runtime = nginx
    ? nginxRuntime(nginx, "", workshop.context())
    : embeddedRuntime("", workshop.context());
  const task = await workshop.start(runtime, { image: workshop.sampleImage() });
  expect(task.port).not.toBe(port);
  expect((await fetch(url(task))).status).toBe(200);
  await task.stop();
  other.close();
});
