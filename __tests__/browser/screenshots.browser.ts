import { existsSync, mkdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { MOMENTS } from "../dashboard/story";
import { Stage } from "./stage";

const FOLDER = join(__dirname, "../../docs/img");
const SIZE = { width: 1280, height: 900 };

const PICTURES = [
  { name: "rehearsal-light.png", colorScheme: "light", second: MOMENTS.halfway, plot: {} },
  { name: "rehearsal-dark.png", colorScheme: "dark", second: MOMENTS.halfway, plot: {} },
  {
    name: "rehearsal-rollback.png",
    colorScheme: "light",
    second: MOMENTS.alarm + 60,
    plot: { failing: true },
  },
] as const;

let stage: Stage;

beforeAll(async () => {
  stage = await Stage.open();
});

afterAll(() => stage?.close());

/** Takes a picture of the page at a moment of the story. */
async function take({ name, colorScheme, second, plot }: (typeof PICTURES)[number]): Promise<void> {
  stage.show(second, plot);
  const tab = await stage.look({ viewport: SIZE, colorScheme, reducedMotion: "reduce" });
  for (const frame of ["production", "test"]) {
    await tab.frameLocator(`#${frame}-frame iframe`).getByRole("heading").waitFor();
  }
  // The second frame is drawn when the first has been shown.
  await tab.evaluate(() => new Promise((shown) => requestAnimationFrame(() => requestAnimationFrame(shown))));
  mkdirSync(FOLDER, { recursive: true });
  await tab.screenshot({ path: join(FOLDER, name) });
}

test.each(PICTURES)("docs/img has $name", async (picture) => {
  const file = join(FOLDER, picture.name);
  if (process.env.UPDATE_SCREENSHOTS || !existsSync(file)) await take(picture);

  // Where a PNG says how large it is. @see https://www.w3.org/TR/png-3/#11IHDR
  const png = readFileSync(file);
  expect({ width: png.readUInt32BE(16), height: png.readUInt32BE(20) }).toEqual(SIZE);
  expect(png.length).toBeLessThan(250_000);
});
