import { ConnectorError } from '../../spec/host/errors.ts';
import { fieldsOf } from './fields.ts';
import type { Plan, PlanHeader, PlannedChange, PlannedFact } from './plan.ts';
import { parse, SealBroken, type SealedFormat, seal, unseal } from './sealed-lines.ts';
import { TextHeap } from './text-heap.ts';

const PLAN_FORMAT: SealedFormat = { name: 'destination-permutive/plan', number: 1 };

/** Takes a plan's text, in pieces. */
export interface TextSink {
  write(text: string): unknown;
}

/** Writes a plan as NDJSON: a header, a line a change, an end with count and SHA-256. Each write is awaited. */
export async function writePlan(plan: Plan, sink: TextSink): Promise<void> {
  for await (const text of seal(PLAN_FORMAT, plan.header, linesOf(plan))) await sink.write(text);
}

async function* linesOf(plan: Plan): AsyncGenerator<string> {
  for await (const change of plan.changes()) yield JSON.stringify(change);
  for await (const fact of plan.facts()) yield JSON.stringify({ fact });
}

/**
 * Reads a plan to its end.
 *
 * @throws {ConnectorError} `plan_stale` when it is not, to the byte, what `writePlan` wrote.
 */
export async function readPlan(source: AsyncIterable<Uint8Array | string>): Promise<Plan> {
  try {
    const { header, lines } = await unseal(source, PLAN_FORMAT);
    const changes = new PlannedChanges();
    for await (const piece of lines) for (const line of piece) take(changes, line);
    const { format: _format, ...own } = header;
    return changes.under(own as unknown as PlanHeader); // The seal vouches for who wrote it.
  } catch (error) {
    if (!(error instanceof SealBroken)) throw error;
    throw new ConnectorError('plan_stale', [{ field: 'plan', message: `${error.message}.` }]);
  }
}

function take(changes: PlannedChanges, line: string): void {
  const told = parse(line);
  if (typeof told?.['fact'] === 'object') changes.note(told['fact'] as PlannedFact);
  else if (typeof told?.['code'] === 'string' && typeof told['operation'] === 'string')
    changes.add(told as unknown as PlannedChange);
  else throw new SealBroken('a line of it is no change'); // What it is else, the seal vouches for.
}

/** The changes of a plan while it is made or read: millions fit. */
export class PlannedChanges {
  readonly #texts = new TextHeap();
  readonly #others: number[] = [];
  readonly #deletions: number[] = [];
  readonly #facts: number[] = [];

  add(change: PlannedChange): void {
    const { operation, code, id, before, after, reason, warnings } = change;
    const line = JSON.stringify({
      operation,
      code,
      ...(id !== undefined && { id }),
      before: before && fieldsOf(before),
      after: after && fieldsOf(after),
      reason,
      warnings,
    });
    (operation === 'Delete' ? this.#deletions : this.#others).push(this.#texts.add(line));
  }

  note({ code, asked }: PlannedFact): void {
    this.#facts.push(this.#texts.add(JSON.stringify({ code, asked: fieldsOf(asked) })));
  }

  under(header: PlanHeader): Plan {
    const [texts, positions, facts] = [this.#texts, [this.#others, this.#deletions], this.#facts];
    return {
      header,
      async *changes() {
        for (const part of positions)
          for (const position of part) yield JSON.parse(texts.get(position)) as PlannedChange; // Written by `add`.
      },
      async *facts() {
        for (const position of facts) yield JSON.parse(texts.get(position)) as PlannedFact; // Written by `note`.
      },
    };
  }
}
