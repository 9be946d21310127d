import { CallError } from "../../aws/failure";
import { SteerError } from "./failure";

/** What AWS has done already, for whomever, is done. */
export function unless(known: RegExp): (error: unknown) => void {
  return (error) => {
    if (!(error instanceof CallError) || !known.test(error.code)) throw error;
  };
}

/**
 * A question that was open is not any more.
 * @throws SteerError in the place of what is known, and anything else as it is
 */
export function answered(known: RegExp): (error: unknown) => never {
  return (error) => {
    if (!(error instanceof CallError) || !known.test(error.code)) throw error;
    throw answeredAlready();
  };
}

/** Why a question takes no answer any more. */
export function answeredAlready(): SteerError {
  return new SteerError(
    "somebody else has answered meanwhile, or its time is over: bluegreen status says how",
  );
}

/**
 * CodeDeploy takes one deployment of a group at a time. The other may be this command's own, where the connection broke before
 * the answer came and the SDK has asked again: the command follows it when it is started again, as it follows anybody's.
 *
 * @see https://docs.aws.amazon.com/codedeploy/latest/APIReference/API_CreateDeployment.html DeploymentLimitExceededException
 *
 * @throws SteerError in the place of that, and anything else as it is
 */
export function overtaken(error: unknown): never {
  if (!(error instanceof CallError) || error.code !== "DeploymentLimitExceededException") throw error;
  const [other = "another deployment"] = /d-[A-Z0-9]+/.exec(error.message) ?? [];
  throw new SteerError(`${other} has begun meanwhile: look at bluegreen status, and start again`);
}
