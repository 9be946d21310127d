import type { Actions } from "./actions";

/** @see https://docs.aws.amazon.com/STS/latest/APIReference/API_GetCallerIdentity.html */
export function stsActions(accountId: string): Actions {
  return {
    "sts.GetCallerIdentity": () => ({
      UserId: "REHEARSAL:rehearsal",
      Account: accountId,
      Arn: `arn:aws:sts::${accountId}:assumed-role/rehearsal/rehearsal`,
    }),
  };
}
