import { closeStages } from "../../rehearsal/deployment/stage";
import { framesOf, golden, inShort } from "./golden";
import { PLAYS } from "./plays";

afterEach(closeStages);

// The others are played in golden.exhaustive.ts.
test.each([
  "CodeDeploy: three commits, of which the second is overtaken",
  "CodeDeploy: an alarm rings",
  "ECS itself: a hook says no",
])("%s: watched, it looks as it does rehearsed, frame by frame", async (name) => {
  const frames = await framesOf(PLAYS[name] ?? { model: {} });
  for (const { rehearsal, watched } of frames) expect(watched).toEqual(rehearsal);
  expect(inShort(frames.map(({ watched }) => watched))).toBe(golden(name));
});
