import { stripVTControlCharacters } from "node:util";
import { liveScreen } from "../../../cli/screen/live";
import { renderScreen } from "../../../cli/screen/render";
import { createStore } from "../../../deployment-view/store";
import { at, event, OPENED, STORY, started } from "../../deployment-view/story";
import { Emulator } from "./emulator";

const ended = STORY.at(-1)?.at ?? 0;

describe("the live screen", () => {
  test("draws in place, below what was there", async () => {
    const [terminal, store] = [new Emulator(), createStore()];
    terminal.write("$ bluegreen rehearse\n");
    const screen = liveScreen(terminal, store);
    await terminal.shows("Waits for a push.");
    for (const event of STORY) store.apply(event);
    await terminal.shows("✖ Release 2");
    screen.close();
    const [above, first] = terminal.text.split("\n");
    expect(above).toBe("$ bluegreen rehearse");
    expect(first).toContain("ecs-blue-green");
    expect(terminal.text).not.toContain("Waits for a push.");
    expect(terminal.text.match(/Release 2/g)).toHaveLength(1);
    const text = renderScreen(store.view, { columns: 80, rows: 49, color: false, now: ended });
    // How long an alarm has rung goes on.
    const withoutTime = (shown: string) => shown.replace(/\d+:\d+ {2}\?|\d\d:\d\d:\d\d/g, "time").split("\n");
    expect(withoutTime(terminal.text).slice(1, -1)).toEqual(withoutTime(text));
  });

  test("shows the end even if it is closed at once, and the cursor again", () => {
    const [terminal, store] = [new Emulator(), createStore()];
    const screen = liveScreen(terminal, store);
    expect(terminal.cursorVisible).toBe(false);
    store.apply(OPENED);
    screen.close();
    expect(terminal.cursorVisible).toBe(true);
    expect(terminal.text).toContain("Waits for a push.");
  });

  test("leaves nothing behind, and stays closed", () => {
    const [terminal, store] = [new Emulator(), createStore()];
    const before = process.listenerCount("exit");
    const screen = liveScreen(terminal, store);
    expect(process.listenerCount("exit")).toBe(before + 1);
    screen.close();
    const { writes } = terminal;
    screen.close();
    store.apply(OPENED);
    terminal.emit("resize");
    expect(terminal.writes).toBe(writes);
    expect(process.listenerCount("exit")).toBe(before);
  });

  test("draws no more often than ten times a second, whatever happens", async () => {
    const [terminal, store] = [new Emulator(), createStore()];
    const screen = liveScreen(terminal, store);
    const began = performance.now();
    const writesBefore = terminal.writes;
    store.apply(OPENED);
    store.apply(started("one", 0));
    for (let line = 0; line < 5000; line++) {
      store.apply(event(line, { type: "log", source: "build", text: `line ${line}.` }));
    }
    await terminal.shows("line 4999.");
    expect(terminal.writes - writesBefore).toBeLessThanOrEqual(
      Math.ceil((performance.now() - began) / 100) + 1,
    );
    screen.close();
  });

  test("never scrolls, however little room there is", () => {
    const [terminal, store] = [new Emulator(40, 12), createStore()];
    const screen = liveScreen(terminal, store);
    for (const event of STORY) store.apply(event);
    screen.close();
    expect(terminal.text.split("\n")).toHaveLength(12);
  });

  test("draws anew when the terminal gets another size", () => {
    const [terminal, store] = [new Emulator(100), createStore()];
    const screen = liveScreen(terminal, store);
    for (const event of STORY) store.apply(event);
    terminal.emit("resize");
    terminal.columns = 40;
    terminal.emit("resize");
    expect(terminal.text.split("\n")[0]).toBe("ecs-blue-green  codedeploy");
    expect(terminal.text.match(/Release 2/g)).toHaveLength(1);
    screen.close();
  });

  test("lets the time go on between events, as fast as AWS's does", async () => {
    const [terminal, store] = [new Emulator(), createStore()];
    const screen = liveScreen(terminal, store);
    store.apply({ ...OPENED, speed: 6000 } as typeof OPENED);
    store.apply({ ...started("one", 0), at: at(0) });
    const minutesShown = () =>
      Number(/Say hello {2}(\d+):/.exec(stripVTControlCharacters(terminal.text))?.[1]);
    while (!(minutesShown() >= 10)) await new Promise((resolve) => terminal.once("written", resolve));
    screen.close();
    expect(minutesShown()).toBeGreaterThanOrEqual(10);
  });

  test("takes a terminal that knows no size for one of 80 by 24", () => {
    const terminal = new Emulator(80, 24);
    const store = createStore();
    const screen = liveScreen({ write: (text) => terminal.write(text), columns: 0 }, store);
    for (const event of STORY) store.apply(event);
    screen.close();
    expect(terminal.text).toContain("✖ Release 2");
  });
});
