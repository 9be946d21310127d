import { EcsTaskDefinition } from "@cdktf/provider-aws/lib/ecs-task-definition";
import { Construct } from "constructs";
import { ON_FARGATE } from "./launch";
import { PlaceholderTask } from "./placeholder-task";
import { type TaskDefinitionProps, taskDefinition } from "./task-definition";

export interface TaskFamilyProps extends Omit<TaskDefinitionProps, "image"> {
  /** Registry and repository of the application's images. */
  readonly repositoryUrl: string;
  /** A public image that has nginx and sh. */
  readonly placeholderImage: string;
}

/** Tag of an image that nobody pushes. */
const UNRELEASED = "unreleased";

/**
 * The revisions of a family that Terraform registers. The first is a placeholder, which the service runs until the first
 * release. Each later one has the application's settings and an image that does not exist: the next release begins with
 * the newest revision and puts its image in, so a setting changed here reaches users by a release like any other change.
 */
export class TaskFamily extends Construct {
  public readonly family: string;
  /** The newest revision. */
  public readonly template: EcsTaskDefinition;
  /** What the service is made with. */
  public readonly placeholderArn: string;

  constructor(scope: Construct, id: string, props: TaskFamilyProps) {
    super(scope, id);
    const { task, executionRole, logs, launch = ON_FARGATE } = props;
    const placeholder = new PlaceholderTask(this, "placeholder", {
      family: props.family,
      task,
      image: props.placeholderImage,
      executionRole,
      logs,
      launch,
      // A second one would be the newest revision of the family, and the next release would begin with it.
      once: true,
    });
    const { containerDefinitions, volumes, ...rest } = taskDefinition({
      ...props,
      image: `${props.repositoryUrl}:${UNRELEASED}`,
    });
    const template = new EcsTaskDefinition(this, "resource", {
      ...rest,
      containerDefinitions: JSON.stringify(containerDefinitions),
      volume: volumes,
      // Of the releases that began with a revision, one may be what the service goes back to.
      skipDestroy: true,
      dependsOn: [placeholder.resource, ...executionRole.permissions],
      // One that had to be registered again would be newer.
      lifecycle: { replaceTriggeredBy: [`aws_ecs_task_definition.${placeholder.resource.friendlyUniqueId}`] },
    });
    this.family = template.family;
    this.template = template;
    this.placeholderArn = placeholder.arn;
  }
}
