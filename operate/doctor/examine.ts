import { CallError } from "../../aws/failure";
import { missingAction } from "../refused";
import { IDENTITY, QUOTAS } from "./account";
import { MACHINE } from "./machine";
import { type Line, type Look, type Patient, type Probe, unknown } from "./model";

/**
 * Looks at everything that the work with a stack needs, at the same time. What cannot be looked at is said to be so, line by
 * line: without credentials all that is of this machine is told all the same.
 */
export async function examine(patient: Patient): Promise<Line[]> {
  const [machine, identity] = await Promise.all([lines(MACHINE, patient), lines(IDENTITY, patient)]);
  const isRight = identity.every(({ id, status }) => id !== "credentials" || status === "ok");
  const quotas = isRight
    ? await lines(QUOTAS, patient)
    : QUOTAS.map(
        ({ id, what }): Line => ({
          id,
          ...unknown(`${what}: not looked at, for want of the right credentials`),
        }),
      );
  return [...machine, ...identity, ...quotas];
}

function lines(probes: readonly Probe[], patient: Patient): Promise<Line[]> {
  return Promise.all(
    probes.map(async ({ id, look }): Promise<Line> => {
      try {
        return { id, ...(await look(patient)) };
      } catch (error) {
        if (!(error instanceof CallError)) throw error;
        return { id, ...refused(error) };
      }
    }),
  );
}

/** Credentials that do not work are a problem of whoever asks; what AWS will not tell is no finding. */
function refused(error: CallError): Look & Pick<Line, "missingAction"> {
  const action = missingAction(error);
  if (error.refusal === "credentials" || error.refusal === "region") {
    return { status: "problem", text: error.message, remedy: "nothing of AWS was looked at" };
  }
  return { ...unknown(error.message), ...(action && { missingAction: action }) };
}
