import type { AudienceMode, ChangeSet } from '../../../spec/host/change-set.ts';
import type { DeliveryOptions } from '../../../spec/host/delivery.ts';
import type { RowResult, WriteSummary } from '../../../spec/host/row-result.ts';
import type { SandboxOptions } from '../../../spec/taxonomy/sandbox/index.ts';
import type { WireSegment } from '../../../spec/taxonomy/segment.ts';
import type { ExchangeRecord } from '../exchange-log.ts';

/** A run, as far as the invariants look at it. */
export interface Judged {
  readonly mode: AudienceMode;
  readonly changeSets: readonly ChangeSet[];
  /** The change-sets that were pulled: all of them unless the run stopped before (T-9). */
  readonly received?: ReadonlySet<ChangeSet>;
  readonly results: readonly RowResult[];
  /** How many exchanges there had been when each row was told: what is read later says nothing against it. */
  readonly toldAfter?: ReadonlyMap<string, number>;
  /** What the import holds when nothing is under way any more. */
  readonly segments: readonly WireSegment[];
  readonly exchanges: readonly ExchangeRecord[];
  /** Codes whose segments the run changed: what was so before and stayed so is not this run's operation in effect. */
  readonly applied: ReadonlySet<string>;
  /** How the import keeps what it is given. */
  readonly switches?: Pick<SandboxOptions, 'codes' | 'values' | 'stamps'>;
  readonly delivery?: DeliveryOptions;
  readonly summary?: WriteSummary | undefined;
}
