import { together } from "./together";

together("rehearsal");
