/** A suite where there is a Podman to run it, and else one test that says why there is none. */
export function withPodman(name: string, suite: () => void): void {
  const problem = process.env.CONTAINERS_LEFT_OUT;
  if (problem === undefined) describe(name, suite);
  else test(`${name}: left out, as ${problem}`, () => expect(problem).not.toBe(""));
}
