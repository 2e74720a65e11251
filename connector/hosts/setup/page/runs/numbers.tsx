import type { RunFacts } from '../../../../receipt/index.ts';
import type { RunHead } from '../../protocol.ts';
import { doneWord, keepsBack, Sign, SUM_ORDER } from '../sign.tsx';
import { useNow } from '../use-now.ts';
import { number, running, took } from '../words.ts';
import { waitingOf } from './progress.ts';

/** Counts that carry the page: how far a run is, or what came of it. */
export function Numbers({ facts, head }: { facts: RunFacts; head: RunHead }) {
  if (head.running) return <Live facts={facts} head={head} />;
  const { rows, waitedMs, requests } = facts;
  const broke = facts.summary?.fatal !== undefined || facts.summary?.status === 'cancelled';
  return (
    <dl className="numbers">
      {broke ? (
        <BrokenOff facts={facts} head={head} />
      ) : (
        SUM_ORDER.filter((kind) => rows[kind] > 0).map((kind) => (
          <div key={kind}>
            <dt>
              <Sign kind={kind} /> {doneWord(kind, facts.about)}
            </dt>
            <dd>{number(rows[kind])}</dd>
          </div>
        ))
      )}
      <div className="end">
        <dt>Took</dt>
        <dd>
          {took(head.durationMs)} {waitedMs > 0 && <small>{`${took(waitedMs)} waiting`}</small>}
        </dd>
      </div>
      <div>
        <dt>Requests</dt>
        <dd>{number(requests.sent)}</dd>
      </div>
    </dl>
  );
}

/** The whole file is told: what is in effect, what failed, what nobody knows, what was not sent (F-16). */
function BrokenOff({ facts: { rows, summary }, head }: { facts: RunFacts; head: RunHead }) {
  const ended = summary?.fatal?.code === 'cancelled';
  const unread = Math.max(0, head.rowsInFile - rows.settled);
  const told = [
    [keepsBack(head.effect) ? 'Planned changes' : 'Rows to send', head.rowsInFile],
    ['In effect', rows.created + rows.updated + rows.deleted + rows.unchanged],
    ['Failed', rows.failed - rows.unknown - rows.notSent],
    [keepsBack(head.effect) ? 'Kept back' : 'Left out', rows.skipped],
    ['Not known', rows.unknown],
    ['Not sent', rows.notSent + (ended ? 0 : unread)],
    // Of a program that ended nobody can say whether it had sent them.
    ['Without a result', ended ? unread : 0],
  ] as const;
  return told
    .filter(([what, value]) => value > 0 || what === 'Not known')
    .map(([what, value]) => (
      <div key={what}>
        <dt>{what}</dt>
        <dd>{number(value)}</dd>
      </div>
    ));
}

function Live({ facts, head }: { facts: RunFacts; head: RunHead }) {
  const { rows, about, requests, batches } = facts;
  const now = useNow(true);
  const elapsed = Math.max(1, now - Date.parse(about.startedAt));
  const rate = Math.round(rows.settled / (elapsed / 1000));
  // A wait that goes on is waited out first.
  const wait = Math.max(0, (waitingOf(facts) ?? now) - now) / 1000;
  const left = rate === 0 ? undefined : (head.rowsInFile - rows.settled) / rate + wait;
  const again = batches.filter(({ marks }) => marks.includes('sent_again')).length;
  return (
    <dl className="numbers">
      <div>
        <dt>{keepsBack(head.effect) ? 'Changes settled' : 'Rows settled'}</dt>
        <dd>
          {number(rows.settled)} <small>{`of ${number(head.rowsInFile)}`}</small>
        </dd>
      </div>
      <div>
        <dt>Rate</dt>
        <dd>
          {number(rate)} <small>{`${keepsBack(head.effect) ? 'changes' : 'rows'}/s, waits included`}</small>
        </dd>
      </div>
      <div>
        <dt>Elapsed</dt>
        <dd>{running(elapsed)}</dd>
      </div>
      {left !== undefined && (
        <div>
          <dt>Left</dt>
          <dd>{`about ${running(left * 1000)}`}</dd>
        </div>
      )}
      <div>
        <dt>Requests</dt>
        <dd>
          {number(requests.sent)} {again > 0 && <small>{`${number(again)} of them again`}</small>}
        </dd>
      </div>
    </dl>
  );
}
