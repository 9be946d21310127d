import { Testing } from "cdktf";
import { StateBackend } from "../../stacks/state-backend";
import { config, type Settings, template } from "../helpers/synth";

const KEY = "arn:aws:kms:us-east-1:123456789012:key/1";
const IN_S3: Settings = { state: { backend: "s3", bucket: "acme-state" } };

const stackOf = (kmsKeyArn?: string) =>
  template(
    new StateBackend(Testing.app(), "state-backend", {
      config: config(IN_S3),
      bucket: "acme-state",
      kmsKeyArn,
    }),
  );

describe("the bucket of the state", () => {
  const stack = stackOf();

  test("keeps every version for ever, and outlives a careless destroy", () => {
    const lifecycle = { prevent_destroy: true };
    expect(stack.only("aws_s3_bucket")).toEqual({ bucket: "acme-state", force_destroy: false, lifecycle });
    expect(stack.only("aws_kms_key")).toMatchObject({ lifecycle });
    expect(stack.only("aws_s3_bucket_versioning").versioning_configuration).toEqual({ status: "Enabled" });
    expect(stack.count("aws_s3_bucket_lifecycle_configuration")).toBe(0);
  });

  test("is closed, and encrypted with a key of its own", () => {
    expect(stack.only("aws_s3_bucket_public_access_block").block_public_policy).toBe(true);
    expect(stack.only("aws_s3_bucket_server_side_encryption_configuration").rule).toEqual([
      {
        apply_server_side_encryption_by_default: {
          sse_algorithm: "aws:kms",
          kms_master_key_id: "${aws_kms_key.key.arn}",
        },
        bucket_key_enabled: true,
      },
    ]);
    expect(stack.only("aws_kms_alias").name).toBe("alias/shop-terraform-state");
  });

  test("has a local state itself: nothing stands before it", () => {
    expect(stack.terraform.backend).toEqual({
      local: { path: "../../../terraform.shop.state-backend.tfstate" },
    });
  });

  test("tells its name and its key", () => {
    expect(stack.outputs).toEqual({
      bucket_name: { value: "${aws_s3_bucket.bucket.bucket}", description: "Bucket of the Terraform state" },
      key_arn: { value: "${aws_kms_key.key.arn}", description: "Key of the Terraform state" },
    });
  });
});

test("can use a key that is there already", () => {
  const stack = stackOf(KEY);
  expect(stack.count("aws_kms_key")).toBe(0);
  expect(stack.only("aws_s3_bucket_server_side_encryption_configuration").rule[0]).toMatchObject({
    apply_server_side_encryption_by_default: { kms_master_key_id: KEY },
  });
  expect(stack.outputs.key_arn).toMatchObject({ value: KEY });
});
