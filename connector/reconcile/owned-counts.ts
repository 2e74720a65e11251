import type { Observed, Ownership } from './decide.ts';

/** Listed segments by whose they are. */
export class OwnedCounts {
  /** This owner's after the run, and those that may be. */
  owned = 0;
  uncertain = 0;
  /** Owned segments that the import held when it was listed: what a share of deletions is measured by. */
  before = 0;

  take(ownership: Ownership, observed: Observed | 'absent'): void {
    if (observed === 'absent') return;
    if (ownership.whose === 'nobody_of_ours') {
      this.uncertain += ownership.uncertain ? 1 : 0;
      return;
    }
    this.before += 1;
    if (ownership.owned.proof === 'sure') this.owned += 1;
    else this.uncertain += 1;
  }
}
