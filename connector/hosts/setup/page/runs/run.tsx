import { useState } from 'react';
import { Button } from 'react-aria-components/Button';
import { Link, useLocation } from 'wouter';
import type { RunFacts } from '../../../../receipt/index.ts';
import type { RunHead } from '../../protocol.ts';
import { getText, post } from '../api.ts';
import { CopyButton } from '../copy-button.tsx';
import { Fault } from '../fault.tsx';
import { Icon } from '../icon.tsx';
import type { ScreenProps } from '../screen-props.ts';
import { SUM_ORDER } from '../sign.tsx';
import { useAction } from '../use-action.ts';
import { useNow } from '../use-now.ts';
import { clock, dayAndClock, many, running } from '../words.ts';
import { WhatCameOfIt } from './came-of-it.tsx';
import { Numbers } from './numbers.tsx';
import { waitingOf } from './progress.ts';
import { Story } from './story.tsx';
import { Strip } from './strip.tsx';
import { useFacts } from './use-facts.ts';
import { Zoom } from './zoom.tsx';

/** One run: live, broken off or ended. */
export function Run({ number: which, state, basics }: ScreenProps & { readonly number: number }) {
  const head = state.runs.find((run) => run.number === which);
  const facts = useFacts(which, state, head);
  const [chosen, setChosen] = useState<number>();
  if (head === undefined)
    return (
      <main>
        <h1>{`There is no run ${which}`}</h1>
        <p>
          <Link href="/runs">All runs</Link>
        </p>
      </main>
    );
  const batch = facts?.batches.find(({ batch: one }) => one === (chosen ?? facts.troubles.at(-1)?.batch));
  return (
    <main>
      <Heading head={head} facts={facts} connected={state.connection.check?.result?.status === 'succeeded'} />
      {facts !== undefined && (
        <section className="panel" aria-label={head.running ? 'Progress' : 'Result'}>
          <Numbers facts={facts} head={head} />
          {facts.about.dryRun ? (
            <Proposed rows={facts.rows} />
          ) : (
            <>
              <Strip facts={facts} running={head.running} chosen={batch?.batch} choose={setChosen} />
              <Story troubles={facts.troubles} batches={facts.batches} chosen={batch?.batch} choose={setChosen} />
              {batch !== undefined && batch.requests > 1 && <Zoom run={which} course={batch} />}
            </>
          )}
        </section>
      )}
      {facts?.summary?.fatal !== undefined && (
        <div className="note failed" role="alert">
          <Icon name="warning" />
          <div>
            <b>{facts.summary.fatal.message}</b> {facts.summary.fatal.remedy}
          </div>
        </div>
      )}
      {facts !== undefined && <WhatCameOfIt run={which} facts={facts} head={head} basics={basics} />}
    </main>
  );
}

/** Of a dry run nothing is filled: what would be stands as an outline. */
const Proposed = ({ rows }: { rows: RunFacts['rows'] }) => (
  <div className="stripbox">
    <div className="stackbar dry" aria-hidden="true">
      {SUM_ORDER.filter((kind) => rows[kind] > 0).map((kind) => (
        <i key={kind} style={{ flexGrow: rows[kind] }} />
      ))}
    </div>
  </div>
);

function Heading({ head, facts, connected }: { head: RunHead; facts: RunFacts | undefined; connected: boolean }) {
  const { busy, fault, run } = useAction();
  const [, go] = useLocation();
  const until = facts === undefined || !head.running ? undefined : waitingOf(facts);
  const now = useNow(until !== undefined);
  const waiting = until !== undefined && until > now;
  const name = facts?.about.import.name ?? 'the import';
  const times =
    head.endedAt === undefined
      ? `begun at ${clock(head.startedAt)}`
      : `${dayAndClock(head.startedAt)} to ${clock(head.endedAt)}`;
  const about = [
    `${head.file} ${head.dryRun ? 'against' : 'to'} “${name}”`,
    ...(facts?.about.plan ? [`plan ${facts.about.plan.fingerprint}`] : []),
    times,
    ...(head.resumedFrom === undefined ? [] : [`resumed from run ${head.resumedFrom}`]),
  ];
  const resume = () =>
    run(async () => {
      const { run: next } = await post<{ run?: number }>(`/api/runs/${head.number}/resume`);
      go(next === undefined ? '/changes' : `/runs/${next}`);
    });
  const planRest = () =>
    run(async () => {
      await post('/api/plan');
      go('/changes');
    });
  const undo = () =>
    run(async () => {
      await post(`/api/runs/${head.number}/undo`);
      go('/changes');
    });
  return (
    <>
      <div className="title">
        <div>
          <h1>
            {head.running ? `Run ${head.number}` : `Run ${head.number}: ${head.title}`}{' '}
            {waiting && (
              <span className="chip skipped">
                <Icon name="clock" />
                {`Waiting for Permutive, ${running(until - now)}`}
              </span>
            )}
            {head.stopping && <span className="chip">Stopping</span>}
            {head.dryRun && <span className="chip dry">Dry run</span>}
          </h1>
          <p>{about.join(' · ')}</p>
        </div>
        <div className="actions">
          {head.running ? (
            <Button
              className="button"
              isDisabled={busy || head.stopping === true}
              onPress={() => run(() => post(`/api/runs/${head.number}/stop`))}
            >
              <Icon name="stop" /> Stop
            </Button>
          ) : (
            <>
              {head.undoable && (
                <Button className="button" isDisabled={busy || !connected} onPress={undo}>
                  <Icon name="undo" /> Undo…
                </Button>
              )}
              <CopyButton label="Copy as Markdown" text={() => getText(`/api/runs/${head.number}/receipt.md`)} />
              <a
                className={head.resumable > 0 ? 'button' : 'button primary'}
                href={`/api/runs/${head.number}/receipt.html`}
                download
              >
                <Icon name="save" /> Save receipt
              </a>
              {head.effect === 'full' && !head.dryRun && (head.status === 'cancelled' || head.status === 'failed') && (
                <Button className="button primary" isDisabled={busy || !connected} onPress={planRest}>
                  Plan what is left
                </Button>
              )}
              {head.resumable > 0 &&
                (connected ? (
                  <Button className="button primary" isDisabled={busy} onPress={resume}>
                    {`Resume: ${many(head.resumable, 'row')}`}
                  </Button>
                ) : (
                  <Link className="button primary" href="/connection">
                    Connect again, then resume
                  </Link>
                ))}
            </>
          )}
        </div>
      </div>
      <Fault text={fault} />
    </>
  );
}
