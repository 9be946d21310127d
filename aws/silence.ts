/** The part of a client of the SDK that is needed to see each attempt of its calls. */
export interface Attempting {
  readonly middlewareStack: {
    // biome-ignore lint/suspicious/noExplicitAny: each client has types of its own for what its commands send.
    add(middleware: any, options: any): void;
  };
}

type Attempt = (sent: unknown) => Promise<unknown>;

/**
 * Times that what changes nothing is sent: a lost answer ends no release, and who waits before a terminal is told within a
 * minute.
 */
const SENT = 2;

/** AWS has taken a request, and has said nothing to it. The SDK repeats a call for the one name, and not for the other. */
class NoAnswer extends Error {
  public override readonly name: string;

  constructor(message: string, isRepeated: boolean) {
    super(message);
    this.name = isRepeated ? "TimeoutError" : "NoAnswer";
  }
}

/**
 * Has a client's calls end soon where AWS says nothing. The SDK would repeat them like calls that were throttled, eight times.
 *
 * What changes something is sent once: AWS may have done it, and would do it again, such as a second task of `RunTask`, or
 * refuse it because of the first, such as `CreateDeployment`.
 *
 * What never came to AWS, such as a connection that was not made, is the SDK's to repeat.
 * @see https://docs.aws.amazon.com/sdkref/latest/guide/feature-retry-behavior.html
 *
 * @param isRead whether an action changes nothing, by its name
 */
export function endSilence({ middlewareStack }: Attempting, isRead: (action: string) => boolean): void {
  const middleware = (next: Attempt, { commandName = "" }: { readonly commandName?: string }): Attempt => {
    // It is made anew for each call, and called for each attempt.
    let sent = 0;
    return async (request) => {
      sent += 1;
      try {
        return await next(request);
      } catch (error) {
        const seconds = silenceOf(error);
        if (seconds === undefined) throw error;
        const nothing = `nothing within ${seconds} s`;
        if (!isRead(commandName))
          throw new NoAnswer(`${nothing}, so it is not known whether it was done`, false);
        // AWS_MAX_ATTEMPTS may allow one attempt alone.
        const isFirst = sent < SENT;
        throw new NoAnswer(isFirst ? nothing : `${nothing}, ${SENT} times`, isFirst);
      }
    };
  };
  // Around what reads the answer, too, and within what repeats.
  middlewareStack.add(middleware, { name: "endSilence", step: "deserialize", priority: "high" });
}

/**
 * The SDK's own words are all that tells silence from a connection that was not made: its name is that of both.
 * @see https://github.com/smithy-lang/smithy-typescript/blob/main/packages/node-http-handler/src/set-request-timeout.ts
 *
 * @returns seconds that AWS had
 */
function silenceOf(error: unknown): number | undefined {
  const { message = "" } = (error ?? {}) as Partial<Error>;
  const [, milliseconds] = /(\d+) ms (?:requestTimeout|of inactivity)/.exec(message) ?? [];
  return milliseconds === undefined ? undefined : Number(milliseconds) / 1000;
}
