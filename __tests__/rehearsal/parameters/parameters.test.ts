import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { AwsError } from "../../../rehearsal/aws/actions";
import { openParameters, type ParameterChange, parameterActions } from "../../../rehearsal/parameters";
import type { DeclaredParameter } from "../../../rehearsal/parameters/model";

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "parameters-"));
});
afterEach(() => rmSync(folder, { recursive: true }));

const COLOR: DeclaredParameter = { name: "/shop-efs/color", value: "null" };
const GOLDEN: DeclaredParameter = {
  name: "/shop-ami/golden-ami",
  value: "ami-00000000000000001",
  dataType: "aws:ec2:image",
};

function open(declared: readonly DeclaredParameter[] = [COLOR]) {
  const store = openParameters({ declared, file: join(folder, "parameters.json"), now: () => 1000 });
  const changes: ParameterChange[] = [];
  store.onChange((change) => changes.push(change));
  const actions = parameterActions(store);
  const call = (name: string, input: Record<string, unknown>) => actions[`ssm.${name}`]?.(input);
  return { store, changes, call };
}

function errorOf(work: () => unknown): string {
  try {
    work();
  } catch (error) {
    return error instanceof AwsError ? error.code : String(error);
  }
  return "none";
}

test("a parameter can be read as the stack declares it, and written", () => {
  const { store, changes, call } = open();
  expect(call("GetParameter", { Name: COLOR.name })).toMatchObject({
    Parameter: { Name: COLOR.name, Type: "String", Value: "null", Version: 1, LastModifiedDate: 1 },
  });
  expect(call("PutParameter", { Name: COLOR.name, Value: "green", Overwrite: true })).toEqual({
    Version: 2,
    Tier: "Standard",
  });
  expect(store.get(COLOR.name)).toBe("green");
  expect(changes).toEqual([
    { name: COLOR.name, operation: "Update", type: "String", dataType: "text", value: "green" },
  ]);
});

test("an earlier version can be read, and one that never was is refused", () => {
  const { store, call } = open();
  store.put(COLOR.name, "green");
  expect(call("GetParameter", { Name: `${COLOR.name}:1` })).toMatchObject({ Parameter: { Value: "null" } });
  expect(call("GetParameterHistory", { Name: COLOR.name })).toMatchObject({
    Parameters: [{ Version: 1 }, { Version: 2, Value: "green" }],
  });
  expect(errorOf(() => call("GetParameter", { Name: `${COLOR.name}:9` }))).toBe("ParameterVersionNotFound");
});

test.each([
  ["a name that is taken", { Name: COLOR.name, Value: "green" }, "ParameterAlreadyExists"],
  ["no type for a new one", { Name: "/new", Value: "1" }, "ValidationException"],
  ["a type that there is not", { Name: "/new", Value: "1", Type: "Number" }, "UnsupportedParameterType"],
  ["no value", { Name: COLOR.name, Value: "", Overwrite: true }, "ValidationException"],
  ["too long a value", { Name: "/new", Value: "x".repeat(4097), Type: "String" }, "ValidationException"],
  ["AWS's own", { Name: "/aws/service/ami-x", Value: "1", Type: "String" }, "AccessDeniedException"],
])("PutParameter with %s is refused", (_, input, code) => {
  const { store, changes, call } = open();
  expect(errorOf(() => call("PutParameter", input))).toBe(code);
  expect(store.get(COLOR.name)).toBe("null");
  expect(changes).toEqual([]);
});

test("parameters can be read many at once, and below a path", () => {
  const { call } = open([COLOR, { name: "/shop-efs/a/b", value: "deep" }, { name: "/shop", value: "top" }]);
  expect(call("GetParameters", { Names: [COLOR.name, "/other"] })).toMatchObject({
    Parameters: [{ Value: "null" }],
    InvalidParameters: ["/other"],
  });
  const values = (answer: unknown) =>
    (answer as { Parameters: { Value: string }[] }).Parameters.map(({ Value }) => Value);
  expect(values(call("GetParametersByPath", { Path: "/shop-efs" }))).toEqual(["null"]);
  expect(values(call("GetParametersByPath", { Path: "/shop-efs/", Recursive: true }))).toEqual([
    "null",
    "deep",
  ]);
});

test("a parameter can be deleted once", () => {
  const { store, changes, call } = open();
  expect(call("DeleteParameter", { Name: COLOR.name })).toEqual({});
  expect(store.get(COLOR.name)).toBeUndefined();
  expect(changes).toMatchObject([{ operation: "Delete", name: COLOR.name }]);
  expect(errorOf(() => call("DeleteParameter", { Name: COLOR.name }))).toBe("ParameterNotFound");
});

test("AWS's own parameters name an image, the same at every reading", () => {
  const { store } = open();
  const name = "/aws/service/ami-amazon-linux-latest/al2023-ami-kernel-default-arm64";
  expect(store.get(name)).toMatch(/^ami-0[0-9a-f]{16}$/);
  expect(store.get(name)).toBe(open().store.get(name));
  expect(store.get("/aws/service/global-infrastructure/regions")).toBeUndefined();
});

describe("a parameter for an image", () => {
  function openGolden() {
    const opened = open([GOLDEN]);
    opened.store.isImage = (id) => id !== "ami-00000000000000009";
    return opened;
  }

  test("takes an image that there is", () => {
    const { store, call } = openGolden();
    call("PutParameter", { Name: GOLDEN.name, Value: "ami-00000000000000002", Overwrite: true });
    expect(store.get(GOLDEN.name)).toBe("ami-00000000000000002");
  });

  test.each(["ami-00000000000000009", "latest", "ami-12"])(
    "gives %s a version, and does not take it",
    (value) => {
      const { store, changes, call } = openGolden();
      expect(call("PutParameter", { Name: GOLDEN.name, Value: value, Overwrite: true })).toMatchObject({
        Version: 2,
      });
      expect(store.get(GOLDEN.name)).toBe(GOLDEN.value);
      expect(changes).toMatchObject([{ exception: "Unable to Describe Resource", value: GOLDEN.value }]);
      expect(store.put(GOLDEN.name, "ami-00000000000000003")).toBe(3);
    },
  );
});

describe("a rehearsal that was killed", () => {
  test("goes on with what was written", () => {
    open().store.put(COLOR.name, "green");
    open().store.put("/new", "1");
    const { store } = open();
    expect([store.get(COLOR.name), store.version(COLOR.name), store.get("/new")]).toEqual(["green", 2, "1"]);
  });

  test("takes what the stack declares anew", () => {
    open([COLOR, { name: "/shop-efs/instance", value: "A=1" }]).store.put(COLOR.name, "green");
    const { store } = open([COLOR, { name: "/shop-efs/instance", value: "A=2" }]);
    expect(store.get("/shop-efs/instance")).toBe("A=2");
    expect(store.version("/shop-efs/instance")).toBe(2);
    expect(store.get(COLOR.name)).toBe("green");
  });
});

test("nothing is written to disk where no file is named", () => {
  openParameters({ declared: [COLOR], now: () => 0 }).put(COLOR.name, "green");
  expect(() => readFileSync(join(folder, "parameters.json"))).toThrow("ENOENT");
});
