import type { AudienceMode, ChangeSet } from '../../../spec/host/change-set.ts';
import type { DeliveryOptions } from '../../../spec/host/delivery.ts';
import type { RowResult, WriteSummary } from '../../../spec/host/row-result.ts';
import type { LoggedRequest, SandboxOptions } from '../../../spec/taxonomy/sandbox/index.ts';
import { PATHS } from '../../../spec/taxonomy/sandbox/switches/paths.ts';
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
  /** The same with the mishaps that befell them. */
  readonly requests?: readonly LoggedRequest[];
  /**
   * Codes whose segments the run changed, and with which of its requests, from 0, last: what was so before and stayed so is not this run's operation
   * in effect.
   */
  readonly applied: ReadonlyMap<string, number>;
  /** How the import keeps what it is given. */
  readonly switches?: Pick<SandboxOptions, 'codes' | 'values' | 'stamps' | 'paths'>;
  readonly delivery?: DeliveryOptions;
  readonly summary?: WriteSummary | undefined;
}

/** The code that a by-code path names; nothing in any other. */
export function segmentCodeIn(path: string): string | undefined {
  const [, code] = /\/segments\/code\/([^/]+)$/.exec(path) ?? [];
  return code === undefined ? undefined : decodeURIComponent(code);
}

/** Whether a by-code path is read as naming another code (T-4), so that what it is answered says nothing of this one. */
export const isMisread = ({ switches }: Pick<Judged, 'switches'>, code: string): boolean =>
  PATHS[switches?.paths ?? 'decoded'](encodeURIComponent(code)) !== code;
