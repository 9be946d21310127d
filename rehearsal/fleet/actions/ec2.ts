import { type ActionInput, type Actions, AwsError } from "../../aws/actions";
import { ACCOUNT } from "../../stack/computed";
import type { LaunchImage } from "../fleet";
import type { Fleet, Group, LaunchTemplateModel, LifecycleState, Member } from "../model";
import { filtersIn, flagIn, tagsPass, textsIn } from "./input";

export interface Ec2ActionsProps {
  readonly fleet: Fleet;
  readonly launchTemplates: readonly LaunchTemplateModel[];
  /** The image that a template's `imageId` names now. */
  readonly image: (imageId: string) => LaunchImage;
}

/** @see https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_InstanceState.html */
const STATES = { pending: 0, running: 16, "shutting-down": 32, terminated: 48 } as const;

/**
 * EC2, as far as instances of Auto Scaling groups and their launch templates are asked about.
 *
 * @see https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_Operations.html
 */
export function ec2Actions({ fleet, launchTemplates, image }: Ec2ActionsProps): Actions {
  return {
    "ec2.DescribeInstances": ({ InstanceIds, Filters }) => {
      const ids = textsIn(InstanceIds);
      const filters = filtersIn(Filters);
      const known = [
        ...fleet.groups.flatMap((group) => group.members.map((member) => instanceAnswer(group, member))),
        ...fleet.terminated.map((InstanceId) => ({
          InstanceId,
          State: stateAnswer("terminated"),
          tags: {},
          Placement: undefined,
        })),
      ];
      const missing = ids.find((id) => !known.some(({ InstanceId }) => InstanceId === id));
      if (missing)
        throw new AwsError("InvalidInstanceID.NotFound", `The instance ID '${missing}' does not exist`);
      const found = known.filter(
        (one) =>
          (ids.length === 0 || ids.includes(one.InstanceId)) &&
          filters.every(({ name, values }) => passes(one, { name, values })),
      );
      return {
        Reservations: found.map(({ tags, ...instance }) => ({
          ReservationId: `r-${instance.InstanceId.slice(2)}`,
          OwnerId: ACCOUNT,
          Instances: [{ ...instance, Tags: Object.entries(tags).map(([Key, Value]) => ({ Key, Value })) }],
        })),
      };
    },

    "ec2.DescribeLaunchTemplateVersions": (input) => {
      const template = templateOf(launchTemplates, input);
      const ImageId = flagIn(input.ResolveAlias) ? image(template.imageId).id : template.imageId;
      return {
        LaunchTemplateVersions: [
          {
            LaunchTemplateId: template.id,
            LaunchTemplateName: template.name,
            VersionNumber: 1,
            DefaultVersion: true,
            LaunchTemplateData: {
              ImageId,
              InstanceType: template.instanceType,
              UserData: template.userData && Buffer.from(template.userData).toString("base64"),
            },
          },
        ],
      };
    },
  };
}

function templateOf(
  launchTemplates: readonly LaunchTemplateModel[],
  { LaunchTemplateId: id, LaunchTemplateName: name }: ActionInput,
): LaunchTemplateModel {
  const found = launchTemplates.find((one) => (id === undefined ? one.name === name : one.id === id));
  if (found) return found;
  throw id === undefined
    ? new AwsError(
        "InvalidLaunchTemplateName.NotFoundException",
        `The specified launch template, with template name ${name}, does not exist.`,
      )
    : new AwsError(
        "InvalidLaunchTemplateId.NotFound",
        `The specified launch template, with template ID ${id}, does not exist.`,
      );
}

/** @see https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_Instance.html */
function instanceAnswer({ settings }: Group, member: Member) {
  const { instance } = member;
  return {
    InstanceId: member.id,
    ImageId: member.imageId,
    InstanceType: instance?.metadata.instanceType,
    LaunchTime: new Date(member.launchedAt),
    Placement: { AvailabilityZone: member.zone },
    PrivateIpAddress: instance?.host,
    State: stateAnswer(stateOf(member.state, instance !== undefined)),
    tags: instance?.metadata.tags ?? { ...settings.tags, "aws:autoscaling:groupName": settings.name },
  };
}

function stateOf(state: LifecycleState, hasBooted: boolean): keyof typeof STATES {
  if (state === "Terminating") return "shutting-down";
  if (state === "Terminated") return "terminated";
  return hasBooted ? "running" : "pending";
}

function stateAnswer(Name: keyof typeof STATES) {
  return { Code: STATES[Name], Name };
}

type Filtered = Pick<ReturnType<typeof instanceAnswer>, "InstanceId" | "State" | "tags"> & {
  readonly Placement?: { readonly AvailabilityZone: string };
};

function passes(
  one: Filtered,
  filter: { readonly name: string; readonly values: readonly string[] },
): boolean {
  const looks: Readonly<Record<string, string | undefined>> = {
    "availability-zone": one.Placement?.AvailabilityZone,
    "instance-id": one.InstanceId,
    "instance-state-name": one.State.Name,
  };
  if (Object.hasOwn(looks, filter.name)) return filter.values.includes(looks[filter.name] ?? "");
  return tagsPass(one.tags, filter) ?? true;
}
