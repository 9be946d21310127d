import fc from "fast-check";
import { stringify } from "yaml";
import { facts, Sample } from "./sample";

const stack = facts();
const sample = new Sample();
afterAll(() => sample.remove());

const FILES = ["buildspec.yml", "appspec.yaml", "taskdef.json", "Dockerfile", "nginx.conf"];

/** Words that the checks look for, so that arbitrary text gets beyond the first of them. */
const words = fc.constantFrom(
  ..."version 0.2 phases build commands artifacts files Resources TargetService Properties Hooks 0 <A> ${b} [ { } ; \" ' \\".split(
    " ",
  ),
  ..."containerDefinitions name app image healthCheck command FROM COPY --from=a EXPOSE <<E server listen location http \n".split(
    " ",
  ),
);
const soup = fc.array(words, { maxLength: 40 }).map((parts) => parts.join(" "));
const tree = fc.letrec((tie) => ({
  node: fc.oneof(
    { maxDepth: 5 },
    words,
    fc.constantFrom(null, true, 1, ""),
    fc.array(tie("node"), { maxLength: 3 }),
    fc.dictionary(words, tie("node"), { maxKeys: 4 }),
  ),
})).node;
const text = fc.oneof(
  fc.string({ unit: "binary", maxLength: 60 }),
  soup,
  tree.map((value) => stringify(value)),
  tree.map((value) => JSON.stringify(value)),
);

test.each(FILES)("any text can stand in %s: it is judged, and nothing is thrown", (name) => {
  fc.assert(
    fc.property(text, (content) => {
      sample.edit({ [name]: content });
      for (const finding of sample.check(stack))
        expect(finding).toMatch(/^\P{Cc}+: (error|warning): \P{Cc}+; \P{Cc}+$/u);
    }),
    { numRuns: 150 },
  );
});
