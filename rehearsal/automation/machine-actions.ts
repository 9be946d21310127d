import { type Actions, AwsError } from "../aws/actions";
import { passes, tagList, tagsFor, tagsOf } from "./filters";
import type { MachineImages } from "./machine-images";
import type { Machines } from "./machines";
import type { DescribedInstance, InstanceStateName } from "./model";
import { textsOf } from "./step-work";

/** @see https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_InstanceState.html */
const STATE_CODES: Readonly<Record<InstanceStateName, number>> = {
  pending: 0,
  running: 16,
  "shutting-down": 32,
  terminated: 48,
  stopping: 64,
  stopped: 80,
};

export interface MachineActionsProps {
  readonly machines: Machines;
  readonly images: MachineImages;
  /** Instances that groups launched: told of, and not changed. */
  readonly others: () => readonly DescribedInstance[];
}

/**
 * EC2's instances, and what their SSM agents say.
 *
 * @see https://docs.aws.amazon.com/AWSEC2/latest/APIReference/OperationList-query-ec2.html
 */
export function machineActions({ machines, images, others }: MachineActionsProps): Actions {
  const all = () => [...machines.all, ...others()];

  /** @throws AwsError for an id that there is not */
  function named(ids: readonly string[]): readonly DescribedInstance[] {
    const missing = ids.find((id) => !all().some((one) => one.id === id));
    if (missing) {
      throw new AwsError("InvalidInstanceID.NotFound", `The instance ID '${missing}' does not exist`);
    }
    return all().filter(({ id }) => ids.length === 0 || ids.includes(id));
  }

  /** Changes instances, and tells of each what it was and is. */
  function changed(ids: readonly string[], change: (id: string) => void) {
    if (ids.length === 0) {
      throw new AwsError("MissingParameter", "The request must contain the parameter InstanceId");
    }
    const before = named(ids);
    for (const id of ids) change(id);
    return before.map(({ id, state }) => ({
      InstanceId: id,
      PreviousState: stateOf(state),
      CurrentState: stateOf(machines.find(id)?.state ?? state),
    }));
  }

  return {
    "ec2.RunInstances": (input) => {
      const { ImageId, InstanceType, UserData, ClientToken, TagSpecifications, MaxCount } = input;
      if (Number(MaxCount ?? 1) !== 1) {
        throw new AwsError("InvalidParameterValue", "more than one instance at once is not rehearsed");
      }
      const { Name, Arn } = Object(input.IamInstanceProfile);
      const machine = machines.launch({
        imageId: String(ImageId),
        instanceType: String(InstanceType ?? "m1.small"),
        role: Name ?? Arn,
        userData:
          UserData === undefined ? undefined : Buffer.from(String(UserData), "base64").toString("utf8"),
        tags: tagsFor(TagSpecifications, "instance"),
        clientToken: ClientToken === undefined ? undefined : String(ClientToken),
      });
      return { Instances: [described(machine)] };
    },

    "ec2.DescribeInstances": ({ InstanceIds, Filters }) => ({
      Reservations: named(textsOf(InstanceIds))
        .filter((instance) => passes(Filters, filtered(instance)))
        .map((instance) => ({ Instances: [described(instance)] })),
    }),

    "ec2.DescribeInstanceStatus": ({ InstanceIds, IncludeAllInstances }) => ({
      InstanceStatuses: named(textsOf(InstanceIds))
        .filter(({ state }) => IncludeAllInstances === true || state === "running")
        .map(({ id, state, isOnline }) => {
          const status = { Status: isOnline ? "ok" : "initializing" };
          return {
            InstanceId: id,
            InstanceState: stateOf(state),
            InstanceStatus: status,
            SystemStatus: status,
          };
        }),
    }),

    "ec2.StartInstances": ({ InstanceIds }) => ({
      StartingInstances: changed(textsOf(InstanceIds), (id) => machines.start(id)),
    }),

    "ec2.StopInstances": ({ InstanceIds }) => ({
      StoppingInstances: changed(textsOf(InstanceIds), (id) => machines.stop(id)),
    }),

    "ec2.TerminateInstances": ({ InstanceIds }) => ({
      TerminatingInstances: changed(textsOf(InstanceIds), (id) => machines.terminate(id)),
    }),

    "ec2.CreateTags": ({ Resources, Tags }) => {
      for (const id of textsOf(Resources)) {
        if (machines.tag(id, tagsOf(Tags)) || images.tag(id, tagsOf(Tags))) continue;
        throw new AwsError("InvalidID", `The ID '${id}' is not valid`);
      }
      return {};
    },

    "ssm.DescribeInstanceInformation": ({ Filters, InstanceInformationFilterList }) => {
      const filters = [Filters ?? InstanceInformationFilterList ?? []].flat() as InformationFilter[];
      const wanted = filters.flatMap(({ Key, key, Values, valueSet }) =>
        (Key ?? key) === "InstanceIds" ? textsOf(Values ?? valueSet) : [],
      );
      const online = all().filter(
        ({ id, isOnline }) => isOnline && (filters.length === 0 || wanted.includes(id)),
      );
      return {
        InstanceInformationList: online.map(({ id }) => ({
          InstanceId: id,
          PingStatus: "Online",
          PlatformType: "Linux",
          PlatformName: "Amazon Linux",
          PlatformVersion: "2023",
        })),
      };
    },
  };
}

/** @see https://docs.aws.amazon.com/systems-manager/latest/APIReference/API_InstanceInformationStringFilter.html */
interface InformationFilter {
  readonly Key?: string;
  readonly key?: string;
  readonly Values?: unknown;
  readonly valueSet?: unknown;
}

function stateOf(state: InstanceStateName) {
  return { Code: STATE_CODES[state], Name: state };
}

function filtered({ id, imageId, state, tags, instanceType }: DescribedInstance) {
  return {
    tags,
    fields: {
      "instance-id": id,
      "image-id": imageId,
      "instance-state-name": state,
      "instance-type": instanceType,
    },
  };
}

function described({ id, imageId, instanceType, zone, state, launchedAt, tags }: DescribedInstance) {
  return {
    InstanceId: id,
    ImageId: imageId,
    InstanceType: instanceType,
    State: stateOf(state),
    LaunchTime: new Date(launchedAt).toISOString(),
    Placement: { AvailabilityZone: zone },
    RootDeviceName: "/dev/xvda",
    Tags: tagList(tags),
  };
}
