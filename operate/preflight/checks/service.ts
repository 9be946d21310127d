import type { Check, Finding } from "../model";

const WAIT = "wait until it is steady, or look at why with bluegreen status";

/**
 * A service that is on its way already takes the tasks of a release for its own trouble. With CodeDeploy the task sets are
 * what its deployments are elsewhere.
 * @see https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_Service.html
 */
export const steadyService: Check = {
  id: "service-steady",
  title: "the service is steady",
  isInFlux: true,
  applies: ({ service }) => service !== undefined,
  async find({ facts }) {
    const { serviceName, status, desiredCount, runningCount, pendingCount, deployments, taskSets } =
      await facts.service();
    const findings: Finding[] = [];
    const error = (message: string, remedy: string) =>
      findings.push({ level: "error", message: `the service ${serviceName} ${message}`, remedy });
    if (status !== "ACTIVE") error(`is ${status}`, "create it again: it takes no new version");
    if (desiredCount === 0) {
      findings.push({
        level: "warning",
        message: `the service ${serviceName} is to run no task`,
        remedy: "raise its desired count: a release without tasks proves nothing",
      });
    }
    if (runningCount !== desiredCount) {
      error(`runs ${runningCount} tasks in the place of ${desiredCount}`, WAIT);
    }
    if (pendingCount) error(`has ${pendingCount} tasks that have not started yet`, WAIT);
    const versions = Math.max(deployments?.length ?? 0, taskSets?.length ?? 0);
    if (versions > 1) error(`runs ${versions} versions at the same time`, WAIT);
    return findings;
  },
};
