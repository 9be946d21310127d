export { shortName } from "../deployment-view/format";
