import fc from "fast-check";
import { type TaskCounts, TaskSet } from "../../../rehearsal/deployment/task-set";
import { VirtualClock } from "../virtual-clock";
import { DRAIN_MS, HEALTHY_MS, PaperBalancer } from "./balancer";
import { MINUTE_MS, taskSetState } from "./stage";
import { PaperTasks } from "./tasks";

const GRACE_SECONDS = 60;
const open = new Set<World>();

/** A task set, and the time that it lives in. */
class World {
  readonly clock = new VirtualClock();
  readonly balancer = new PaperBalancer(this.clock);
  readonly tasks = new PaperTasks();
  readonly counts: TaskCounts[] = [];
  readonly said: string[] = [];
  /** When each task was started, in AWS seconds from the beginning. */
  readonly starts: number[] = [];
  readonly taskSet: TaskSet;
  private readonly began = this.clock.now();

  constructor(desired: number, onStart: PaperTasks["onStart"] = () => undefined) {
    open.add(this);
    this.tasks.onStart = (task) => {
      this.starts.push((this.clock.now() - this.began) / 1000);
      return onStart(task);
    };
    this.taskSet = new TaskSet(taskSetState({ id: "set", desired }), {
      clock: this.clock,
      balancer: this.balancer,
      graceSeconds: GRACE_SECONDS,
      startTask: this.tasks.start,
      onChange: (counts) => this.counts.push(counts),
      say: (source, line) => this.said.push(`${source}: ${line}`),
    });
  }

  public steady(mostFailures?: number): Promise<boolean> {
    return this.clock.play(this.taskSet.steady(new AbortController().signal, mostFailures));
  }

  public async close(): Promise<void> {
    open.delete(this);
    await this.clock.play(this.taskSet.terminate());
  }
}

afterEach(async () => {
  for (const world of open) await world.close();
});

describe("a task set", () => {
  test("is steady once every task is healthy, and tells each change once", async () => {
    const world = new World(3);
    expect(await world.steady()).toBe(true);
    expect(world.taskSet.counts).toEqual({ desired: 3, running: 3, healthy: 3 });
    expect(world.counts.map(({ running, healthy }) => [running, healthy])).toEqual([
      [0, 0],
      [1, 0],
      [2, 0],
      [3, 0],
      [3, 3],
    ]);
    expect(world.taskSet.trouble).toBeUndefined();
    expect(world.tasks.started.map(({ id }) => id)).toEqual(["set-1", "set-2", "set-3"]);
  });

  test("is not steady any more once it was given up waiting", async () => {
    const world: World = new World(1, () => world.clock.after(10 * MINUTE_MS));
    const waiting = new AbortController();
    const steady = world.taskSet.steady(waiting.signal);
    await world.clock.pass(MINUTE_MS);
    waiting.abort();
    expect(await steady).toBe(false);
    expect(await world.taskSet.steady(AbortSignal.abort())).toBe(false);
  });

  test("replaces a task that ends, and says why", async () => {
    const world = new World(2);
    await world.steady();
    world.tasks.started[0]?.crash("Essential container in task exited");
    await world.clock.pass(MINUTE_MS);
    const trouble = "(task set-1) Essential container in task exited";
    expect(world.taskSet.trouble).toBe(trouble);
    expect(world.said).toEqual([`task set set: ${trouble}`]);
    expect(await world.steady()).toBe(true);
    expect(world.tasks.started.map(({ id, stopped }) => [id, stopped])).toEqual([
      ["set-1", true],
      ["set-2", false],
      ["set-3", false],
    ]);
  });

  test("replaces a task whose own health check fails, in the grace period too", async () => {
    const world = new World(1);
    await world.clock.pass(1000);
    world.tasks.started[0]?.fallIll();
    await world.clock.pass(MINUTE_MS);
    expect(world.taskSet.trouble).toBe("(task set-1) Task failed container health checks");
    expect(world.tasks.started.length).toBeGreaterThan(1);
  });

  test("replaces a task that the load balancer finds unhealthy, though only after the grace period", async () => {
    const world = new World(1);
    await world.clock.pass(1000);
    world.balancer.fallIll("set-1");
    await world.clock.pass(GRACE_SECONDS * 1000 - 2000);
    expect(world.taskSet.trouble).toBeUndefined();
    expect(world.taskSet.counts).toEqual({ desired: 1, running: 1, healthy: 0 });
    await world.clock.pass(5000 + DRAIN_MS);
    expect(world.taskSet.trouble).toBe("(task set-1) failed ELB health checks in (target-group blue)");
    expect(await world.steady()).toBe(true);
  });

  test("takes a task out of the load balancer before it stops it", async () => {
    const world = new World(1);
    await world.steady();
    world.balancer.fallIll("set-1");
    await world.clock.pass(GRACE_SECONDS * 1000 - HEALTHY_MS + 4000);
    expect(world.balancer.targetState("blue", "set-1")).toBe("draining");
    expect(world.tasks.started[0]?.stopped).toBe(false);
    await world.clock.pass(DRAIN_MS);
    expect(world.balancer.targetState("blue", "set-1")).toBeUndefined();
    expect(world.tasks.started[0]?.stopped).toBe(true);
  });

  test("waits twice as long before each further attempt, but never more than 27 minutes", async () => {
    const world = new World(1, () => {
      throw new Error("CannotPullContainerError: not found");
    });
    await world.clock.pass(4 * 60 * MINUTE_MS);
    const pauses = world.starts.slice(1).map((start, index) => start - (world.starts[index] ?? 0));
    expect(pauses.slice(0, 10)).toEqual([10, 20, 40, 80, 160, 320, 640, 1280, 1620, 1620]);
    expect(world.taskSet.trouble).toBe("CannotPullContainerError: not found");
    expect(world.taskSet.counts).toEqual({ desired: 1, running: 0, healthy: 0 });
  });

  test("begins anew with short pauses after a task that ran for long", async () => {
    let fails = 4;
    const world = new World(1, () => {
      fails -= 1;
      if (fails >= 0) throw new Error("no");
    });
    await world.clock.pass(30 * MINUTE_MS);
    world.tasks.started[0]?.crash();
    await world.clock.pass(2 * MINUTE_MS);
    const [last = 0, before = 0] = world.starts.slice(-2).reverse();
    expect(before).toBe(150);
    expect(last).toBe(30 * 60 + DRAIN_MS / 1000 + 10);
  });

  test("is given up after so many tasks that failed", async () => {
    const world = new World(2, () => {
      throw new Error("no");
    });
    expect(await world.steady(3)).toBe(false);
    expect(world.starts).toHaveLength(4);
  });

  test("of no task is steady at once, and ends at once", async () => {
    const world = new World(0);
    const began = world.clock.now();
    expect(await world.steady()).toBe(true);
    await world.close();
    expect(world.clock.now()).toBe(began);
  });
});

describe("the end of a task set", () => {
  test("lets requests in flight end, and can be asked for twice", async () => {
    const world = new World(2);
    await world.steady();
    const began = world.clock.now();
    await world.clock.play(Promise.all([world.taskSet.terminate(), world.taskSet.terminate()]));
    expect(world.clock.now() - began).toBe(DRAIN_MS);
    expect(world.tasks.running).toEqual([]);
    expect(world.balancer.versions("blue")).toEqual([]);
    expect(world.taskSet.counts).toEqual({ desired: 2, running: 0, healthy: 0 });
    expect(await world.taskSet.steady(new AbortController().signal)).toBe(false);
  });

  test("ends the wait for it to be steady", async () => {
    const world: World = new World(1, () => world.clock.after(MINUTE_MS));
    const steady = world.taskSet.steady(new AbortController().signal);
    await world.close();
    expect(await steady).toBe(false);
  });

  test("at any moment leaves no task, whatever becomes of the tasks before", async () => {
    const fate = fc.record({
      startsAfter: fc.integer({ min: 0, max: 40_000 }),
      becomes: fc.constantFrom("well", "refused", "crashed", "ill", "unhealthy"),
    });
    await fc.assert(
      fc.asyncProperty(
        fc.integer({ min: 1, max: 4 }),
        fc.array(fate, { minLength: 1, maxLength: 8 }),
        fc.integer({ min: 0, max: 5 * MINUTE_MS }),
        async (desired, fates, after) => {
          let index = 0;
          const world: World = new World(desired, async (task) => {
            const { startsAfter = 0, becomes } = fates[index++ % fates.length] ?? {};
            await world.clock.after(startsAfter);
            if (becomes === "refused") throw new Error("refused");
            if (becomes === "crashed") void world.clock.after(5000).then(() => task.crash());
            if (becomes === "ill") task.fallIll();
            if (becomes === "unhealthy") world.balancer.fallIll(task.id);
          });
          await world.clock.pass(after);
          await world.close();
          expect(world.tasks.running).toEqual([]);
          expect(world.balancer.versions("blue")).toEqual([]);
          const started = world.starts.length;
          await world.clock.pass(60 * MINUTE_MS);
          expect(world.starts).toHaveLength(started);
        },
      ),
      { numRuns: 60 },
    );
  });
});
