import { PassThrough } from "node:stream";
import { unread } from "../../cli/unread";

const failure = (code: string) => Object.assign(new Error(code), { code });

test("who has read enough ends what is written for them", () => {
  const stream = new PassThrough();
  const signal = unread(stream);
  expect(signal.aborted).toBe(false);
  stream.emit("error", failure("EPIPE"));
  expect(signal.aborted).toBe(true);
});

test("what fails otherwise is not kept quiet", () => {
  const stream = new PassThrough();
  unread(stream);
  expect(() => stream.emit("error", failure("EIO"))).toThrow("EIO");
});
