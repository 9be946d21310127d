import { closeAll, framesOf, golden, inShort, REHEARSALS, writeGolden } from "./golden";

/** `UPDATE_GOLDEN=1` writes the golden file anew. */
const played = new Map<string, string>();

afterEach(closeAll);
afterAll(() => {
  if (process.env.UPDATE_GOLDEN) writeGolden(played);
});

test.each(Object.keys(REHEARSALS))(
  "%s: watched, it looks as it does rehearsed, frame by frame",
  async (name) => {
    const frames = await framesOf(name);
    expect(frames.length).toBeGreaterThan(5);
    for (const { rehearsal, watched } of frames) expect(watched).toEqual(rehearsal);
    for (const which of ["rehearsal", "watched"] as const) {
      const text = inShort(frames.map((one) => one[which]));
      played.set(name, text);
      if (!process.env.UPDATE_GOLDEN) expect(text).toBe(golden(name));
    }
  },
);
