import type { BatchCourse, Trouble } from '../../../../receipt/index.ts';
import { Icon, type IconName } from '../icon.tsx';
import { useNow } from '../use-now.ts';
import { clock, running } from '../words.ts';

const ICONS: Readonly<Record<Trouble['kind'], IconName>> = {
  wait: 'clock',
  split: 'split',
  lost: 'search',
  denied: 'cross',
};
const SHOWN = 50;

interface StoryProps {
  readonly troubles: readonly Trouble[];
  readonly batches: readonly BatchCourse[];
  readonly chosen: number | undefined;
  readonly choose: (batch: number) => void;
}

/** A line for each trouble, newest first; choosing one chooses its batch. */
export function Story({ troubles, batches, chosen, choose }: StoryProps) {
  const until = batches.findLast(({ waitingUntil }) => waitingUntil !== undefined)?.waitingUntil;
  const now = useNow(until !== undefined);
  if (troubles.length === 0) return null;
  return (
    <ol className="story" aria-label="What was not plain sailing">
      {troubles
        .slice(-SHOWN)
        .reverse()
        .map(({ batch, kind, what, detail, at, ended }) => {
          const waiting = kind === 'wait' && !ended && until !== undefined && Date.parse(until) > now;
          return (
            <li key={`${batch} ${kind}`} className={ended ? '' : 'open'}>
              <button type="button" aria-pressed={batch === chosen} onClick={() => choose(batch)}>
                <span className="batch">{batch}</span>
                <Icon name={ICONS[kind]} />
                <span>
                  {waiting ? (
                    <>
                      <b>{`Goes out again in ${running(Date.parse(until) - now)}.`}</b> {`${what}; ${detail}.`}
                    </>
                  ) : (
                    <>
                      <b>{what}.</b> {`${detail.charAt(0).toUpperCase()}${detail.slice(1)}.`}
                    </>
                  )}
                </span>
                <time dateTime={at}>{ended ? clock(at) : 'now'}</time>
              </button>
            </li>
          );
        })}
    </ol>
  );
}
