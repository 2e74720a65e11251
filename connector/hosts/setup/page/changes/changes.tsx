import { useState } from 'react';
import { Button } from 'react-aria-components/Button';
import { Link, useLocation } from 'wouter';
import type { LineKind, PlanState, ScreenState } from '../../protocol.ts';
import { getText, post } from '../api.ts';
import { CopyButton } from '../copy-button.tsx';
import { Fault } from '../fault.tsx';
import { Icon } from '../icon.tsx';
import type { ScreenProps } from '../screen-props.ts';
import { keepsBack } from '../sign.tsx';
import { useAction } from '../use-action.ts';
import { clockShort, many, number } from '../words.ts';
import { ApplyBar } from './apply-bar.tsx';
import { changesIn } from './counts.ts';
import { Dropped, useDrop } from './drop.tsx';
import { EmptyChanges } from './empty.tsx';
import { FileFolds } from './file-folds.tsx';
import { FixRows } from './fix-rows.tsx';
import { KeptBackPanel } from './kept-back.tsx';
import { Review, ReviewToCome } from './review.tsx';
import { Undoing } from './undoing.tsx';
import { useShown } from './use-shown.ts';

/** One page that fills from the top: file, columns, effect, review, apply. What is settled folds to one line. */
export function Changes({ state, basics }: ScreenProps) {
  const { file, plan, connection } = state;
  const { busy, fault, run } = useAction();
  const [kind, setKind] = useState<LineKind | 'all'>('all');
  const [fixing, setFixing] = useState(false);
  const idle = state.live === undefined && plan?.status !== 'rereading';
  const shown = useShown(state);
  const drop = useDrop(run, idle);
  const [, go] = useLocation();
  const keepDryRun = () =>
    run(async () => {
      const { run: number } = await post<{ run?: number }>('/api/plan/keep');
      if (number !== undefined) go(`/runs/${number}`);
    });
  if (file === undefined && plan?.undoes === undefined)
    return (
      <>
        <EmptyChanges state={state} basics={basics} busy={busy || drop.busy} fault={fault} run={run} />
        <Dropped over={drop.over} />
      </>
    );
  return (
    <>
      <main>
        <div className="title">
          <div>
            <h1 className={plan?.status === 'ready' ? 'lead' : undefined}>{titleOf(state)}</h1>
            <p>{underTitle(plan, file?.name ?? '')}</p>
          </div>
          {plan?.status === 'ready' && (
            <div className="actions">
              {plan.undoes === undefined && (
                <Button className="button" isDisabled={busy || !idle} onPress={keepDryRun}>
                  Keep as dry run
                </Button>
              )}
              <CopyButton label="Copy as Markdown" text={() => getText('/api/plan.md')} />
            </div>
          )}
        </div>
        {plan?.undoes === undefined ? (
          <FileFolds state={state} busy={busy} run={run} idle={idle} />
        ) : (
          <Undoing plan={plan} idle={idle} leave={() => run(() => post('/api/plan'))} />
        )}
        <Fault text={fault} />
        {connection.check?.result?.status !== 'succeeded' && connection.check?.running !== true && (
          <div className="note">
            <Icon name="key" />
            <div>
              <b>Not connected.</b> The plan needs to know what the import holds.
            </div>
            <Link className="button small" href="/connection">
              Connect
            </Link>
          </div>
        )}
        {shown !== undefined && shown.counts.failed.rows > 0 && !fixing && (
          <ToFix plan={shown} fix={() => setFixing(true)} />
        )}
        {shown !== undefined && fixing && shown.counts.failed.rows > 0 && (
          <FixRows
            plan={shown}
            idle={idle}
            close={() => setFixing(false)}
            again={(corrections) => run(() => post('/api/plan/corrections', { corrections }))}
          />
        )}
        {shown !== undefined && shown.effect === 'full' && shown.keptBack.length > 0 && (
          <KeptBackPanel
            plan={shown}
            idle={idle}
            show={() => setKind('skipped')}
            fix={() => setFixing(true)}
            approve={(approved) => run(() => post('/api/plan', { approved }))}
          />
        )}
        {shown === undefined && plan?.status === 'reading' && <ReviewToCome />}
        {shown !== undefined && (
          <Review plan={shown} copied={state.keep !== undefined} again={shown !== plan} kind={kind} choose={setKind} />
        )}
      </main>
      {plan !== undefined && <ApplyBar key={plan.id} state={state} plan={plan} />}
      <Dropped over={drop.over} />
    </>
  );
}

function ToFix({ plan, fix }: { plan: PlanState; fix: () => void }) {
  const { failed, skipped } = plan.counts;
  const changes = changesIn(plan.counts);
  const others = changes === 0 ? '' : ` The other ${many(changes, 'change')} can be applied now.`;
  const left =
    skipped.rows === 0 ? '' : `; ${number(skipped.rows)} more ${skipped.rows === 1 ? 'is' : 'are'} left out on purpose`;
  return (
    <div className="note failed">
      <Icon name="warning" />
      <div>
        <b>{`${many(failed.rows, 'row')} ${failed.rows === 1 ? 'needs' : 'need'} fixing`}</b>
        {` and ${failed.rows === 1 ? 'is' : 'are'} not part of the plan${left}.${others}`}
      </div>
      <button type="button" className="button small" onClick={fix}>
        {`Fix ${many(failed.rows, 'row')}`}
      </button>
    </div>
  );
}

function titleOf({ plan, connection, file }: ScreenState): string {
  const name = connection.import?.name;
  switch (plan?.status) {
    case undefined:
      return file?.problem === undefined ? 'Changes' : 'This file cannot be read';
    case 'reading':
      return `Planning${name === undefined ? '' : ` changes to “${name}”`}`;
    case 'failed':
      return 'The plan could not be made';
    case 'ready':
    case 'expired':
    case 'rereading':
    case 'used':
      return `${changesIn(plan.counts) === 0 ? 'No changes' : many(changesIn(plan.counts), 'change')} to “${name ?? 'the import'}”${
        keepsBack(plan.effect) && plan.counts.skipped.segments > 0
          ? `, ${number(plan.counts.skipped.segments)} kept back`
          : ''
      }`;
  }
}

function underTitle(plan: PlanState | undefined, file: string): string {
  const from =
    plan?.undoes !== undefined
      ? `the copy kept by run ${plan.undoes}`
      : plan?.resumes !== undefined
        ? `what run ${plan.resumes} left of ${file}`
        : file;
  switch (plan?.status) {
    case undefined:
      return 'Nothing has been sent.';
    case 'reading':
      return plan.expected === 0
        ? 'Reading what the import holds. Nothing is sent.'
        : `Reading what the import holds: ${number(plan.settled)} of ${many(plan.expected, 'row')}. Nothing is sent.`;
    case 'failed':
      return plan.reason ?? '';
    case 'used':
      return `Planned from ${from} at ${clockShort(plan.at)}, applied in run ${plan.run}.`;
    case 'ready':
    case 'expired':
    case 'rereading':
      return `Planned from ${from} at ${clockShort(plan.at)}. Nothing has been sent.`;
  }
}
