import type { DeclaredParameter } from "../parameters/model";
import type { Resource } from "./resources";

/** A parameter of Systems Manager, as Terraform makes it. */
export function readParameter(parameter: Resource): DeclaredParameter {
  return {
    name: parameter.need("name"),
    value: parameter.text("value") ?? "",
    type: (parameter.text("type") ?? "String") as DeclaredParameter["type"],
    dataType: (parameter.text("data_type") ?? "text") as DeclaredParameter["dataType"],
    tier: parameter.text("tier"),
  };
}
