import type { Clock } from './clock.ts';
import type { SegmentIndex } from './imported/segment-index.ts';
import type { PlannedTarget } from './plan/desired.ts';
import type { ImportApi } from './send/import-api.ts';

/** What stands in for the world in tests, and what a run on a full list brings with it. */
export interface Machinery {
  readonly clock?: Clock;
  /** What the import holds, where the caller has listed it: then only differences are sent, from the first batch on (T-5). */
  readonly known?: SegmentIndex;
  /** What rows fall back on instead of the request's target. */
  readonly target?: PlannedTarget;
  /** Stands between the run and the import it sends to. */
  readonly through?: (api: ImportApi) => ImportApi;
}
