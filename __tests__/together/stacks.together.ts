import { together } from "./together";

// They ask for the same stacks, which are made once in a world.
together("config", "modules", "stacks", "release-check");
