/** A signal that is aborted once nobody reads what is written any more: `head` may have read enough. */
export function unread(stream: NodeJS.WritableStream): AbortSignal {
  const controller = new AbortController();
  stream.on("error", (error: NodeJS.ErrnoException) => {
    if (error.code !== "EPIPE") throw error;
    controller.abort();
  });
  return controller.signal;
}
