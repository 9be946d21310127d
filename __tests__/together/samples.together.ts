import { together } from "./together";

together("app-sample", "release-check", "lambda");
