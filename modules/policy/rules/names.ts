import { NAME_LIMITS, type NameLimit } from "../name-limits";
import { replaceExpressions } from "../reference";
import type { Finding, Rule } from "../rule";

export const NAME_RULES: readonly Rule[] = [
  rule(
    "BG-NAME-001",
    "Names are no longer than AWS takes",
    "shorten the name of the system",
    function* (name, limit) {
      // What a reference will add is not known yet; the rest must fit all the same.
      const known = replaceExpressions(name, () => "");
      if (known.length > limit.longest)
        yield `has ${known.length} characters, AWS takes at most ${limit.longest}`;
    },
  ),
  rule(
    "BG-NAME-002",
    "Names have only characters that AWS takes",
    "change the name",
    function* (name, limit) {
      const known = replaceExpressions(name, () => "abc");
      if (!limit.pattern.test(known)) yield `does not fit, AWS takes ${limit.allowed}`;
    },
  ),
];

function rule(
  id: string,
  title: string,
  remedy: string,
  judge: (name: string, limit: NameLimit) => Iterable<string>,
): Rule {
  return {
    id,
    level: "error",
    title,
    remedy,
    *check(view): Generator<Finding> {
      for (const limit of NAME_LIMITS) {
        for (const resource of view.ofType(limit.type)) {
          const name = resource.text(limit.attribute);
          if (name === undefined) continue;
          for (const message of judge(name, limit))
            yield { resource, message: `${limit.attribute} "${name}" ${message}` };
        }
      }
    },
  };
}
