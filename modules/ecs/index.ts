export { type CapacityShare, Cluster, type ClusterProps } from "./cluster";
export { InstanceCapacity, type InstanceCapacityProps, type InstanceSettings } from "./instance-capacity";
export { type InstanceSize, sizeOf } from "./instance-size";
export { instancesForRelease, type ReleaseRoom, type RollingShape, releaseRoom } from "./release-room";
