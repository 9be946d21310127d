import { mkdirSync, mkdtempSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { createAgent } from "../../../rehearsal/agent";
import type { Agent, AgentEventResult, AgentOrder, RevisionBundle } from "../../../rehearsal/agent/model";
import type { Instance } from "../../../rehearsal/instances/model";
import { bash, Ground } from "../instances/ground";

const ARCHIVE = /\/opt\/codedeploy-agent\/deployment-root\/dg-1\/(d-\w+)\/deployment-archive/;
const EVENTS = [
  "ApplicationStop",
  "DownloadBundle",
  "BeforeInstall",
  "Install",
  "AfterInstall",
  "ApplicationStart",
  "ValidateService",
];

let ground: Ground;
let instance: Instance;
let agent: Agent;
let count = 0;
let lines: string[] = [];

beforeEach(async () => {
  ground = await Ground.open();
  instance = await ground.boot({ userData: "#!/bin/sh\ndnf -y install codedeploy-agent\n" });
  agent = createAgent({ clock: ground.clock });
  lines = [];
});
afterEach(() => ground.close());

/** A revision with an AppSpec file, and its other files by their paths. */
function revision(spec: string, files: Readonly<Record<string, string>> = {}): RevisionBundle {
  const folder = mkdtempSync(join(ground.folder, "revision-"));
  const all = { "appspec.yml": `version: 0.0\nos: linux\n${spec}`, ...files };
  for (const [path, content] of Object.entries(all)) {
    mkdirSync(dirname(join(folder, path)), { recursive: true });
    writeFileSync(join(folder, path), content, { mode: 0o755 });
  }
  return { folder, version: "5c0ffee", key: "shop/Build/abc.zip" };
}

function order(bundle: RevisionBundle, more: Partial<AgentOrder> = {}): AgentOrder {
  return {
    deploymentId: `d-${++count}`,
    deploymentGroupId: "dg-1",
    application: "shop",
    group: "shop-group",
    revision: bundle,
    signal: new AbortController().signal,
    say: (line) => lines.push(line),
    ...more,
  };
}

/** Performs events until one fails. @returns the results by event */
async function deploy(one: AgentOrder, events = EVENTS): Promise<Record<string, AgentEventResult>> {
  const results: Record<string, AgentEventResult> = {};
  for (const event of events) {
    const result = await agent.perform(instance, event, one);
    results[event] = result;
    if (result.status === "Failed") break;
  }
  return results;
}

async function failure(one: AgentOrder): Promise<AgentEventResult | undefined> {
  return Object.values(await deploy(one)).at(-1);
}

const SAYS = (event: string) => `  ${event}:\n    - location: scripts/say\n      timeout: 30\n`;
const SAY = `#!/bin/bash
echo "$LIFECYCLE_EVENT $APPLICATION_NAME $DEPLOYMENT_GROUP_NAME $DEPLOYMENT_GROUP_ID $DEPLOYMENT_ID from $(dirname "$0")" >>/root/said
echo out; echo err >&2
`;

test("runs the scripts of each event with AWS's variables, those of ApplicationStop from the revision before", async () => {
  const hooks = `hooks:\n${EVENTS.filter((one) => !["DownloadBundle", "Install"].includes(one))
    .map(SAYS)
    .join("")}`;
  const first = order(revision(hooks, { "scripts/say": SAY }));
  const results = await deploy(first);
  expect(results.ApplicationStop).toEqual({ status: "Skipped" });
  expect(results.ValidateService).toEqual({ status: "Succeeded" });
  const second = order(revision(hooks, { "scripts/say": SAY }));
  await deploy(second);
  const { out } = await bash(instance, "cat /root/said");
  expect(out.map((line) => [line.split(" ")[0], line.split(" ")[4], ARCHIVE.exec(line)?.[1]])).toEqual([
    ...["BeforeInstall", "AfterInstall", "ApplicationStart", "ValidateService"].map((event) => [
      event,
      first.deploymentId,
      first.deploymentId,
    ]),
    ["ApplicationStop", second.deploymentId, first.deploymentId],
    ...["BeforeInstall", "AfterInstall", "ApplicationStart", "ValidateService"].map((event) => [
      event,
      second.deploymentId,
      second.deploymentId,
    ]),
  ]);
  expect(out[0]).toContain("shop shop-group dg-1");
});

test("logs what scripts print where AWS's agent does, and says it", async () => {
  await deploy(order(revision(`hooks:\n${SAYS("AfterInstall")}`, { "scripts/say": SAY })));
  expect(lines.slice(0, 2)).toEqual(["LifecycleEvent - AfterInstall", "Script - scripts/say"]);
  expect(lines.slice(2).sort()).toEqual(["[stderr]err", "[stdout]out"]);
  const { out } = await bash(
    instance,
    "cat /opt/codedeploy-agent/deployment-root/deployment-logs/codedeploy-agent-deployments.log",
  );
  expect(out).toContainEqual(expect.stringMatching(/^\[\d{4}-.*\] \[d-\d+\]\[stdout\]out$/));
});

describe("files", () => {
  const FILES = "files:\n  - source: /html\n    destination: /var/www/html\n";

  test("are copied, and those of the revision before that are no more are gone", async () => {
    await deploy(order(revision(FILES, { "html/index.html": "1", "html/old/page.html": "1" })));
    const { Install } = await deploy(
      order(revision(FILES, { "html/index.html": "2", "html/new.html": "2" })),
    );
    expect(Install).toEqual({ status: "Succeeded" });
    expect((await bash(instance, "cd /var/www/html && grep -r . | sort")).out).toEqual([
      "index.html:2",
      "new.html:2",
    ]);
  });

  test("that somebody else has put there make it fail, unless they are to be overwritten or kept", async () => {
    await bash(instance, "mkdir -p /var/www/html && echo own >/var/www/html/index.html");
    const files = { "html/index.html": "released" };
    expect(await failure(order(revision(FILES, files)))).toMatchObject({
      code: "UnknownError",
      message:
        "The deployment failed because a specified file already exists at this location: /var/www/html/index.html",
    });
    const outcomes: string[] = [];
    for (const behaviour of ["RETAIN", "OVERWRITE"]) {
      await deploy(order(revision(`file_exists_behavior: ${behaviour}\n${FILES}`, files)));
      outcomes.push(...(await bash(instance, "cat /var/www/html/index.html")).out);
    }
    expect(outcomes).toEqual(["own", "released"]);
  });

  test("have the modes that the file gives them, and links in the way stay within the instance", async () => {
    const outside = ground.subfolder("outside");
    const shared = await bash(
      instance,
      `mkdir -p /srv/shared && ln -s /srv/shared /srv/app && ln -s ${outside} /srv/out`,
    );
    expect(shared.code).toBe(0);
    const spec = `files:
  - source: /bin
    destination: /srv/app
  - source: read.me
    destination: /srv/doc
permissions:
  - object: /srv/app
    pattern: "*.sh"
    mode: 0700
    owner: apache
`;
    await deploy(order(revision(spec, { "bin/run.sh": "", "read.me": "" })));
    const { out } = await bash(instance, "stat -c '%a %n' /srv/shared/run.sh /srv/doc/read.me");
    expect(out).toEqual(["700 /srv/shared/run.sh", "755 /srv/doc/read.me"]);
    const leadsOut = "files:\n  - source: read.me\n    destination: /srv/out\n";
    expect(await failure(order(revision(leadsOut, { "read.me": "" })))).toMatchObject({ status: "Failed" });
    expect(readdirSync(outside)).toEqual([]);
  });
});

describe("a script that goes wrong fails its event in the agent's words", () => {
  const hook = (timeout = 30) =>
    `hooks:\n  BeforeInstall:\n    - location: scripts/run\n      timeout: ${timeout}\n      runas: root\n`;

  test.each<[string, number, string, object]>([
    [
      "by its exit code",
      30,
      "#!/bin/sh\nexit 4\n",
      {
        code: "ScriptFailed",
        script: "scripts/run",
        message: "Script at specified location: scripts/run run as user root failed with exit code 4",
      },
    ],
    [
      "by its time",
      1,
      "#!/bin/sh\n/bin/sleep 1000\n",
      {
        code: "ScriptTimedOut",
        message: "Script at specified location: scripts/run failed to complete in 1 seconds",
      },
    ],
    [
      "by what it leaves behind with its output open",
      30,
      "#!/bin/sh\n/bin/sleep 1000 &\n",
      { code: "UnknownError", message: "Script at specified location: scripts/run failed to close STDOUT" },
    ],
  ])("%s", async (_, timeout, script, expected) => {
    expect(await failure(order(revision(hook(timeout), { "scripts/run": script })))).toMatchObject(expected);
  });

  test("by not being there", async () => {
    const one = order(revision(hook()));
    expect(await failure(one)).toMatchObject({
      code: "ScriptMissing",
      message: `Script does not exist at specified location: /opt/codedeploy-agent/deployment-root/dg-1/${one.deploymentId}/deployment-archive/scripts/run`,
    });
  });

  test.each(["fails", "hangs"] as const)(
    "by the fault that it %s, in which case it is not run",
    async (fault) => {
      const bundle = revision(hook(60), { "scripts/run": "#!/bin/sh\ntouch /root/ran\n" });
      const before = ground.clock.now();
      const result = await failure(
        order(bundle, { fault: (event) => (event === "BeforeInstall" ? fault : undefined) }),
      );
      expect(result).toMatchObject({ code: fault === "fails" ? "ScriptFailed" : "ScriptTimedOut" });
      if (fault === "hangs") expect(ground.clock.now() - before).toBeGreaterThanOrEqual(60_000);
      expect((await bash(instance, "ls /root")).out).toEqual([]);
    },
  );
});

test("a script without leave to run is given it", async () => {
  const bundle = revision(`hooks:\n${SAYS("BeforeInstall")}`, { "scripts/say": SAY });
  await bash(instance, "true");
  const one = order(bundle);
  await agent.perform(instance, "DownloadBundle", one);
  const script = `/opt/codedeploy-agent/deployment-root/dg-1/${one.deploymentId}/deployment-archive/scripts/say`;
  await bash(instance, `chmod -x ${script}`);
  expect(await agent.perform(instance, "BeforeInstall", one)).toEqual({ status: "Succeeded" });
});

test("an AppSpec file that is missing or wrong fails its event", async () => {
  const empty = { ...revision(""), folder: ground.subfolder("empty") };
  expect(await failure(order(empty))).toMatchObject({
    message: expect.stringContaining("did not find an AppSpec file"),
  });
  expect(await failure(order(revision("hooks:\n  Later: []\n")))).toMatchObject({
    message: expect.stringMatching(/^appspec.yml:4: contains unknown lifecycle events: Later/),
  });
});

test("the newest five revisions are kept, and what was installed last is known after the instance goes on", async () => {
  const ids: string[] = [];
  for (let index = 0; index < 7; index++) {
    const one = order({ ...revision(""), version: `v${index}` });
    ids.push(one.deploymentId);
    await deploy(one, index === 1 ? EVENTS : ["DownloadBundle"]);
  }
  const { out } = await bash(instance, "ls /opt/codedeploy-agent/deployment-root/dg-1");
  expect([...out].sort()).toEqual([ids[1], ...ids.slice(-4)].sort());
  expect(agent.installed(instance)?.version).toBe("v1");
  expect(createAgent({ clock: ground.clock }).installed(instance)?.version).toBe("v1");
});

test("an order that is stopped rejects with the reason; an agent that does not run, or a dead instance, fails", async () => {
  const bundle = revision("hooks:\n  BeforeInstall:\n    - location: scripts/run\n", {
    "scripts/run": "#!/bin/sh\necho begun\n/bin/sleep 1000\n",
  });
  const stop = new AbortController();
  const say = () => stop.abort(new Error("stopped by the operator"));
  const one = order(bundle, { signal: stop.signal, say: (line) => line === "[stdout]begun" && say() });
  await expect(deploy(one)).rejects.toThrow("stopped by the operator");

  await bash(instance, "systemctl stop codedeploy-agent");
  expect(await failure(order(bundle))).toMatchObject({
    code: "UnknownError",
    message: expect.stringContaining("was not able to receive the lifecycle event"),
  });
  await bash(instance, "systemctl start codedeploy-agent");
  const dies = order(bundle, { say: (line) => line === "[stdout]begun" && instance.die("it was told to") });
  expect(await failure(dies)).toMatchObject({ status: "Failed", code: "UnknownError" });
  expect(readFileSync(instance.log, "utf8")).toContain("it was told to");
});
