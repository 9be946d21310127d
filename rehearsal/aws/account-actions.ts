import { type Actions, AwsError } from "./actions";

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

/**
 * Parameter Store.
 *
 * @param parameters values by name
 * @see https://docs.aws.amazon.com/systems-manager/latest/APIReference/API_GetParameters.html
 */
export function ssmActions(parameters: (name: string) => string | undefined): Actions {
  const parameter = (name: string) => {
    const value = parameters(name);
    return value === undefined ? undefined : { Name: name, Type: "String", Value: value, Version: 1 };
  };
  return {
    "ssm.GetParameter": ({ Name }) => {
      const found = parameter(String(Name));
      if (!found) throw new AwsError("ParameterNotFound", `there is no parameter ${Name}`);
      return { Parameter: found };
    },
    "ssm.GetParameters": ({ Names }) => {
      const names = Array.isArray(Names) ? Names.map(String) : [];
      return {
        Parameters: names.flatMap((name) => parameter(name) ?? []),
        InvalidParameters: names.filter((name) => !parameter(name)),
      };
    },
  };
}
