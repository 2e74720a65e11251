import { errorDetail } from '../spec/host/errors.ts';
import type { SegmentFields } from '../spec/host/segment.ts';
import { explainsRefusal } from './imported/difference.ts';
import { type Fingerprint, fingerprintOf, merged } from './imported/fingerprint.ts';
import type { Observation, Observing, ReadFailure, Way } from './imported/observing.ts';
import { Reader } from './imported/reader.ts';
import type { Known, SegmentIndex } from './imported/segment-index.ts';
import type { SegmentChange } from './plan/segment-change.ts';
import type { Redact } from './redact.ts';
import type { BatchVerdict, ImportApi } from './send/import-api.ts';
import { codeOf, type Operation, operationFor } from './send/operation.ts';

/**
 * The dry run's import (P-7): it reads the real one and answers operations as a strict server would, without sending them.
 * The run around it is the ordinary one, so nothing is predicted by other code.
 */
export class Rehearsal implements Observing {
  readonly #real: Reader;
  readonly #redact: Redact;
  /** What the operations rehearsed so far would have made of segments; over what was read. */
  readonly #state = new Map<string, Fingerprint | 'absent'>();
  /** The same in words, for who looks at a dry run. */
  readonly #fields = new Map<string, SegmentFields>();
  #seesIndex: boolean;
  /** What a run asks of an import: reads are the real ones, operations are answered here. */
  readonly imported: ImportApi;

  /** `index`: what the caller knows of the import already. */
  constructor(imported: ImportApi, redact: Redact, index?: SegmentIndex) {
    this.#redact = redact;
    this.#real = new Reader(imported, index, ({ code, name, description, cpm, categories }) =>
      this.#fields.set(code, fieldsOf({ name, description, cpm, categories })),
    );
    this.#seesIndex = index !== undefined;
    this.imported = {
      ...imported,
      send: (group, { changeOf, kindOf }) => this.#answer(group.map((one) => operationFor(changeOf(one), kindOf(one)))),
    };
  }

  /** Known only after the first conflict, or from the start, exactly as in a run that sends (T-5). */
  get listed(): boolean {
    return this.#seesIndex && this.#real.listed;
  }

  get folds(): Observing['folds'] {
    return this.#real.folds;
  }

  known(code: string): Known {
    return this.listed ? this.#known(code) : undefined;
  }

  spellingOf(code: string): string | undefined {
    return this.#real.spellingOf(code);
  }

  beside(code: string): Fingerprint | undefined {
    return this.listed ? this.#real.beside(code) : undefined;
  }

  learnFolding(code: string): void {
    this.#real.learnFolding(code);
  }

  learnSpelling(code: string, spelling: string): void {
    this.#real.learnSpelling(code, spelling);
  }

  note(): void {
    // What a rehearsed operation makes of its code was noted when it was answered.
  }

  forget(code: string): void {
    this.#real.forget(code);
  }

  async observe(codes: readonly string[], way: Way): Promise<Observation> {
    this.#seesIndex = true;
    const { listed, failure, requests } = await this.#learn(codes, way);
    return { of: (code) => this.#known(code), listed, failure, requests };
  }

  /** What is there under a change's code, and what would be once it `took` effect; each told once, in order. */
  segmentOf(change: SegmentChange, took: boolean): { before?: SegmentFields | null; after?: SegmentFields | null } {
    const code = this.spellingOf(change.code) ?? change.code;
    const fields = this.#redact(this.#fields.get(code)); // whoever named it may have put the key there.
    const gone = this.#absentBefore.has(code) || this.#real.known(code) === 'absent';
    const before = fields ?? (gone ? null : undefined);
    if (!took) return { ...(before !== undefined && { before, after: before }) };
    if (change.state === 'absent') {
      this.#fields.delete(code);
      this.#absentBefore.add(code);
      return { ...(before !== undefined && { before }), after: null };
    }
    const { name, description, cpm, categories, defaultName } = change;
    const given = fieldsOf({ name: name ?? (before === null ? defaultName : undefined), description, cpm, categories });
    const after = { ...before, ...given };
    this.#fields.set(code, after);
    return { ...(before !== undefined && { before }), after };
  }

  readonly #absentBefore = new Set<string>();

  async #answer(operations: readonly Operation[]): Promise<BatchVerdict> {
    const { failure, requests } = await this.#learn(operations.map(codeOf), 'cheapest');
    if (failure !== undefined) return failure;
    const told = { requests, trail: 'none', sentAt: 0 } as const;
    if (operations.some((operation) => explainsRefusal(operation.operation, this.#known(codeOf(operation))))) {
      const error = errorDetail('rejected_by_permutive', { message: 'A segment exists already, or does not exist.' });
      return { kind: 'refused', status: 409, error, body: '', signature: 'rehearsal', ...told };
    }
    for (const operation of operations) this.#apply(operation);
    const items = operations.map((operation) => ({
      ...('data' in operation && operation.data),
      code: codeOf(operation),
    }));
    return { kind: 'success', answer: { status: 200, body: 'read', items, errors: [], requestId: undefined }, ...told };
  }

  #known(code: string): Known {
    return this.#state.get(code) ?? this.#real.known(code);
  }

  /** Makes sure the state of every code is known. */
  async #learn(
    codes: readonly string[],
    way: Way,
  ): Promise<{ listed: boolean; failure: ReadFailure | undefined; requests: readonly number[] }> {
    const unknown = codes.filter(
      (code) => this.#known(code) === undefined || (way === 'by_code' && this.#known(code) === 'unlisted'),
    );
    if (unknown.length === 0) return { listed: false, failure: undefined, requests: [] };
    const observation = await this.#real.observe(unknown, way);
    for (const code of unknown) {
      const known = observation.of(code);
      if (known === 'absent') this.#absentBefore.add(code);
      if (known !== undefined && known !== 'unlisted' && !observation.listed) this.#state.set(code, known);
    }
    return observation;
  }

  #apply(operation: Operation): void {
    const code = codeOf(operation);
    const before = this.#known(code);
    const base = typeof before === 'object' ? before : fingerprintOf();
    this.#state.set(code, operation.operation === 'Delete' ? 'absent' : merged(base, operation.data));
  }
}

const fieldsOf = (fields: { [Field in keyof SegmentFields]: SegmentFields[Field] | undefined }): SegmentFields =>
  Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== undefined));
