export { type CapacityShare, Cluster, type ClusterProps } from "./cluster";
