import type { ConnectorContext } from '../../../spec/host/connector.ts';
import type { WriteSummary } from '../../../spec/host/row-result.ts';
import type { RunAbout } from '../../receipt/index.ts';
import type { FileRow } from '../files/file-row.ts';
import type { FileRowResult } from '../report/file-run.ts';
import type { PlanLines } from './plan-lines.ts';
import type { PlanState } from './protocol.ts';

/** How a call is watched, and broken off. */
export type Watched = ConnectorContext & { readonly signal: AbortSignal };

/** What became of a row, or of a segment that no row names. */
export interface Told {
  readonly result: FileRowResult;
  /** The values it was asked by. */
  readonly row?: FileRow;
  /** Where it stands, for a person. */
  readonly where: string;
}

/** How drawing a plan ended: `fault` and the summary's `fatal` say why there is none. */
export interface Drawn {
  readonly summary?: WriteSummary;
  readonly fault?: unknown;
  /** What the plan has to say beside its lines. */
  readonly about?: Pick<PlanState, 'owned' | 'foreign' | 'lost'>;
}

/** `fault`: what broke it off, other than Permutive. */
export interface CarriedOut {
  readonly summary?: WriteSummary;
  readonly fault?: unknown;
}

/** What is proposed for the import: drawn up without sending anything, looked at, then carried out as it is. */
export interface Proposal {
  readonly mode: RunAbout['mode'];
  readonly importId: string;
  /** What it is drawn from. */
  readonly input: NonNullable<RunAbout['input']>;
  /** Whether it is of some rows of its file only, after a run that broke off. */
  readonly part: boolean;
  /** What a run of it has to settle: rows, or the changes of a plan. */
  toSettle(lines: PlanLines): number;
  /** What would change; sends nothing. Never rejects. */
  draw(lines: PlanLines, watched: Watched, settled: () => void): Promise<Drawn>;
  /** Brings what was drawn last into effect. Never rejects. @param folder Where a backup may be kept. */
  carryOut(
    lines: PlanLines,
    watched: Watched,
    tell: (told: Told) => void,
    folder: string | undefined,
  ): Promise<CarriedOut>;
  /** Goes through it once more as in `draw`, and tells each row; sends nothing. Absent where nothing would be learned by it. Never rejects. */
  rehearse?(watched: Watched, tell: (told: Told) => void): Promise<CarriedOut>;
  /** The rows of its file: those that failed are given back from it. */
  rows(): AsyncIterable<readonly FileRow[]>;
}
