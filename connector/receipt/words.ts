import type { RunAbout, RunFacts } from './facts.ts';

/** The six signs of outcomes: in the terminal, on the screen, in the receipt and in Markdown the same. */
export const GLYPHS = { created: '+', updated: '~', deleted: '−', unchanged: '=', failed: '!', skipped: '‖' } as const;
type Told = keyof typeof GLYPHS;

const DONE: Readonly<Record<Told, string>> = {
  created: 'created',
  updated: 'updated',
  deleted: 'deleted',
  unchanged: 'as they were',
  failed: 'failed',
  skipped: 'left out',
};
const WOULD: Readonly<Record<Told, string>> = {
  created: 'would be created',
  updated: 'would be updated',
  deleted: 'would be deleted',
  unchanged: 'would stay',
  failed: 'would fail',
  skipped: 'would be left out',
};

export interface OutcomeCount {
  readonly kind: Told;
  readonly glyph: string;
  readonly word: string;
  readonly rows: number;
}

export const number = (value: number): string => value.toLocaleString('en');
export const rowsOf = (value: number): string => `${number(value)} ${value === 1 ? 'row' : 'rows'}`;
export const segmentsOf = (value: number): string => `${number(value)} ${value === 1 ? 'segment' : 'segments'}`;
/** Whether a run is of segments, each told once, and not of rows. */
export const isOfSegments = ({ mode }: Pick<RunAbout, 'mode'>): boolean => mode === 'full' || mode === 'undo';
/** What a run settles one by one: rows of a file, changes of a plan, or the segments of a full list without one. */
export function unitsOf(value: number, about: Pick<RunAbout, 'mode' | 'plan'>): string {
  if (!isOfSegments(about)) return rowsOf(value);
  return about.plan === undefined ? segmentsOf(value) : `${number(value)} ${value === 1 ? 'change' : 'changes'}`;
}

/** Counts that are not nought, in the order of the signs. A dry run speaks in the conditional. */
export function outcomesOf({ rows, about: { dryRun } }: Pick<RunFacts, 'rows' | 'about'>): OutcomeCount[] {
  const words = dryRun ? WOULD : DONE;
  return (Object.keys(GLYPHS) as Told[]) // The keys are the literal's own.
    .map((kind) => ({ kind, glyph: GLYPHS[kind], word: words[kind], rows: rows[kind] }))
    .filter(({ rows }) => rows > 0);
}

const BROKE_OFF: Readonly<Record<string, string>> = {
  authentication_failed: 'the key is not accepted any more',
  insufficient_permissions: 'the key may not write',
  import_not_found: 'the import is not there any more',
};

/** The one sentence that says what came of the run: what an inbox or a ticket shows. */
export function titleOf(facts: Pick<RunFacts, 'rows' | 'about' | 'summary'>): string {
  const { rows, about, summary } = facts;
  const { created, updated, deleted, unchanged, failed, skipped, settled } = rows;
  const inFile = about.toSettle ?? about.input?.rows ?? settled;
  const changes = created + updated + deleted;
  if (about.dryRun)
    return `Nothing was changed. ${changes === 0 ? 'No' : number(changes)} ${changes === 1 ? 'change' : 'changes'} would be made.`;
  const done = changes + unchanged;
  const stopped = `Stopped at ${number(done)} of ${unitsOf(inFile, about)}`;
  if (summary?.fatal !== undefined)
    return `${stopped}: ${BROKE_OFF[summary.fatal.code] ?? lowered(summary.fatal.message)}`;
  if (summary?.status === 'cancelled') return `${stopped}, as asked`;
  if (about.toSettle === 0 && settled === 0) return 'Nothing was left to be sent';
  const where = about.environment.kind === 'sandbox' ? ' in the sandbox' : '';
  const unknown = rows.unknown > 0 ? `, ${number(rows.unknown)} not known` : '';
  const really = failed - rows.unknown;
  const left = skipped === 0 ? '' : `, ${number(skipped)} ${isOfSegments(about) ? 'kept back' : 'left out'}`;
  return `${number(done)} of ${unitsOf(inFile, about)} ${done === 1 ? 'is' : 'are'} in effect${where}${really > 0 ? `, ${number(really)} failed` : ''}${unknown}${left}`;
}

/** A message becomes the end of a sentence. */
const lowered = (message: string) => message.charAt(0).toLowerCase() + message.slice(1).replace(/\.$/, '');

export const bytesOf = (bytes: number): string =>
  bytes < 1e6
    ? `${(bytes / 1e3).toLocaleString('en', { maximumFractionDigits: 1 })} kB`
    : `${(bytes / 1e6).toLocaleString('en', { maximumFractionDigits: 1 })} MB`;

/** `2:16`, or `4.1 s` below a minute. */
export function lasting(ms: number): string {
  if (ms < 59_950) return `${(ms / 1000).toLocaleString('en', { maximumFractionDigits: ms < 10_000 ? 1 : 0 })} s`;
  const total = Math.round(ms / 1000);
  const [hours, minutes, seconds] = [Math.floor(total / 3600), Math.floor(total / 60) % 60, total % 60];
  const padded = String(seconds).padStart(2, '0');
  return hours > 0 ? `${hours}:${String(minutes).padStart(2, '0')}:${padded}` : `${minutes}:${padded}`;
}
