import { chooseOn } from "./choose-on";
import { Workshop } from "./workshop";

let workshop: Workshop;

beforeAll(async () => {
  workshop = await Workshop.open();
});
afterAll(() => workshop.close());

// It takes the three seconds that it is about.
test("choosing a runtime fails when an engine takes too long to answer", async () => {
  await expect(chooseOn(workshop, { docker: "exec /bin/sleep 60" }, "docker")).rejects.toThrow(
    "does not answer in 3 seconds",
  );
});
