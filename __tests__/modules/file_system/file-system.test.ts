import { FileSystem, type FileSystemProps } from "../../../modules/file_system";
import { Account, Role, SecurityGroup } from "../../../modules/security";
import { alone } from "../../helpers/synth";
import type { Attributes } from "../../helpers/template";
import { NETWORK } from "../surroundings";

const fileSystem = (props: Partial<FileSystemProps> = {}) =>
  alone((stack) => {
    const group = (id: string) => new SecurityGroup(stack, id, { name: id, description: id, vpcId: "vpc-1" });
    new FileSystem(stack, "efs", {
      name: "shop",
      network: NETWORK,
      account: new Account(stack, "account", "eu-central-1"),
      clients: {
        instances: { group: group("fleet"), why: "The site" },
        builds: { group: group("build"), why: "Releases" },
      },
      instanceRole: new Role(stack, "instance", {
        name: "shop-instance",
        description: "Serves",
        trust: { Service: "ec2.amazonaws.com" },
      }),
      ...props,
    });
  });

const template = fileSystem();
const policy = template.only("aws_efs_file_system_policy");
const statement = (sid: string): Attributes =>
  JSON.parse(policy.policy).Statement.find(({ Sid }: Attributes) => Sid === sid);

test("is encrypted by a key of its own, and moves what nobody reads to cheaper storage", () => {
  expect(template.only("aws_efs_file_system")).toEqual({
    creation_token: "shop",
    encrypted: true,
    kms_key_id: "${aws_kms_key.efs_key.arn}",
    throughput_mode: "elastic",
    lifecycle_policy: [
      { transition_to_ia: "AFTER_30_DAYS" },
      { transition_to_primary_storage_class: "AFTER_1_ACCESS" },
    ],
    tags: { Name: "shop" },
  });
});

test.each([
  [1, "AFTER_1_DAY"],
  [90, "AFTER_90_DAYS"],
])("can move files after %i days", (transitionToIaDays, word) => {
  const [{ transition_to_ia }] = fileSystem({ transitionToIaDays }).only(
    "aws_efs_file_system",
  ).lifecycle_policy;

  expect(transition_to_ia).toBe(word);
});

test.each([
  ["is backed up", {}, "ENABLED"],
  ["can go without backups", { backup: false }, "DISABLED"],
])("%s", (_, props, status) => {
  expect(fileSystem(props).only("aws_efs_backup_policy")).toEqual({
    file_system_id: "${aws_efs_file_system.efs.id}",
    backup_policy: { status },
  });
});

test("has a mount target in each zone", () => {
  expect(Object.values(template.resources("aws_efs_mount_target"))).toEqual(
    NETWORK.privateSubnetIds.map((subnet_id) => ({
      file_system_id: "${aws_efs_file_system.efs.id}",
      subnet_id,
      security_groups: ["${aws_security_group.efs_group.id}"],
    })),
  );
});

test("is reached on NFS's port by instances and builds, and by nobody else", () => {
  const { efs_group_from_instances: instances, efs_group_from_builds: builds } = template.resources(
    "aws_vpc_security_group_ingress_rule",
  );

  expect([instances, builds]).toEqual(
    ["fleet", "build"].map((client) =>
      expect.objectContaining({
        security_group_id: "${aws_security_group.efs_group.id}",
        referenced_security_group_id: `\${aws_security_group.${client}.id}`,
        ip_protocol: "tcp",
        from_port: 2049,
        to_port: 2049,
      }),
    ),
  );
});

test("lets nothing out, and its clients out to itself", () => {
  const { fleet_to_file_system, build_to_file_system, ...others } = template.resources(
    "aws_vpc_security_group_egress_rule",
  );
  const toItself = {
    referenced_security_group_id: "${aws_security_group.efs_group.id}",
    from_port: 2049,
    to_port: 2049,
  };

  expect(fleet_to_file_system).toMatchObject(toItself);
  expect(build_to_file_system).toMatchObject(toItself);
  expect(others).toEqual({});
});

test("makes whoever comes through the access point the web server's user, at a root that is there from the beginning", () => {
  expect(template.only("aws_efs_access_point")).toMatchObject({
    posix_user: { uid: 48, gid: 48 },
    root_directory: { path: "/" },
  });
});

describe("its policy", () => {
  test("refuses everyone who speaks no TLS", () => {
    expect(statement("TlsOnly")).toEqual({
      Sid: "TlsOnly",
      Effect: "Deny",
      Principal: "*",
      Action: expect.arrayContaining(["elasticfilesystem:ClientMount", "elasticfilesystem:ClientWrite"]),
      Resource: ["${aws_efs_file_system.efs.arn}"],
      Condition: { Bool: { "aws:SecureTransport": "false" } },
    });
  });

  test("lets clients in through mount targets alone, for CodeBuild cannot name its role", () => {
    expect(statement("ThroughMountTargets")).toMatchObject({
      Effect: "Allow",
      Principal: { AWS: "*" },
      Condition: { Bool: { "elasticfilesystem:AccessedViaMountTarget": "true" } },
    });
  });

  test("refuses instances that come past the access point", () => {
    expect(statement("InstancesThroughAccessPoint")).toMatchObject({
      Effect: "Deny",
      Principal: { AWS: "${aws_iam_role.instance.arn}" },
      Condition: {
        StringNotEquals: {
          "elasticfilesystem:AccessPointArn": "${aws_efs_access_point.efs_access_point.arn}",
        },
      },
    });
  });
});
