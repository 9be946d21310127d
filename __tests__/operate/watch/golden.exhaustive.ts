import { closeAll, framesOf, golden, inShort, writeGolden } from "./golden";
import { ALL_PLAYS } from "./plays";

/** `UPDATE_GOLDEN=1` writes the golden file anew. */
const played = new Map<string, string>();

afterEach(closeAll);
afterAll(() => {
  if (process.env.UPDATE_GOLDEN) writeGolden(played);
});

test.each(Object.entries(ALL_PLAYS))(
  "%s: watched, it looks as it does rehearsed, frame by frame",
  async (name, play) => {
    const frames = await framesOf(play);
    expect(frames.length).toBeGreaterThan(5);
    for (const { rehearsal, watched } of frames) expect(watched).toEqual(rehearsal);
    for (const which of ["rehearsal", "watched"] as const) {
      const text = inShort(frames.map((one) => one[which]));
      played.set(name, text);
      if (!process.env.UPDATE_GOLDEN) expect(text).toBe(golden(name));
    }
  },
);
