import fc from "fast-check";
import { type ImageName, parseImage, printImage, sameRepository } from "../../ecs-deploy/image-name";

const letters = (pattern: RegExp) => fc.stringMatching(pattern);

const component = letters(/^[a-z0-9]{1,6}((\.|_|__|-{1,3})[a-z0-9]{1,4}){0,2}$/);
const host = letters(/^[a-zA-Z0-9]{1,5}(-[a-zA-Z0-9]{1,3})?(\.[a-z0-9]{1,5}){1,3}$/);
const port = fc.integer({ min: 1, max: 65535 });

/** Hosts as registries have them: with a dot or a port, or this machine. */
const registry = fc.oneof(
  host,
  fc.tuple(host, port).map(([name, number]) => `${name}:${number}`),
  fc.tuple(letters(/^[a-z]{2,8}$/), port).map(([name, number]) => `${name}:${number}`),
  fc.constant("localhost"),
);
const tag = letters(/^[A-Za-z0-9_][A-Za-z0-9_.-]{0,20}$/);
const digest = letters(/^[0-9a-f]{64}$/).map((hex) => `sha256:${hex}`);
const path = fc
  .array(component, { minLength: 1, maxLength: 4 })
  .map((parts) => parts.join("/"))
  // What has a dot before its first slash is a registry.
  .filter((whole) => !/^(localhost|[^/]*\.[^/]*)\//.test(whole));

const image: fc.Arbitrary<ImageName> = fc.record({ registry, path, tag, digest }, { requiredKeys: ["path"] });

describe("names of images", () => {
  test("can be read, whatever parts they have: what is printed is read as it was", () => {
    fc.assert(fc.property(image, (name) => expect(parseImage(printImage(name))).toEqual(name)));
  });

  test("can be printed as they were read", () => {
    fc.assert(
      fc.property(image, (name) => {
        const text = printImage(name);
        expect(printImage(parseImage(text))).toBe(text);
      }),
    );
  });

  test("are refused or read, and never anything else, whatever they are", () => {
    const anything = fc.oneof(fc.string(), letters(/^[a-z0-9:/@._-]{0,30}$/));
    fc.assert(
      fc.property(anything, (text) => {
        let name: ImageName;
        try {
          name = parseImage(text);
        } catch (error) {
          expect(error).toMatchObject({ name: "DeployError", exitCode: 13 });
          return;
        }
        expect(printImage(name)).toBe(text);
      }),
    );
  });

  test.each<[string, ImageName]>([
    ["nginx", { path: "nginx" }],
    ["localhost/nginx", { registry: "localhost", path: "nginx" }],
    ["team/shop:1", { path: "team/shop", tag: "1" }],
    ["registry:5000/shop", { registry: "registry:5000", path: "shop" }],
    [
      "a.example.com:8000/b/c/d:1.2@sha256:ab",
      {
        registry: "a.example.com:8000",
        path: "b/c/d",
        tag: "1.2",
        digest: "sha256:ab",
      },
    ],
  ])("%s has its parts", (text, parts) => {
    expect(parseImage(text)).toEqual(parts);
  });

  test.each([
    ["shop:", "the tag is empty; allowed: letters, digits, . _ and -"],
    ["shop:-1", 'the tag is "-1"'],
    ["Team/Shop", 'the repository is "Team/Shop"; allowed: lower-case letters'],
    ["shop@sha1:ab", "what stands behind @ is no digest"],
    ["shop@sha256:ab@sha256:ab", "what stands behind @ is no digest"],
    ["example.com:99999999/shop", 'the registry is "example.com:99999999"'],
    ["shop//a", 'the repository is "shop//a"'],
  ])("fails on %s, and says which part is wrong", (text, message) => {
    expect(() => parseImage(text)).toThrow(message);
  });

  test.each([
    ["nginx", "docker.io/library/nginx:1", true],
    ["team/shop:1", "index.docker.io/team/shop", true],
    ["team/shop:1", "example.com/team/shop:1", false],
    ["example.com/shop:1", "example.com/shop@sha256:ab", true],
    ["example.com/shop", "example.com/shop-two", false],
  ])("%s and %s: same repository is %s", (one, other, same) => {
    expect(sameRepository(parseImage(one), parseImage(other))).toBe(same);
  });
});
