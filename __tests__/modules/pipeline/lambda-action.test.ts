import { lambdaAction } from "../../../modules/pipeline";

const bare = { functionName: "shop-ami-bake-ami", roleArn: "arn:role" };

describe("a stage that calls a function", () => {
  test("names it, and the role that it is called by", () => {
    expect(lambdaAction("BuildGoldenAMI", bare)).toEqual({
      name: "BuildGoldenAMI",
      category: "Invoke",
      owner: "AWS",
      provider: "Lambda",
      version: "1",
      inputArtifacts: undefined,
      configuration: { FunctionName: "shop-ami-bake-ami" },
      roleArn: "arn:role",
    });
  });

  test("tells it what earlier stages found out, and gives it what they built", () => {
    const action = lambdaAction("FlipColor", {
      ...bare,
      userParameters: { color: "#{BuildVariables.COLOR}" },
      inputs: ["Build"],
    });
    expect(action.inputArtifacts).toEqual(["Build"]);
    expect(action.configuration?.UserParameters).toBe('{"color":"#{BuildVariables.COLOR}"}');
  });

  test("keeps Terraform from reading a template into what it tells", () => {
    const action = lambdaAction("Tell", { ...bare, userParameters: { price: "${price}" } });
    expect(action.configuration?.UserParameters).toBe('{"price":"$${price}"}');
  });
});
