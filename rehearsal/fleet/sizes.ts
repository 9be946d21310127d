import { AwsError } from "../aws/actions";
import type { GroupChanges, GroupSettings } from "./model";

type Sizes = Pick<GroupSettings, "name" | "minSize" | "maxSize" | "desiredCapacity">;

/**
 * The sizes of a group after a change. A minimum or a maximum that what is desired lies beyond moves it along, unless that
 * is given too.
 *
 * @throws AwsError ValidationError
 * @see https://docs.aws.amazon.com/autoscaling/ec2/APIReference/API_UpdateAutoScalingGroup.html
 */
export function resized(settings: GroupSettings, changes: GroupChanges): GroupSettings {
  const { minSize, maxSize, desiredCapacity } = { ...settings, ...changes };
  const fitting =
    changes.desiredCapacity === undefined
      ? Math.min(Math.max(desiredCapacity, minSize), maxSize)
      : desiredCapacity;
  const next = { ...settings, ...changes, desiredCapacity: fitting };
  checkSizes(next);
  return next;
}

/** @throws AwsError ValidationError */
export function checkSizes({ minSize, maxSize, desiredCapacity }: Sizes): void {
  for (const size of [minSize, maxSize, desiredCapacity]) {
    if (!Number.isInteger(size) || size < 0)
      throw validation(`The size of a group is ${size}, allowed: whole numbers from 0`);
  }
  if (minSize > maxSize) throw validation("Max bound, must be greater than or equal to min bound");
  if (desiredCapacity < minSize || desiredCapacity > maxSize) {
    throw validation(
      `Desired capacity:${desiredCapacity} must be between the specified min size:${minSize} and max size:${maxSize}`,
    );
  }
}

/** @throws AwsError ValidationError where so many instances cannot go into standby, what is desired going down by them */
export function checkRoomBelow(settings: Sizes, count: number): void {
  if (settings.desiredCapacity - count < settings.minSize)
    throw validation(sizesOf(settings, `To place into standby ${instances(count)}`));
}

/**
 * AWS writes down no words for this one: they follow those of the way into standby.
 *
 * @throws AwsError ValidationError where so many instances cannot come back from standby
 */
export function checkRoomAbove(settings: Sizes, count: number): void {
  if (settings.desiredCapacity + count > settings.maxSize)
    throw validation(sizesOf(settings, `To place into service ${instances(count)}`));
}

function sizesOf({ name, minSize, maxSize, desiredCapacity }: Sizes, what: string): string {
  return (
    `AutoScalingGroup ${name} has min-size=${minSize}, max-size=${maxSize}, and desired-size=${desiredCapacity}. ` +
    `${what}, please update the AutoScalingGroup sizes appropriately.`
  );
}

function instances(count: number): string {
  return count === 1 ? "1 instance" : `${count} instances`;
}

/** An error in the words that Auto Scaling has for whatever it does not allow. */
export function validation(message: string): AwsError {
  return new AwsError("ValidationError", message);
}
