import type { FromUsers, ToUsers, UsersSettings } from "../users/messages";
import { Stream } from "../users/stream";

const settings: UsersSettings = JSON.parse(process.argv.at(-1) ?? "");
const stream = new Stream(settings, (sample) => tell({ type: "sample", sample }));

// Without whoever asked for users, nobody wants them.
process.once("disconnect", () => process.exit());
process.on("message", (message: ToUsers) => void (message.type === "stop" ? stop() : answer(message)));
void stream.warm.then(() => tell({ type: "started" }));

async function answer({ id, from, to }: Extract<ToUsers, { type: "between" }>): Promise<void> {
  tell({ type: "answer", id, sample: await stream.between(from, to) });
}

async function stop(): Promise<void> {
  await stream.stop();
  tell({ type: "ledger", ledger: stream.ledger.data }, () => process.disconnect());
}

/** @param told called once it is on its way, or cannot be sent, which the channel's end says as well */
function tell(message: FromUsers, told = (): void => undefined): void {
  process.send?.(message, undefined, undefined, told);
}
