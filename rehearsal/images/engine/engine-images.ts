import { randomUUID } from "node:crypto";
import { readFileSync } from "node:fs";
import { relative } from "node:path";
import { DockerfileParser } from "dockerfile-ast";
import { UserError } from "../../../config/user-error";
import type { Processes } from "../../processes/model";
import { DockerfileError } from "../dockerfile-error";
import { parseReference, type Reference } from "../image-index";
import type { BuildRequest, Image, Images } from "../model";
import type { Engine } from "./engine";
import { inspectImage } from "./inspect";
import { localName, repositoryName, standIn } from "./references";
import type { Registry } from "./registry";
import { atDeath } from "./removal";

export interface EngineImagesOptions {
  readonly processes: Processes;
  readonly engine: Engine;
  /** Stands in for ECR. */
  readonly registry: Registry;
  /** `<account>.dkr.ecr.<region>.amazonaws.com/<repository>`, and whether a tag, once pushed, stays. */
  readonly repositories: readonly { readonly uri: string; readonly immutable: boolean }[];
}

/** Images of a container engine. */
export interface EngineImages extends Images {
  /** Takes every name that was given here out of the engine; layers stay in its cache. */
  close(): Promise<void>;
}

/** Builds with a container engine, and pushes to a registry that stands in for ECR. */
export function createEngineImages(options: EngineImagesOptions): EngineImages {
  return new RealImages(options);
}

class RealImages implements EngineImages {
  private readonly run = randomUUID().slice(0, 8);
  /** Names in the engine. */
  private readonly names = new Set<string>();
  private forget = (): void => undefined;
  /** Base images, by such names. */
  private readonly bases = new Map<string, string>();

  constructor(private readonly options: EngineImagesOptions) {}

  public async build(request: BuildRequest, say: (line: string) => void): Promise<void> {
    const { engine, registry } = this.options;
    const names = request.tags.map((tag) => this.name(parseReference(tag)));
    for (const [index, tag] of request.tags.entries())
      say(`${tag} is ${names[index]} here: ${registry.host} stands in for ECR`);
    const args = [
      "build",
      // Else Podman leaves the HEALTHCHECK out.
      ...(engine.name === "podman" ? ["--format", "docker"] : []),
      ...(request.platform ? ["--platform", request.platform] : []),
      ...Object.entries(request.buildArguments).flatMap(([key, value]) => ["--build-arg", `${key}=${value}`]),
      ...names.flatMap((name) => ["--tag", name]),
      "--file",
      request.dockerfile,
      request.context,
    ];
    const { code, output } = await engine.run(args, { say });
    if (code !== 0) throw buildError(engine, request, output);
    for (const name of names) this.bases.set(name, baseOf(request.dockerfile));
  }

  public async tag(source: string, target: string): Promise<void> {
    const [from, to] = [this.name(parseReference(source)), this.name(parseReference(target))];
    await this.must(["tag", from, to]);
    this.bases.set(to, this.bases.get(from) ?? "");
  }

  public async push(text: string, say: (line: string) => void): Promise<string> {
    const { engine, registry } = this.options;
    const reference = parseReference(text);
    const name = this.name(reference);
    const before = await this.taken(reference, name);
    if (before) return before;
    const { code, output } = await engine.run(["push", ...this.insecure(), name], { say });
    if (code !== 0) throw new UserError(`${text} cannot be pushed: ${lastLine(output)}`);
    const digest = await registry.digest(repositoryName(reference.repository), reference.tag ?? "");
    if (!digest) throw new Error(`${registry.host} took ${name}, and does not know it`);
    await this.keep(name, { ...reference, digest });
    say(`${reference.tag}: digest: ${digest}`);
    return digest;
  }

  public async find(text: string): Promise<Image | undefined> {
    const { registry, engine } = this.options;
    const reference = parseReference(text);
    const { repository } = reference;
    const name = repositoryName(repository);
    const digest = await registry.digest(name, reference.digest ?? reference.tag ?? "");
    if (!digest) return undefined;
    const local = localName(this.run, { repository, digest });
    if (!(await inspectImage(engine, local))) {
      // Pushed by an earlier rehearsal.
      const source = standIn(registry.host, { repository, digest });
      await this.must(["pull", ...this.insecure(), this.named(source)]);
      await this.keep(source, { repository, digest });
    }
    const inspected = await inspectImage(engine, local);
    if (!inspected) throw new Error(`${engine.name} has no image ${local}`);
    const tags = await registry.tags(name);
    const digests = await Promise.all(tags.map((tag) => registry.digest(name, tag)));
    return {
      repository,
      digest,
      tags: tags.filter((_, index) => digests[index] === digest),
      config: { ...inspected.config, from: this.bases.get(local) ?? "" },
      localName: local,
    };
  }

  public async remove(text: string): Promise<void> {
    const { registry } = this.options;
    const { repository, tag, digest } = parseReference(text);
    const name = repositoryName(repository);
    const found = await registry.digest(name, digest ?? tag ?? "");
    if (found) await registry.remove(name, found);
  }

  public async close(): Promise<void> {
    const names = [...this.names];
    this.names.clear();
    // One that was never built is not there to be removed.
    if (names.length > 0) await this.options.engine.run(["rmi", ...names]);
    this.forget();
  }

  private name(reference: Reference): string {
    return this.named(standIn(this.options.registry.host, reference));
  }

  /** Remembers a name, so that it is taken away however the rehearsal ends. */
  private named(name: string): string {
    if (this.names.has(name)) return name;
    this.names.add(name);
    const { processes, engine } = this.options;
    const before = this.forget;
    this.forget = atDeath(processes, engine, ["rmi", ...this.names]);
    before();
    return name;
  }

  /** Gives an image the name that tasks run it by. */
  private async keep(name: string, image: { repository: string; digest: string }): Promise<void> {
    const local = this.named(localName(this.run, image));
    await this.must(["tag", name, local]);
    this.bases.set(local, this.bases.get(name) ?? "");
  }

  /**
   * The digest of a tag that the very image has already.
   *
   * @throws UserError for a tag that another image has for good, and for a repository that is not there
   * @see https://docs.aws.amazon.com/AmazonECR/latest/userguide/image-tag-mutability.html
   */
  private async taken({ repository, tag }: Reference, name: string): Promise<string | undefined> {
    const { engine, repositories } = this.options;
    const target = repositories.find(({ uri }) => uri === repository);
    if (!target) {
      const known = repositories.map(({ uri }) => uri).join(", ");
      throw new UserError(
        `name unknown: The repository with name '${repositoryName(repository)}' does not exist; there is: ${known}`,
      );
    }
    const there = target.immutable ? await this.find(`${repository}:${tag}`) : undefined;
    if (!there) return undefined;
    const [old, fresh] = await Promise.all([
      inspectImage(engine, there.localName ?? ""),
      inspectImage(engine, name),
    ]);
    if (old?.id === fresh?.id) return there.digest;
    throw new UserError(
      `ImageTagAlreadyExistsException: The image tag '${tag}' already exists in the ` +
        `'${repositoryName(repository)}' repository and cannot be overwritten because the tag is immutable.`,
    );
  }

  private async must(args: readonly string[]): Promise<void> {
    const { code, output } = await this.options.engine.run(args);
    if (code !== 0)
      throw new UserError(`${this.options.engine.name} ${args.join(" ")} failed: ${lastLine(output)}`);
  }

  /** Docker takes loopback for insecure by itself. */
  private insecure(): string[] {
    return this.options.engine.name === "podman" ? ["--tls-verify=false"] : [];
  }
}

/** What engines say of a base image that they cannot get. */
const NOT_FETCHED =
  /pull|resolve|manifest|registry|dial tcp|no such host|i\/o timeout|connection refused|unauthorized|short-name/i;

function buildError(engine: Engine, { context, dockerfile }: BuildRequest, output: string): DockerfileError {
  const said = lastLine(output);
  const base = baseOf(dockerfile);
  const remedy = NOT_FETCHED.test(said)
    ? `; while its registry can be reached, run: ${engine.name} pull ${base}. ` +
      "Or rehearse with --runtime nginx or embedded, which fetch no base image"
    : "";
  return new DockerfileError([
    `${relative(context, dockerfile)}: ${engine.name} build failed: ${said}${remedy}`,
  ]);
}

/** The base of the last stage. */
function baseOf(dockerfile: string): string {
  return DockerfileParser.parse(readFileSync(dockerfile, "utf8")).getFROMs().at(-1)?.getImage() ?? "";
}

function lastLine(output: string): string {
  return output.split("\n").filter(Boolean).at(-1) ?? "it said nothing";
}
