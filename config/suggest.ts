import { distance } from "fastest-levenshtein";

/** The candidate that a text was most likely meant to be: the nearest in spelling, or one that it is a part of. */
export function suggest(text: string, candidates: readonly string[]): string | undefined {
  const far = (candidate: string) => distance(text.toLowerCase(), candidate.toLowerCase());
  const allowance = Math.max(2, Math.floor(text.length / 3));
  const near = candidates.filter((candidate) => far(candidate) <= allowance).sort((a, b) => far(a) - far(b));
  return near[0] ?? candidates.find((candidate) => isPart(text, candidate));
}

/** Of very short texts too much is a part. */
function isPart(text: string, candidate: string): boolean {
  return text.length >= 3 && (candidate.includes(text) || text.includes(candidate));
}
