export { CiAccess, type CiAccessProps } from "./ci-access";
export { type CiSettings, type Issuer, issuerOf } from "./issuer";
export { type ReleaseScope, releaseService } from "./release-permissions";
