import { together } from "./together";

together("modules");
