import { MAX_BATCH_OPERATIONS } from '../../../../../spec/taxonomy/limits.ts';
import type { BatchCourse, RunFacts } from '../../../../receipt/index.ts';
import { Icon, type IconName } from '../icon.tsx';
import { DONE, doneWord, keepsBack, Sign, SUM_ORDER } from '../sign.tsx';
import { useNow } from '../use-now.ts';
import { many, number, running as runningClock } from '../words.ts';

/** Operations in a batch, as long as nothing else is known of the next one. */
const FULL_BATCH = MAX_BATCH_OPERATIONS;
/** With more blocks than this a block is too narrow for its number. */
const DENSE = 40;
const MOST = 400;

const ICONS: Readonly<Partial<Record<BatchCourse['marks'][number], IconName>>> = {
  split: 'split',
  looked_up: 'search',
  waited: 'clock',
};

interface StripProps {
  readonly facts: RunFacts;
  readonly running: boolean;
  readonly chosen: number | undefined;
  readonly choose: (batch: number) => void;
}

/** A strip of blocks, one a batch, filled with its outcomes as they are settled (U-9). Nothing in it is estimated but the blocks to come. */
export function Strip({ facts, running, chosen, choose }: StripProps) {
  const { batches, rows, about } = facts;
  const all = about.toSettle ?? about.input?.rows ?? rows.settled;
  const shown = batches.slice(-MOST);
  const queued = running ? queuedBlocks(facts) : [];
  if (shown.length + queued.length === 0) return null;
  const dense = shown.length + queued.length > DENSE;
  return (
    <div className="stripbox">
      <ol className={dense ? 'strip dense' : 'strip'} aria-label={many(shown.length, 'batch', 'batches')}>
        {shown.map((course) => (
          <li key={course.batch} style={{ flexGrow: Math.max(course.operations, course.rows, 1) }}>
            <Block
              course={course}
              running={running}
              chosen={course.batch === chosen}
              choose={() => choose(course.batch)}
            />
          </li>
        ))}
        {queued.map(({ batch, size }) => (
          <li key={batch} style={{ flexGrow: size }}>
            <span className="block queued">
              <span className="number">{number(batch)}</span>
            </span>
          </li>
        ))}
      </ol>
      <p className="axis">
        <span>{keepsBack(about.mode) ? 'change 1' : 'row 1'}</span>
        <span>{number(all)}</span>
      </p>
      {running && (
        <ul className="legend">
          {SUM_ORDER.filter((kind) => rows[kind] > 0).map((kind) => (
            <li key={kind}>
              <Sign kind={kind} />
              <b>{number(rows[kind])}</b> {doneWord(kind, about)}
            </li>
          ))}
        </ul>
      )}
    </div>
  );
}

/** Batches that the rest of the rows would fill. */
function queuedBlocks({ batches, rows, about }: RunFacts): { batch: number; size: number }[] {
  const open = batches.reduce((sum, { operations, rows: settled }) => sum + Math.max(0, operations - settled), 0);
  const left = Math.max(0, (about.toSettle ?? about.input?.rows ?? 0) - rows.settled - open);
  const full = Math.max(...batches.map(({ operations }) => operations), 0) || FULL_BATCH;
  const count = Math.min(Math.ceil(left / full), MOST);
  const last = batches.at(-1)?.batch ?? 0;
  return Array.from({ length: count }, (_, index) => ({
    batch: last + index + 1,
    size: Math.min(full, left - index * full),
  }));
}

function Block({
  course,
  running,
  chosen,
  choose,
}: {
  course: BatchCourse;
  running: boolean;
  chosen: boolean;
  choose: () => void;
}) {
  const { batch, outcomes, notSent = 0, marks, guilty, operations, rows, waitingUntil } = course;
  const until = waitingUntil === undefined ? undefined : Date.parse(waitingUntil);
  const now = useNow(running && until !== undefined);
  const waiting = running && until !== undefined && until > now;
  const open = Math.max(0, operations - rows);
  const denied = marks.includes('denied') && rows === outcomes.failed + notSent;
  const icon = marks.map((mark) => ICONS[mark]).find((found) => found !== undefined);
  const unsent = !denied && rows > 0 && rows === notSent;
  const look = waiting ? 'waiting' : denied ? 'denied' : unsent ? 'queued' : running && open > 0 ? 'going' : '';
  return (
    <button
      type="button"
      className={`block ${look}`}
      aria-pressed={chosen}
      aria-label={wordsOf(course, waiting ? runningClock(until - now) : undefined)}
      onClick={choose}
    >
      {!waiting && !denied && (
        <span className="fills">
          {(['created', 'updated', 'deleted', 'unchanged', 'skipped', 'failed'] as const)
            .filter((kind) => outcomes[kind] > 0)
            .map((kind) => (
              <i key={kind} className={`fill-${kind}`} style={{ flexGrow: outcomes[kind] }} />
            ))}
          {open + notSent > 0 && !running && <i style={{ flexGrow: open + notSent }} />}
        </span>
      )}
      {guilty.map((share) => (
        <span key={share} className="sliver" style={{ left: `${share * 100}%` }} />
      ))}
      <span className="number">
        {waiting ? (
          runningClock(until - now)
        ) : (
          <>
            {denied ? <Icon name="cross" /> : icon !== undefined && <Icon name={icon} />}
            {number(batch)}
          </>
        )}
      </span>
    </button>
  );
}

/** @param waiting How long it still waits, as it stands on the block. */
function wordsOf(
  { batch, outcomes, notSent = 0, operations, requests, marks }: BatchCourse,
  waiting: string | undefined,
): string {
  const counts = (['created', 'updated', 'deleted', 'unchanged', 'skipped', 'failed'] as const)
    .filter((kind) => outcomes[kind] > 0)
    .map((kind) => `${number(outcomes[kind])} ${DONE[kind]}`);
  const met = marks.map(
    (mark) =>
      ({ waited: 'waited', split: 'split', looked_up: 'looked up', sent_again: 'sent again', denied: 'not allowed' })[
        mark
      ],
  );
  return [
    `Batch ${batch}`,
    many(operations, 'operation'),
    ...counts,
    ...(notSent > 0 ? [`${number(notSent)} not sent`] : []),
    ...(waiting === undefined ? met : [`waiting ${waiting}`]),
    many(requests, 'request'),
  ].join(', ');
}
