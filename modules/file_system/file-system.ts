import { EfsAccessPoint } from "@cdktf/provider-aws/lib/efs-access-point";
import { EfsBackupPolicy } from "@cdktf/provider-aws/lib/efs-backup-policy";
import { EfsFileSystem } from "@cdktf/provider-aws/lib/efs-file-system";
import { EfsFileSystemPolicy } from "@cdktf/provider-aws/lib/efs-file-system-policy";
import { EfsMountTarget } from "@cdktf/provider-aws/lib/efs-mount-target";
import type { TerraformResource } from "cdktf";
import { Construct } from "constructs";
import type { Network } from "../networking/network";
import type { Account } from "../security/account";
import { EncryptionKey } from "../security/encryption-key";
import type { Role } from "../security/role";
import { SecurityGroup } from "../security/security-group";
import { clientPolicy } from "./client-policy";

export interface FileSystemProps {
  readonly name: string;
  readonly network: Network;
  readonly account: Account;
  /** Security groups that may reach it, and what each does there. Nobody else may. */
  readonly clients: Readonly<
    Record<"instances" | "builds", { readonly group: SecurityGroup; readonly why: string }>
  >;
  /** Role of the instances. */
  readonly instanceRole: Role;
  /** Keep daily backups for 35 days. @default true */
  readonly backup?: boolean;
  /**
   * Days until a file that nobody reads moves to cheaper storage; it moves back when it is read.
   * @default 30
   * @see https://docs.aws.amazon.com/efs/latest/ug/API_LifecyclePolicy.html
   */
  readonly transitionToIaDays?: number;
}

/** The port of NFS. */
const NFS = 2049;

/**
 * User and group `apache` of Amazon Linux: who serves the files. Through the access point an instance is this user,
 * whatever it says it is.
 */
const WEB_SERVER = { uid: 48, gid: 48 } as const;

/**
 * An encrypted file system that all instances share, with a mount target in each zone. Builds write a release's files as
 * root; instances read them, and write only where a build leaves a place for it.
 */
export class FileSystem extends Construct {
  public readonly id: string;
  /** `fs-….efs.<region>.amazonaws.com` */
  public readonly dnsName: string;
  public readonly accessPointId: string;
  /** What must stand before anyone mounts it. */
  public readonly ready: readonly TerraformResource[];

  constructor(scope: Construct, id: string, props: FileSystemProps) {
    super(scope, id);
    const { name, account, network, backup = true, transitionToIaDays: days = 30 } = props;
    const key = new EncryptionKey(this, "key", {
      name: `${name}-files`,
      description: `${name}: files that instances share`,
      account,
    });
    const fileSystem = new EfsFileSystem(this, "resource", {
      creationToken: name,
      encrypted: true,
      kmsKeyId: key.arn,
      // Paid for by what is read and written: a release comes in one burst.
      throughputMode: "elastic",
      lifecyclePolicy: [
        { transitionToIa: `AFTER_${days}_${days === 1 ? "DAY" : "DAYS"}` },
        { transitionToPrimaryStorageClass: "AFTER_1_ACCESS" },
      ],
      tags: { Name: name },
    });
    new EfsBackupPolicy(this, "backup", {
      fileSystemId: fileSystem.id,
      backupPolicy: { status: backup ? "ENABLED" : "DISABLED" },
    });
    const accessPoint = new EfsAccessPoint(this, "access-point", {
      fileSystemId: fileSystem.id,
      posixUser: WEB_SERVER,
      // The root is there from the beginning: nothing has to be made before the first mount.
      rootDirectory: { path: "/" },
      tags: { Name: name },
    });
    const policy = new EfsFileSystemPolicy(this, "policy", {
      fileSystemId: fileSystem.id,
      policy: clientPolicy({
        fileSystemArn: fileSystem.arn,
        accessPointArn: accessPoint.arn,
        instanceRoleArn: props.instanceRole.arn,
      }),
    });
    const group = this.securityGroup(props);
    const mountTargets = network.privateSubnetIds.map(
      (subnetId, index) =>
        new EfsMountTarget(this, `mount-target-${index + 1}`, {
          fileSystemId: fileSystem.id,
          subnetId,
          securityGroups: [group.id],
        }),
    );
    this.id = fileSystem.id;
    this.dnsName = fileSystem.dnsName;
    this.accessPointId = accessPoint.id;
    this.ready = [...mountTargets, policy];
  }

  private securityGroup({ name, network, clients }: FileSystemProps): SecurityGroup {
    const group = new SecurityGroup(this, "group", {
      name: `${name}-file-system`,
      description: "File system: NFS from instances and builds in, nothing out",
      vpcId: network.vpcId,
    });
    for (const [client, { group: peer, why }] of Object.entries(clients)) {
      group.allowFrom(client, { group: peer }, NFS, why);
      peer.allowTo("file-system", { group }, NFS, why);
    }
    return group;
  }
}
