import { eachAtOnce } from "../../../scripts/check-terraform/each-at-once";

describe("eachAtOnce", () => {
  test("works on so many at once, and keeps the order of the items", async () => {
    const finish: (() => void)[] = [];
    const started: string[] = [];
    const work = (item: string) => {
      started.push(item);
      return new Promise<string>((resolve) => finish.push(() => resolve(item.toUpperCase())));
    };

    const results = eachAtOnce(2, ["a", "b", "c"], work);
    expect(started).toEqual(["a", "b"]);
    finish[1]?.();
    await new Promise(setImmediate);
    expect(started).toEqual(["a", "b", "c"]);
    for (const each of finish) each();

    await expect(results).resolves.toEqual(["A", "B", "C"]);
  });
});
