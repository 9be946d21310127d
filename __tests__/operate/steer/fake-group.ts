/** One Auto Scaling group, which scripts of a release may have changed. */
export class FakeGroup {
  public minimum = 2;
  public suspended: string[] = [];
  public standby: string[] = [];
  /** The fleet is what its keeper knows it by: no script's note. */
  public readonly tags = new Map([["bluegreen:fleet", "shop"]]);

  /** As a script that was killed leaves it. */
  public leaveChanged(): void {
    this.minimum = 1;
    this.suspended = ["AZRebalance", "Launch"];
    this.tags.set("bluegreen:min-size", "2").set("bluegreen:suspended", "AZRebalance").set("team", "shop");
  }

  DescribeAutoScalingGroups() {
    return {
      AutoScalingGroups: [
        {
          AutoScalingGroupName: "shop",
          MinSize: this.minimum,
          Instances: this.standby.map((InstanceId) => ({ InstanceId, LifecycleState: "Standby" })),
          SuspendedProcesses: this.suspended.map((ProcessName) => ({ ProcessName })),
          Tags: [...this.tags].map(([Key, Value]) => ({ Key, Value })),
        },
      ],
    };
  }

  UpdateAutoScalingGroup({ MinSize }: { MinSize: number }) {
    this.minimum = MinSize;
    return {};
  }

  ResumeProcesses({ ScalingProcesses }: { ScalingProcesses: string[] }) {
    this.suspended = this.suspended.filter((name) => !ScalingProcesses.includes(name));
    return {};
  }

  DeleteTags({ Tags }: { Tags: { Key: string }[] }) {
    for (const { Key } of Tags) this.tags.delete(Key);
    return {};
  }
}
