import type { Row } from "../row";

const OWN_LOCAL_STATE = { local: { path: "../../../terraform.shop.state-backend.tfstate" } };

/** Where Terraform keeps its state; the row `default` keeps it locally. */
export const STATE_ROWS: readonly Row[] = [
  {
    name: "state-s3",
    config: { state: { backend: "s3", bucket: "acme-terraform-state", keyPrefix: "web" } },
    backends: {
      "ecs-blue-green": {
        s3: {
          bucket: "acme-terraform-state",
          key: "web/shop/ecs-blue-green.tfstate",
          region: "us-east-1",
          encrypt: false,
          use_lockfile: true,
        },
      },
      "state-backend": OWN_LOCAL_STATE,
    },
  },
  {
    name: "state-cloud",
    // A host that no resolver knows: nothing is ever asked of a real organization.
    config: { state: { backend: "cloud", organization: "acme", hostname: "terraform.example.invalid" } },
    backends: {
      "ecs-blue-green": {
        cloud: {
          hostname: "terraform.example.invalid",
          organization: "acme",
          workspaces: { name: "shop-ecs-blue-green" },
        },
      },
    },
  },
];
