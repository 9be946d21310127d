/** How a service speaks the Query protocol. */
export interface QueryService {
  /** As the CLI and the SDK name it. */
  readonly name: string;
  /** Version of its API, which every request bears. */
  readonly version: string;
  readonly namespace: string;
  /** EC2 speaks a variant of its own. */
  readonly isEc2: boolean;
  /** Name that a list has in the API, from the one that it has in a request. */
  readonly listName: (inRequest: string) => string;
}

/** Lists of EC2 whose name in a request is not their own without the last letter. */
const EC2_LISTS: Readonly<Record<string, string>> = {
  ExecutableBy: "ExecutableUsers",
  LaunchTemplateVersion: "Versions",
  ResourceId: "Resources",
};

const asWritten = (name: string) => name;

/** A list of EC2 is written by the name of one: `InstanceId.1=i-0abc`. */
function ec2ListName(name: string): string {
  return EC2_LISTS[name] ?? (name.endsWith("s") ? name : `${name}s`);
}

const SERVICES: readonly QueryService[] = [
  {
    name: "autoscaling",
    version: "2011-01-01",
    namespace: "http://autoscaling.amazonaws.com/doc/2011-01-01/",
    isEc2: false,
    listName: asWritten,
  },
  {
    name: "elasticloadbalancing",
    version: "2015-12-01",
    namespace: "http://elasticloadbalancing.amazonaws.com/doc/2015-12-01/",
    isEc2: false,
    listName: asWritten,
  },
  {
    name: "ec2",
    version: "2016-11-15",
    namespace: "http://ec2.amazonaws.com/doc/2016-11-15/",
    isEc2: true,
    listName: ec2ListName,
  },
  {
    name: "iam",
    version: "2010-05-08",
    namespace: "https://iam.amazonaws.com/doc/2010-05-08/",
    isEc2: false,
    listName: asWritten,
  },
  {
    name: "sts",
    version: "2011-06-15",
    namespace: "https://sts.amazonaws.com/doc/2011-06-15/",
    isEc2: false,
    listName: asWritten,
  },
];

/**
 * The service that a request is meant for: the one that it is signed for, or else the one of its version.
 *
 * @param authorization such as `AWS4-HMAC-SHA256 Credential=AKIA…/20300101/eu-central-1/ec2/aws4_request, …`
 * @see https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_sigv-create-signed-request.html
 */
export function queryService(authorization: string, version: string | null): QueryService | undefined {
  const signedFor = /Credential=[^/,]*\/\d{8}\/[^/]*\/([^/,]+)\/aws4_request/.exec(authorization)?.[1];
  return (
    SERVICES.find(({ name }) => name === signedFor) ?? SERVICES.find((service) => service.version === version)
  );
}
