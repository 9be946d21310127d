import { UserError } from "../../../config/user-error";
import { assertBefalls, parseFault } from "../../../rehearsal/faults";
import { read } from "../stack/read";

const service = read();

test("a fault of the other kind of system is refused by name, and those that fit are named", () => {
  const befall = () => assertBefalls(["mount-fails", "errors=30", "flip-dies"].map(parseFault), service);
  expect(befall).toThrow(UserError);
  expect(befall).toThrow(
    'fault "mount-fails" is one of instances, and ecs-blue-green releases to containers of a service; ' +
      'fault "flip-dies" is one of instances, and ecs-blue-green releases to containers of a service; choose among build-fails, ',
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
    "is one of containers of a service, and ec2-rolling releases to instances",
  );
});
