import { testFaults } from "./fault-matrix";

testFaults("linear", "ECSLinear10PercentEvery1Minutes");
