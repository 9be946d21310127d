import { together } from "./together";

together("stacks");
