import { CodeDeployClient } from "@aws-sdk/client-codedeploy";
import { ECRClient } from "@aws-sdk/client-ecr";
import { ECSClient } from "@aws-sdk/client-ecs";
import { type CallOptions, Calls } from "../aws/calls";

/** What the command's own options can mend. */
const REMEDIES = {
  unknownKeys:
    "-k/--aws-access-key and -s/--aws-secret-key, or at AWS_ACCESS_KEY_ID, AWS_SECRET_ACCESS_KEY and AWS_SESSION_TOKEN",
  noCredentials: "-p/--profile or --aws-instance-profile",
  noRegion: "give -r/--region, or set AWS_DEFAULT_REGION, such as eu-central-1",
};

/** The services of AWS that a deployment calls. */
export class Aws {
  private constructor(private readonly calls: Calls) {}

  public static open(options: Omit<CallOptions, "remedies">): Aws {
    return new Aws(new Calls({ ...options, remedies: REMEDIES }));
  }

  get ecs(): ECSClient["send"] {
    return this.calls.of("ecs", ECSClient);
  }

  get ecr(): ECRClient["send"] {
    return this.calls.of("ecr", ECRClient);
  }

  get codeDeploy(): CodeDeployClient["send"] {
    return this.calls.of("codedeploy", CodeDeployClient);
  }

  /** The same services for what must be done though the rest was interrupted. */
  public uninterrupted(): Aws {
    return new Aws(this.calls.uninterrupted());
  }

  public close(): void {
    this.calls.close();
  }
}
