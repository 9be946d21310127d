import { together } from "./together";

together("app-sample", "lambda");
