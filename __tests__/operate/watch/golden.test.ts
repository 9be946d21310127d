import { closeAll, framesOf, golden, inShort } from "./golden";

afterEach(closeAll);

// The others are played in golden.exhaustive.ts.
test.each([
  "CodeDeploy: three commits, of which the second is overtaken",
  "CodeDeploy: an alarm rings",
  "ECS itself: a hook says no",
  "ECS task by task: an alarm rings once every task is new",
])("%s: watched, it looks as it does rehearsed, frame by frame", async (name) => {
  const frames = await framesOf(name);
  for (const { rehearsal, watched } of frames) expect(watched).toEqual(rehearsal);
  expect(inShort(frames.map(({ watched }) => watched))).toBe(golden(name));
});
