import type { Expectations } from "../row";

/** What is expected of the stack that holds the state of all others. */
export const STATE_BACKEND: Expectations = {
  counts: { aws_s3_bucket: 1, aws_s3_bucket_versioning: 1, aws_kms_key: 1 },
  planned: {
    "old states are kept":
      'aws_s3_bucket_versioning.bucket_versioning.versioning_configuration[0].status == "Enabled"',
    "a bucket that holds states is not emptied": "aws_s3_bucket.bucket.force_destroy == false",
  },
  applied: {
    "the state is encrypted by the key that is made with it":
      "one(aws_s3_bucket_server_side_encryption_configuration.bucket_encryption.rule).apply_server_side_encryption_by_default[0].kms_master_key_id == aws_kms_key.key.arn",
  },
};
