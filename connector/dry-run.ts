import { errorDetail } from '../spec/host/errors.ts';
import { type Fingerprint, fingerprintOf, merged } from './imported/fingerprint.ts';
import type { Observation, Observing, ReadFailure } from './imported/reader.ts';
import type { Known, SegmentIndex } from './imported/segment-index.ts';
import { explainsRefusal } from './recover/difference.ts';
import type { BatchVerdict, ImportApi } from './send/import-api.ts';
import { codeOf, type Operation, operationFor } from './send/operation.ts';

/** Nothing goes out in a dry run. */
const UNSENT = { requests: [], trail: 'none', sentAt: 0 } as const;

/**
 * The dry run's import (P-7): it reads the real one and answers operations as a strict server would, without sending them.
 * The run around it is the ordinary one, so nothing is predicted by other code.
 */
export class Rehearsal implements Observing {
  readonly #real: Observing;
  /** What the operations rehearsed so far would have made of segments; over what was read. */
  readonly #state = new Map<string, Fingerprint | 'absent'>();
  #conflictSeen = false;

  constructor(real: Observing) {
    this.#real = real;
  }

  /** Known only after the first conflict, exactly as in a run that sends (T-5). */
  get index(): SegmentIndex | undefined {
    return this.#conflictSeen ? this.#real.index : undefined;
  }

  async observe(codes: readonly string[]): Promise<Observation> {
    this.#conflictSeen = true;
    const failure = await this.#learn(codes);
    return { of: (code) => this.#known(code), failure };
  }

  /** `reads` is the real import; operations are answered here. */
  taxonomy(reads: ImportApi): ImportApi {
    return {
      ...reads,
      send: (group, { changeOf, kindOf }) => this.#answer(group.map((one) => operationFor(changeOf(one), kindOf(one)))),
    };
  }

  async #answer(operations: readonly Operation[]): Promise<BatchVerdict> {
    const failure = await this.#learn(operations.map(codeOf));
    if (failure !== undefined) return failure;
    if (operations.some((operation) => explainsRefusal(operation.operation, this.#known(codeOf(operation))))) {
      const error = errorDetail('rejected_by_permutive', { message: 'A segment exists already, or does not exist.' });
      return { kind: 'refused', status: 409, error, body: '', signature: 'rehearsal', ...UNSENT };
    }
    for (const operation of operations) this.#apply(operation);
    const items = operations.map((operation) => ({
      ...('data' in operation && operation.data),
      code: codeOf(operation),
    }));
    const answer = { status: 200, body: 'read', items, errors: [], requestId: undefined } as const;
    return { kind: 'success', answer, ...UNSENT };
  }

  #known(code: string): Known {
    return this.#real.index?.get(code) ?? this.#state.get(code);
  }

  /** Makes sure the state of every code is known. */
  async #learn(codes: readonly string[]): Promise<ReadFailure | undefined> {
    const unknown = codes.filter((code) => this.#known(code) === undefined);
    if (unknown.length === 0) return undefined;
    const observation = await this.#real.observe(unknown);
    if (this.#real.index !== undefined) return observation.failure;
    for (const code of unknown) {
      const known = observation.of(code);
      if (known !== undefined) this.#state.set(code, known);
    }
    return observation.failure;
  }

  #apply(operation: Operation): void {
    const code = codeOf(operation);
    const before = this.#known(code);
    const base = before === undefined || before === 'absent' ? fingerprintOf({}) : before;
    const after = operation.operation === 'Delete' ? 'absent' : merged(base, operation.data);
    if (this.#real.index === undefined) this.#state.set(code, after);
    else this.#real.index.set(code, after);
  }
}
