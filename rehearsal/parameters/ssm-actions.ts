import { type ActionInput, type Actions, AwsError } from "../aws/actions";
import type { ParameterDataType, ParameterStore, ParameterType, ParameterVersion } from "./model";
import { PARAMETER_TYPES } from "./model";
import { PUBLIC_PREFIX, publicParameter } from "./public-parameters";

/** What Parameter Store answers with in every region. */
interface Found extends ParameterVersion {
  readonly name: string;
}

/**
 * Parameter Store, to read and to write.
 *
 * @see https://docs.aws.amazon.com/systems-manager/latest/APIReference/API_Operations_AWS_Systems_Manager.html
 */
export function parameterActions(store: ParameterStore): Actions {
  /** @param asked a name, with `:<version>` behind it or not */
  function find(asked: string): Found | undefined {
    const [name = "", selector] = asked.split(":");
    const own = publicParameter(name);
    if (own !== undefined) {
      return {
        name,
        value: own,
        type: "String",
        dataType: "text",
        tier: "Standard",
        version: 1,
        at: 0,
      };
    }
    const versions = store.history(name);
    const version = selector === undefined ? versions.at(-1) : versions.find(numbered(selector));
    if (!version && versions.length > 0) {
      throw new AwsError(
        "ParameterVersionNotFound",
        `Systems Manager could not find version ${selector} of ${name}. Verify the version and try again.`,
      );
    }
    return version && { ...version, name };
  }

  function need(asked: string): Found {
    const found = find(asked);
    if (found) return found;
    throw new AwsError("ParameterNotFound", `there is no parameter ${asked}`);
  }

  return {
    "ssm.GetParameter": ({ Name }) => ({ Parameter: parameter(need(String(Name))) }),

    "ssm.GetParameters": ({ Names }) => {
      const names = Array.isArray(Names) ? Names.map(String) : [];
      const found = names.map((name) => ({ name, one: find(name) }));
      return {
        Parameters: found.flatMap(({ one }) => (one ? [parameter(one)] : [])),
        InvalidParameters: found.filter(({ one }) => !one).map(({ name }) => name),
      };
    },

    "ssm.GetParametersByPath": ({ Path, Recursive }) => {
      const prefix = `${String(Path).replace(/\/$/, "")}/`;
      const below = store.names.filter((name) => name.startsWith(prefix));
      const wanted = Recursive ? below : below.filter((name) => !name.slice(prefix.length).includes("/"));
      return { Parameters: wanted.flatMap((name) => find(name) ?? []).map(parameter) };
    },

    "ssm.GetParameterHistory": ({ Name }) => {
      const { name } = need(String(Name));
      return { Parameters: store.history(name).map((version) => parameter({ ...version, name })) };
    },

    "ssm.PutParameter": (input) => put(store, input),

    "ssm.DeleteParameter": ({ Name }) => {
      if (!store.delete(String(Name)))
        throw new AwsError("ParameterNotFound", `there is no parameter ${Name}`);
      return {};
    },
  };
}

function numbered(selector: string) {
  return ({ version }: ParameterVersion) => String(version) === selector;
}

function put(store: ParameterStore, input: ActionInput) {
  const { Name, Value, Type, DataType, Tier, Overwrite } = input;
  const name = String(Name);
  if (name.startsWith(PUBLIC_PREFIX)) {
    throw new AwsError("AccessDeniedException", `No access to reserved parameter name: ${name}.`);
  }
  const before = store.history(name).at(-1);
  if (before && Overwrite !== true) {
    throw new AwsError(
      "ParameterAlreadyExists",
      "The parameter already exists. To overwrite this value, set the overwrite option in the request to true.",
    );
  }
  // A parameter that is made has no type that it could keep.
  if (Type === undefined ? !before : !PARAMETER_TYPES.includes(Type as ParameterType)) {
    throw new AwsError(
      Type === undefined ? "ValidationException" : "UnsupportedParameterType",
      Type === undefined
        ? "A parameter type is required when you create a parameter."
        : `The parameter type ${Type} is not supported, allowed: ${PARAMETER_TYPES.join(", ")}`,
    );
  }
  const version = store.put(name, String(Value ?? ""), {
    type: Type as ParameterType | undefined,
    dataType: DataType as ParameterDataType | undefined,
    tier: Tier as string | undefined,
  });
  return { Version: version, Tier: Tier ?? before?.tier ?? "Standard" };
}

function parameter({ name, value, type, dataType, version, at }: Found) {
  return {
    Name: name,
    Type: type,
    Value: value,
    Version: version,
    DataType: dataType,
    // Moments travel in seconds: https://smithy.io/2.0/aws/protocols/aws-json-1_1-protocol.html
    LastModifiedDate: at / 1000,
  };
}
