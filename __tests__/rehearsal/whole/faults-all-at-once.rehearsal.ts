import { testFaults } from "./fault-matrix";

testFaults("all-at-once", "ECSAllAtOnce");
