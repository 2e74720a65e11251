import type { AudienceMode, ChangeSet } from '../../spec/host/change-set.ts';
import type { Logger } from '../../spec/host/connector.ts';
import { yieldToEventLoop } from '../clock.ts';
import { ChangeSetPlan } from './change-set-plan.ts';
import type { PlannedTarget } from './desired.ts';
import type { SegmentChange, SettledRows } from './segment-change.ts';
import { type Folding, foldCode } from './segment-code.ts';
import type { RedactText } from './shown.ts';

/** Rows planned before timers and sockets get a turn; about two milliseconds' worth. */
const ROWS_BETWEEN_TURNS = 1_000;

/** Once a run, from the source page (S-7). */
const GENERATED_CODES =
  'Segment codes are generated from names. Map stable segment codes of your own for production: a renamed segment gets a new code.';

export interface PlannerOptions {
  readonly mode: AudienceMode;
  readonly target: PlannedTarget | undefined;
  readonly redact: RedactText;
  readonly log: Logger;
}

/** A change-set, planned: one change a segment, by its key, and the rows that are settled already. */
export interface PlannedChangeSet {
  readonly changes: Map<string, SegmentChange>;
  readonly settled: readonly SettledRows[];
}

/** Makes the rows of one change-set after another into changes. */
export class Planner {
  readonly #options: PlannerOptions;
  #generated = false;
  #rowsSinceTurn = 0;
  /** What codes of one segment may differ in (T-3). */
  folding: Folding | undefined;

  constructor(options: PlannerOptions) {
    this.#options = options;
  }

  async plan({ id, rows, order = 'set' }: ChangeSet): Promise<PlannedChangeSet> {
    const { mode, target, redact, log } = this.#options;
    const { folding } = this;
    const keyOf = folding === undefined ? asItIs : (code: string) => foldCode(code, folding);
    const plan = new ChangeSetPlan({ mode, target, redact, order, keyOf, changeSetId: id });
    const { length } = rows;
    for (let from = 0; from < length; ) {
      const to = Math.min(length, from + ROWS_BETWEEN_TURNS - this.#rowsSinceTurn);
      addAll(plan, rows, from, to);
      this.#rowsSinceTurn += to - from;
      from = to;
      if (this.#rowsSinceTurn >= ROWS_BETWEEN_TURNS) {
        this.#rowsSinceTurn = 0;
        await yieldToEventLoop();
      }
    }
    if (plan.generatedCode && !this.#generated) {
      this.#generated = true;
      log.warn({}, GENERATED_CODES);
    }
    return plan.finish();
  }
}

/** Rows between two turns: not one loop for all of a change-set, see connector/stretch.ts. */
function addAll(plan: ChangeSetPlan, rows: readonly unknown[], from: number, to: number): void {
  for (let at = from; at < to; at += 1) plan.add(rows, at);
}

const asItIs = (code: string): string => code;
