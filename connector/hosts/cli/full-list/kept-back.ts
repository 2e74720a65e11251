import { ERROR_CATALOGUE } from '../../../../spec/host/errors.ts';
import type { RowResult } from '../../../../spec/host/row-result.ts';
import type { RemovalResult } from '../../../reconcile/index.ts';
import { shortReason } from '../../report/planned-words.ts';
import { rowOfRemoval } from '../../report/removal-row.ts';
import { counted } from '../counted.ts';
import { printable } from '../printable.ts';
import { wayThrough } from './reasons.ts';

/** Segments named for each reason. */
const NAMED = 5;

/** Removals that were kept back, or failed, by why: told with what would let them through. */
export class KeptBack {
  readonly #state: string | undefined;
  readonly #byReason = new Map<string, RemovalResult[]>();
  #count = 0;

  constructor(state: string | undefined) {
    this.#state = state;
  }

  take(removal: RemovalResult): void {
    if (removal.status !== 'withheld' && removal.status !== 'failed') return;
    const { reason, error } = removal;
    const why = reason === undefined ? (error?.message ?? 'it could not be deleted') : shortReason(reason);
    const group = this.#byReason.get(why) ?? [];
    group.push(removal);
    this.#byReason.set(why, group);
    this.#count += 1;
  }

  lines(): string[] {
    if (this.#count === 0) return [];
    const lines = ['', `Kept back, and why: ${counted(this.#count)}`];
    for (const [why, removals] of this.#byReason) {
      lines.push(`  ${why}`);
      for (const { segmentCode, before } of removals.slice(0, NAMED))
        lines.push(`    ‖ ${printable(before?.name ?? segmentCode)}   ${printable(segmentCode)}`);
      if (removals.length > NAMED) lines.push(`    … ${counted(removals.length - NAMED)} more`);
      const way = this.#wayOf(removals);
      if (way !== undefined) lines.push(`    to let them go: ${way}`);
    }
    return lines;
  }

  /** The same for a receipt: advice is what the catalogue says, and the command. */
  *rows(): Generator<RowResult> {
    for (const removals of this.#byReason.values()) {
      const way = this.#wayOf(removals);
      for (const removal of removals) {
        const row = rowOfRemoval(removal);
        const { error } = row;
        if (error === undefined || way === undefined) yield row;
        else yield { ...row, error: { ...error, remedy: `${ERROR_CATALOGUE[error.code].remedy} Command: ${way}` } };
      }
    }
  }

  #wayOf([first, ...others]: readonly RemovalResult[]): string | undefined {
    return first?.reason === undefined ? undefined : wayThrough(first.reason, others.length + 1, this.#state);
  }
}
