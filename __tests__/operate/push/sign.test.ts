import { gitCredentials } from "../../../operate/push/sign";

const KEYS = { accessKeyId: "AKIDEXAMPLE", secretAccessKey: "wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY" };
const URL_OF_SHOP = new URL("https://git-codecommit.eu-central-1.amazonaws.com/v1/repos/shop");
const NOW = Date.parse("2026-01-02T03:04:05.678Z");

describe("signing git in to CodeCommit", () => {
  test("gives the password that AWS's own signer gives", () => {
    expect(gitCredentials(KEYS, URL_OF_SHOP, "eu-central-1", NOW)).toEqual({
      username: "AKIDEXAMPLE",
      // As botocore signs it, which the AWS CLI's helper is made of.
      password: "20260102T030405Z30e1a7aca053325d972d26b6d7864f81e4f1fc3b2ec6c423c05b3b4837c50f18",
    });
  });

  test("says a session's token beside the key", () => {
    const keys = { ...KEYS, sessionToken: "session/token==" };
    expect(gitCredentials(keys, URL_OF_SHOP, "eu-central-1", NOW).username).toBe(
      "AKIDEXAMPLE%session/token==",
    );
  });

  test("does not sign the port", () => {
    const [one, other] = ["http://127.0.0.1:1/v1/repos/shop", "http://127.0.0.1:2/v1/repos/shop"].map((url) =>
      gitCredentials(KEYS, new URL(url), "eu-central-1", NOW),
    );
    expect(one).toEqual(other);
  });

  test.each<[string, URL, string, number]>([
    ["repository", new URL("/v1/repos/other", URL_OF_SHOP), "eu-central-1", NOW],
    ["host", new URL("https://elsewhere.amazonaws.com/v1/repos/shop"), "eu-central-1", NOW],
    ["region", URL_OF_SHOP, "us-east-1", NOW],
    ["day", URL_OF_SHOP, "eu-central-1", NOW + 86_400_000],
  ])("is worth nothing for another %s", (_, url, region, now) => {
    const signature = (password: string) => password.split("Z")[1];
    const { password } = gitCredentials(KEYS, URL_OF_SHOP, "eu-central-1", NOW);
    expect(signature(gitCredentials(KEYS, url, region, now).password)).not.toBe(signature(password));
  });
});
