import { together } from "./together";

together("config");
