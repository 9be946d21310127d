import { testEach } from "./settings/effect";
import { OTHERS } from "./settings/rows";

describe("each setting changes what it should, and nothing else", () => testEach(OTHERS));
