import type { Construct } from "constructs";
import { amazonLinux, architectureOf, Fleet, FleetEntry, FleetKeeper } from "../modules/fleet";
import { BakeAmi, BakeSchedule, GoldenAmi, reportMetrics } from "../modules/golden_ami";
import type { Network } from "../modules/networking";
import { type FleetJob, FleetPipeline, fleetJobs } from "../modules/pipeline";
import type { FleetSecurity, Job } from "../modules/security";
import { FleetStack, type FleetStackProps } from "./fleet-stack";
import { productionPorts } from "./production-ports";

/** The jobs of this system beside those of any release to instances. */
const OWN_JOBS = ["fleetKeeper", "automation", "imageBuilder", "bakeAmi", "invokeAction"] as const;

type GoldenAmiJob = FleetJob | Extract<Job, (typeof OWN_JOBS)[number]>;

/** Instances on an image that each release bakes, tests and patches, replaced blue/green: the walkthrough, as one stack. */
export class GoldenAmiBlueGreen extends FleetStack {
  public readonly network: Network;
  public readonly security: FleetSecurity<GoldenAmiJob>;
  public readonly goldenAmi: GoldenAmi;
  public readonly bakeAmi: BakeAmi;
  public readonly entry: FleetEntry;
  public readonly fleet: Fleet;
  public readonly keeper: FleetKeeper;
  public readonly pipeline: FleetPipeline;

  constructor(scope: Construct, id: "golden-ami-blue-green", props: FleetStackProps) {
    super(scope, id, props);
    const { name, account, tags } = this;
    const { loadBalancer, goldenAmi, source, pipeline: stages } = props.config;
    const { fleet, image, deployment } = goldenAmi;
    const { healthCheck } = fleet;

    this.network = this.makeNetwork(props.config);
    const { network } = this;

    const jobs = [...fleetJobs({ stages, source }), ...OWN_JOBS];
    this.security = this.makeSecurity(jobs, network, productionPorts(loadBalancer), loadBalancer);
    const { groups, roles, pipelineKey } = this.security;

    this.goldenAmi = new GoldenAmi(this, "golden-ami", {
      name,
      account,
      network,
      roles,
      keyArn: pipelineKey.arn,
      baseImage: image.parentImage ?? amazonLinux(architectureOf(fleet.instanceType)),
      instanceType: image.instanceType ?? fleet.instanceType,
      rootVolumeGiB: fleet.rootVolumeGiB,
      userScript: image.userScript,
      checkScript: image.checkScript,
      tags,
    });
    const launch = { image: this.goldenAmi.image, imageParameterArn: this.goldenAmi.pointerArn };

    this.bakeAmi = new BakeAmi(this, "bake-ami", {
      name,
      account,
      roles,
      keyArn: pipelineKey.arn,
      goldenAmi: this.goldenAmi,
      imagesToKeep: image.imagesToKeep,
    });

    this.entry = new FleetEntry(this, "entry", {
      name,
      account,
      network,
      securityGroup: groups.loadBalancer,
      entry: loadBalancer,
      healthCheck,
      deregistrationDelaySeconds: fleet.deregistrationDelaySeconds,
    });

    const instanceRole = roles.of("instance");
    instanceRole.allow(...reportMetrics(name));
    this.fleet = new Fleet(this, "fleet", {
      name,
      account,
      network,
      role: instanceRole,
      securityGroup: groups.instances,
      fleet,
      image: launch.image,
      tags,
    });

    const { id: launchTemplateId } = this.fleet.launchTemplate;
    const launched = {
      launchTemplateId,
      instanceRoleArn: instanceRole.arn,
      imageParameterArn: launch.imageParameterArn,
    };
    this.keeper = new FleetKeeper(this, "keeper", {
      ...launched,
      name,
      account,
      role: roles.of("fleetKeeper"),
      keyArn: pipelineKey.arn,
      subnetIds: network.taskSubnetIds,
      targetGroupArns: [this.entry.targetGroup.arn],
      sizes: { min: fleet.minSize, desired: fleet.desiredCapacity, max: fleet.maxSize },
      healthCheckGraceSeconds: healthCheck.graceSeconds,
      scaling: fleet.scaling,
      tags,
      // A target group takes targets only once a listener leads to it.
      dependsOn: [this.entry.listener, ...network.publicAccess],
    });

    this.pipeline = new FleetPipeline(this, "pipeline", {
      ...deployment,
      name,
      account,
      security: this.security,
      fleet: this.fleet,
      entry: this.entry,
      groups: [this.keeper.groupName],
      way: { ...launched, ...deployment, type: "blue-green" },
      source,
      stages,
      sample: this.sample,
      beforeBuild: [this.bakeAmi.action],
    });
    if (image.schedule) {
      new BakeSchedule(this, "schedule", {
        name,
        role: roles.of("events"),
        pipelineArn: this.pipeline.pipeline.arn,
        expression: image.schedule,
      });
    }

    this.addOutputs(this.entry, this.pipeline, {
      golden_ami_parameter: [this.goldenAmi.pointerName, "Parameter that names the image in use"],
      golden_ami_document: [this.goldenAmi.documentName, "SSM document that bakes images"],
      golden_ami_log_group: [this.goldenAmi.logGroup, "What the scripts of a bake print"],
    });
  }
}
