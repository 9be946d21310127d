import * as z from "zod";
import { reads, reject, section, setting } from "./setting";

export interface HealthCheckWords {
  /** Where the group of settings stands, such as `app.healthCheck`. */
  readonly at: string;
  /** What is checked, such as `a task`. */
  readonly target: string;
  /** Path that is asked for where none is named. */
  readonly path: string;
  /** Seconds after a start that count for nothing, where none are named. */
  readonly graceSeconds: number;
}

/** How the load balancer, and who starts its targets, tells a healthy one from an unhealthy one. */
export function healthCheckOf({ at, target, path, graceSeconds }: HealthCheckWords) {
  return section(
    {
      path: setting(
        z.string().regex(/^\//).default(path),
        "Path that the load balancer asks for.",
        "a path that begins with /",
      ),
      statusCodes: setting(
        z
          .string()
          .regex(/^[2-4]\d\d([-,][2-4]\d\d)*$/)
          .default("200"),
        "Answers that count as healthy.",
        "status codes such as 200, 200,302 or 200-299",
      ),
      intervalSeconds: setting(
        z.int().min(5).max(300).default(10),
        "Seconds from one check to the next.",
        "5 to 300",
      ),
      timeoutSeconds: setting(
        z.int().min(2).max(120).default(5),
        "Seconds to wait for an answer.",
        "2 to 120, below intervalSeconds",
      ),
      healthyThreshold: setting(
        z.int().min(2).max(10).default(2),
        `Good checks until ${target} is healthy.`,
        "2 to 10",
      ),
      unhealthyThreshold: setting(
        z.int().min(2).max(10).default(3),
        `Bad checks until ${target} is unhealthy.`,
        "2 to 10",
      ),
      graceSeconds: setting(
        z.int().min(0).max(7200).default(graceSeconds),
        `Seconds after its start in which ${target} is not ended for being unhealthy.`,
        "0 to 7200",
      ),
    },
    "The load balancer's health check.",
  ).superRefine(
    ({ timeoutSeconds, intervalSeconds }, context) => {
      if (timeoutSeconds < intervalSeconds) return;
      reject(context, {
        path: ["timeoutSeconds"],
        message: `is not below ${at}.intervalSeconds (${intervalSeconds})`,
        allowed: "2 to 120, below intervalSeconds",
        remedy: `set it to ${intervalSeconds - 1} or less, or raise intervalSeconds`,
      });
    },
    reads("timeoutSeconds", "intervalSeconds"),
  );
}
