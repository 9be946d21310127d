import { UserError } from "../../../config/user-error";
import { assertBefalls, parseFault } from "../../../rehearsal/faults";
import { read } from "../stack/read";

const service = read();

test("a fault of the other kind of system is refused by name, and those that fit are named", () => {
  const befall = () => assertBefalls(["mount-fails", "errors=30", "flip-dies"].map(parseFault), service);
  expect(befall).toThrow(UserError);
  expect(befall).toThrow(
    'fault "mount-fails" cannot befall containers of a blue/green service, which ecs-blue-green releases to; ' +
      'fault "flip-dies" cannot befall containers of a blue/green service, which ecs-blue-green releases to; choose among build-fails, ',
  );
  expect(befall).toThrow(/hook-fails/);
  expect(befall).not.toThrow(/bake-fails/);
});

test.each(["build-fails", "hook-fails", "errors=30", "stop@20", "engine-killed@40"])(
  "%s can befall a service",
  (text) => {
    expect(() => assertBefalls([parseFault(text)], service)).not.toThrow();
  },
);

test.each(["hook-fails", "wrong-port", "image-missing"])("%s cannot befall instances", (text) => {
  const fleet = { ...service, platform: "fleet" as const, stack: "ec2-rolling" };
  expect(() => assertBefalls([parseFault(text)], fleet as never)).toThrow(
    "cannot befall instances, which ec2-rolling releases to",
  );
});

describe("a service that ECS updates task by task", () => {
  const rolling = (capacity?: object) =>
    ({ ...service, stack: "ecs-rolling", deployment: { engine: "rolling", capacity } }) as never;

  test.each(["image-missing", "crash-on-start", "unhealthy", "alarm-red", "stop@50", "no-capacity"])(
    "can meet with %s",
    (text) => {
      expect(() => assertBefalls([parseFault(text)], rolling())).not.toThrow();
    },
  );

  test.each(["hook-fails", "placeholder-left", "wrong-container-name", "wrong-port", "scale-out@50"])(
    "cannot meet with %s: it has no AppSpec file, and no hook",
    (text) => {
      expect(() => assertBefalls([parseFault(text)], rolling())).toThrow(
        `fault "${text}" cannot befall containers of a rolling service, which ecs-rolling releases to`,
      );
    },
  );

  test("can lose an instance only where it has some", () => {
    const dies = [parseFault("instance-dies")];
    expect(() => assertBefalls(dies, rolling({ group: "shop" }))).not.toThrow();
    expect(() => assertBefalls(dies, rolling())).toThrow("cannot befall containers of a rolling service, ");
  });
});
