import { imageConfiguration } from "../nginx/image-configuration";
import { ProcessRuntime } from "../process-runtime";
import type { RuntimeContext } from "../runtime-context";
import { compileSite } from "./compile-site";
import { siteProgram } from "./site-program";

/** Plays an image built on nginx with a server of the rehearsal's own. */
export function embeddedRuntime(description: string, context: RuntimeContext): ProcessRuntime {
  return new ProcessRuntime(
    "embedded",
    description,
    (request, image) => {
      const configuration = imageConfiguration(image, request.container);
      return siteProgram(compileSite(configuration, image.rootfs, request.containerPort), request, context);
    },
    context,
  );
}
