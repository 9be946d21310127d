import { randomUUID } from "node:crypto";
import { existsSync, mkdirSync, readFileSync, renameSync, writeFileSync } from "node:fs";
import { dirname } from "node:path";
import { AwsError } from "../aws/actions";
import { readDocument } from "./document";
import type { AutomationDocument, ParameterSpec } from "./document-schema";
import { Execution, type ExecutionParts } from "./execution";
import type { DocumentModel, ExecutionRecord } from "./model";
import { textsOf } from "./step-work";

export interface AutomationsProps extends Omit<ExecutionParts, "keep" | "closing"> {
  readonly documents: readonly DocumentModel[];
  /** Path of a JSON file: executions that were under way when the rehearsal was killed are gone on with. */
  readonly file: string;
}

export interface StartRequest {
  readonly document: string;
  readonly parameters: Readonly<Record<string, readonly string[]>>;
  readonly clientToken?: string;
}

/** @see https://docs.aws.amazon.com/systems-manager/latest/APIReference/API_StartAutomationExecution.html */
const CLIENT_TOKEN = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i;

/** The executions of the stack's documents. */
export class Automations {
  private readonly documents: ReadonlyMap<string, AutomationDocument>;
  private readonly executions = new Map<string, Execution>();
  private readonly running = new Set<Promise<void>>();
  private readonly over = new AbortController();

  /** @throws UserError for a document that cannot be played */
  constructor(private readonly props: AutomationsProps) {
    this.documents = new Map(
      props.documents
        .filter(({ type }) => type === "Automation")
        .map((document) => [document.name, readDocument(document)]),
    );
  }

  /** Goes on with what was under way when the rehearsal was killed. */
  public resume(): void {
    const { file } = this.props;
    const kept: ExecutionRecord[] = existsSync(file) ? JSON.parse(readFileSync(file, "utf8")) : [];
    for (const record of kept) {
      const document = this.documents.get(record.document);
      if (!document) continue;
      const execution = this.made(record, document);
      if (record.endedAt === undefined) this.run(execution);
    }
  }

  /** Newest first. */
  public get records(): readonly ExecutionRecord[] {
    return [...this.executions.values()].map(({ record }) => record).reverse();
  }

  public find(id: string): Execution | undefined {
    return this.executions.get(id);
  }

  /**
   * Starts an execution, once for each token.
   *
   * @returns its id
   * @throws AwsError in Automation's words
   */
  public start(request: StartRequest): string {
    const { document: name, parameters: given, clientToken } = request;
    const document = this.documents.get(name);
    if (!document) {
      throw new AwsError("AutomationDefinitionNotFoundException", `Automation document ${name} not found`);
    }
    if (clientToken !== undefined && !CLIENT_TOKEN.test(clientToken)) {
      throw new AwsError("ValidationException", `ClientToken is "${clientToken}", allowed: a UUID`);
    }
    const known = this.records.find((one) => clientToken !== undefined && one.clientToken === clientToken);
    if (known) return again(known, request);
    const record: ExecutionRecord = {
      id: randomUUID(),
      document: name,
      parameters: resolved(document.parameters, given),
      given,
      clientToken,
      status: "Pending",
      startedAt: this.props.clock.now(),
      steps: [],
    };
    this.run(this.made(record, document));
    return record.id;
  }

  /** @throws AwsError where there is none, or it is over */
  public cancel(id: string): void {
    const execution = this.find(id);
    if (!execution) throw notFound(id);
    const { endedAt, status } = execution.record;
    if (endedAt !== undefined) {
      throw new AwsError(
        "InvalidAutomationStatusUpdateException",
        `The automation execution ${id} is ${status}: it cannot be stopped`,
      );
    }
    if (status !== "Cancelling") execution.cancel();
  }

  /** What a document says that its executions put out, of one of them. */
  public outputs({ document, steps }: ExecutionRecord): Readonly<Record<string, readonly string[]>> {
    const names = this.documents.get(document)?.outputs ?? [];
    return Object.fromEntries(
      names.map((name) => {
        const [step, output = ""] = name.split(".");
        const value = steps.find((one) => one.name === step)?.outputs[output];
        return [
          name,
          value === undefined
            ? ["No output available yet because the step is not successfully executed"]
            : textsOf(value),
        ];
      }),
    );
  }

  /** Begins nothing more; what goes on is left as it is. */
  public async close(): Promise<void> {
    this.over.abort(new Error("the rehearsal is over"));
    await Promise.all(this.running);
  }

  private made(record: ExecutionRecord, document: AutomationDocument): Execution {
    const parts = { ...this.props, keep: () => this.write(), closing: this.over.signal };
    const execution = new Execution(record, document, parts);
    this.executions.set(record.id, execution);
    return execution;
  }

  private run(execution: Execution): void {
    const running = execution.run().finally(() => this.running.delete(running));
    this.running.add(running);
  }

  private write(): void {
    if (this.over.signal.aborted) return;
    const { file } = this.props;
    mkdirSync(dirname(file), { recursive: true });
    writeFileSync(`${file}.part`, JSON.stringify([...this.executions.values()].map(({ record }) => record)));
    renameSync(`${file}.part`, file);
  }
}

export function notFound(id: unknown): AwsError {
  return new AwsError("AutomationExecutionNotFoundException", `There is no automation execution ${id}`);
}

/** @throws AwsError where the same token came with something else */
function again({ id, document, given }: ExecutionRecord, request: StartRequest): string {
  const same = document === request.document && JSON.stringify(given) === JSON.stringify(request.parameters);
  if (same) return id;
  throw new AwsError(
    "IdempotentParameterMismatch",
    "A request with the same client token was made with other parameters",
  );
}

/** @throws AwsError for a parameter that is missing, unknown or not allowed */
function resolved(
  specs: Readonly<Record<string, ParameterSpec>>,
  given: StartRequest["parameters"],
): Record<string, unknown> {
  const unknown = Object.keys(given).find((name) => !Object.hasOwn(specs, name));
  if (unknown) throw invalid(`Parameter ${unknown} is not defined in the document`);
  return Object.fromEntries(
    Object.entries(specs).map(([name, spec]) => {
      const value = given[name] === undefined ? spec.default : typed(given[name], spec.type);
      if (value === undefined) throw invalid(`Parameter ${name} is required`);
      const isAllowed = spec.allowedValues?.includes(value) ?? true;
      const fits = spec.allowedPattern === undefined || new RegExp(spec.allowedPattern).test(String(value));
      if (!isAllowed || !fits) throw invalid(`Parameter ${name} cannot be ${JSON.stringify(value)}`);
      return [name, value];
    }),
  );
}

function typed(values: readonly string[], type: string): unknown {
  if (type === "Boolean") return values[0] === "true";
  if (type === "Integer") return Number(values[0]);
  return /List/.test(type) ? values : values[0];
}

function invalid(message: string): AwsError {
  return new AwsError("InvalidAutomationExecutionParametersException", message);
}
