import { testFaults } from "./fault-matrix";

testFaults("canary", "ECSCanary10Percent5Minutes");
