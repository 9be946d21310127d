/** What AWS lists a page at a time. */
interface Page {
  readonly nextToken?: string;
}

/** All ARNs of a listing, however many pages it has. */
export async function allArns<P extends Page>(
  list: (nextToken: string | undefined) => Promise<P>,
  arnsOf: (page: P) => readonly string[] | undefined,
): Promise<string[]> {
  const arns: string[] = [];
  let nextToken: string | undefined;
  do {
    const page = await list(nextToken);
    arns.push(...(arnsOf(page) ?? []));
    nextToken = page.nextToken;
  } while (nextToken !== undefined);
  return arns;
}
