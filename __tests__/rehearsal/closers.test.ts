import { Closers } from "../../rehearsal/closers";

test("what was opened last is closed first, each once it is alone", async () => {
  const closers = new Closers();
  const closed: string[] = [];
  for (const name of ["a", "b", "c"]) {
    const kept = closers.keep({ name }, async (thing) => {
      closed.push(`${thing.name} begins`);
      await Promise.resolve();
      closed.push(`${thing.name} ends`);
    });
    expect(kept).toEqual({ name });
  }
  await closers.close();
  expect(closed).toEqual(["c", "b", "a"].flatMap((name) => [`${name} begins`, `${name} ends`]));
  await closers.close();
  expect(closed).toHaveLength(6);
});

test("one that cannot be closed is told of, and keeps no other open", async () => {
  const written = jest.spyOn(process.stderr, "write").mockReturnValue(true);
  try {
    const closers = new Closers();
    const closed = jest.fn();
    closers.keep("first", closed);
    closers.keep("second", () => Promise.reject(new Error("it is stuck")));
    closers.keep("third", () => {
      throw "no error";
    });
    await closers.close();
    expect(closed).toHaveBeenCalledWith("first");
    expect(written.mock.calls).toEqual([["while closing: no error\n"], ["while closing: it is stuck\n"]]);
  } finally {
    written.mockRestore();
  }
});
