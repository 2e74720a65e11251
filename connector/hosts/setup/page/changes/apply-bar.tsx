import { useState } from 'react';
import { Button } from 'react-aria-components/Button';
import { Input } from 'react-aria-components/Input';
import { Label } from 'react-aria-components/Label';
import { TextField } from 'react-aria-components/TextField';
import { Link, useLocation } from 'wouter';
import type { PlanState, ScreenState } from '../../protocol.ts';
import { post } from '../api.ts';
import { plannedWord, Sign, SUM_ORDER } from '../sign.tsx';
import { useAction } from '../use-action.ts';
import { useNow } from '../use-now.ts';
import { clockShort, many, number, running } from '../words.ts';
import { changesIn } from './counts.ts';

/** Never out of view. Its button says what it does, to what, and how much; with deletions it waits for their number (U-7). */
export function ApplyBar({ state, plan }: { state: ScreenState; plan: PlanState }) {
  return (
    <section className="apply" aria-label="Apply">
      <div>
        <Standing state={state} plan={plan} />
      </div>
    </section>
  );
}

function Standing({ state, plan }: { state: ScreenState; plan: PlanState }) {
  const { busy, fault, run } = useAction();
  const again = () =>
    run(() => (plan.undoes === undefined ? post('/api/plan') : post(`/api/runs/${plan.undoes}/undo`)));
  switch (plan.status) {
    case 'reading':
      return (
        <Reading
          plan={plan}
          words={
            plan.expected === 0 ? 'Planning' : `Planning: ${number(plan.settled)} of ${many(plan.expected, 'row')}`
          }
        />
      );
    case 'rereading':
      return <Reading plan={plan} words="Reading the import once more before anything is sent" />;
    case 'failed':
      return (
        <>
          <div className="grow">
            <b>The plan could not be made.</b>
            <p className="under">{plan.reason}</p>
          </div>
          <Button className="button primary" isDisabled={busy} onPress={again}>
            Plan again
          </Button>
        </>
      );
    case 'expired':
      return (
        <>
          <div className="grow" role="alert">
            <b>
              <Sign kind="skipped" /> This plan has expired.
            </b>
            <div className="under stale">
              <span>{plan.reason}</span>
              {plan.stale?.slice(0, 3).map(({ code, name, change }) => (
                <span key={`${code} ${name}`}>
                  <b>{name}</b>: {change}
                </span>
              ))}
            </div>
          </div>
          <Button className="button primary" isDisabled={busy} onPress={again}>
            Plan again
          </Button>
        </>
      );
    case 'used': {
      const head = state.runs.find(({ number: one }) => one === plan.run);
      return (
        <>
          <div className="grow">
            <b>{head?.running ? `Being applied as run ${plan.run}.` : `Applied in run ${plan.run}.`}</b>
            <p className="under">
              {head?.running ? 'This plan is used up. The next one starts when the run has ended.' : head?.title}
            </p>
          </div>
          {!head?.running && (
            <Button className="button" isDisabled={busy} onPress={again}>
              Plan again
            </Button>
          )}
          <Link className="button primary" href={`/runs/${plan.run}`}>
            {head?.running ? `Follow run ${plan.run}` : `Receipt of run ${plan.run}`}
          </Link>
        </>
      );
    }
    case 'ready':
      return changesIn(plan.counts) === 0 ? (
        <NothingToDo state={state} plan={plan} />
      ) : (
        <Ready state={state} plan={plan} busy={busy} fault={fault} run={run} />
      );
  }
}

function Reading({ plan, words }: { plan: PlanState; words: string }) {
  const until = plan.waitingUntil === undefined ? undefined : Date.parse(plan.waitingUntil);
  const now = useNow(until !== undefined);
  const waiting =
    until === undefined || until < now ? '' : ` Permutive asked for a pause: ${running(until - now)} left.`;
  return (
    <>
      <span className="spinner" />
      <div className="grow" role="status">
        <b>{words}</b>
        <p className="under">{`Nothing has been sent.${waiting}`}</p>
      </div>
    </>
  );
}

function NothingToDo({ state: { connection, file }, plan }: { state: ScreenState; plan: PlanState }) {
  const { failed } = plan.counts;
  const wanted = plan.undoes === undefined ? `${file?.name} wants it` : `it was before run ${plan.undoes}`;
  return (
    <div className="grow">
      <b>
        <Sign kind={failed.rows > 0 ? 'failed' : 'unchanged'} />{' '}
        {failed.rows > 0 ? 'Nothing to apply yet.' : 'Nothing to do.'}
      </b>
      <p className="under">
        {failed.rows > 0
          ? `No row of ${file?.name} that can be read changes anything; ${many(failed.rows, 'row')} to fix.`
          : plan.counts.skipped.segments > 0
            ? `${many(plan.counts.skipped.segments, 'segment')} kept back; all else is as ${wanted}.`
            : `“${connection.import?.name}” is as ${wanted}.`}
      </p>
    </div>
  );
}

interface ReadyProps {
  readonly state: ScreenState;
  readonly plan: PlanState;
  readonly busy: boolean;
  readonly fault: string | undefined;
  readonly run: (act: () => Promise<unknown>) => void;
}

function Ready({ state: { connection, live }, plan, busy, fault, run }: ReadyProps) {
  const [, go] = useLocation();
  const [typed, setTyped] = useState('');
  const { counts, id, fingerprint, at, effect } = plan;
  const deletions = counts.deleted.segments;
  const confirmed = deletions === 0 || typed.trim() === String(deletions);
  const changes = changesIn(counts);
  const where = connection.environment.kind === 'sandbox' ? '' : ' in production';
  const apply = () =>
    run(async () => {
      const { run: number } = await post<{ run?: number }>('/api/apply', { plan: id, fingerprint, deletions });
      if (number !== undefined) go(`/runs/${number}`);
    });
  return (
    <>
      <div className="grow">
        <ul className="sums">
          {SUM_ORDER.filter((kind) => counts[kind].segments > 0).map((kind) => (
            <li key={kind}>
              <Sign kind={kind} />
              <b>{number(counts[kind].segments)}</b>
              <span className="word">{plannedWord(kind, effect)}</span>
            </li>
          ))}
        </ul>
        <p className="under" role={fault === undefined ? undefined : 'alert'}>
          {fault ?? (
            <>
              {'Plan '}
              <code>{fingerprint}</code>
              {` of ${clockShort(at)} · ${deletions === 0 ? 'deletes nothing' : confirmed ? 'holds while the import stays as it was read' : 'waits for the number of deletions'}`}
            </>
          )}
        </p>
      </div>
      {deletions > 0 && (
        <TextField className="confirm" value={typed} onChange={setTyped} inputMode="numeric">
          <Label>{`To delete ${many(deletions, 'segment')}${where}, type ${deletions}`}</Label>
          <div className="entry">
            <Input autoComplete="off" />
          </div>
        </TextField>
      )}
      <Button
        className={deletions > 0 ? 'button danger' : 'button primary'}
        isDisabled={busy || !confirmed || live !== undefined}
        onPress={apply}
      >
        {`Apply ${many(changes, 'change')} to “${connection.import?.name ?? 'the import'}”`}
      </Button>
    </>
  );
}
