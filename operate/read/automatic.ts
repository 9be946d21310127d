/**
 * Whether CodeDeploy made a deployment by itself, to bring an instance up to what the others have: it moves nobody, and is
 * no release.
 * @see https://docs.aws.amazon.com/codedeploy/latest/APIReference/API_DeploymentInfo.html creator
 */
export function isAutomatic({ creator }: { readonly creator?: string }): boolean {
  return /^(autoscaling|CodeDeployAutoUpdate)/i.test(creator ?? "");
}
