import { type ReactNode, useEffect, useState } from 'react';
import { Button } from 'react-aria-components/Button';
import { FileTrigger } from 'react-aria-components/FileTrigger';
import { Radio, RadioGroup } from 'react-aria-components/RadioGroup';
import type { Effect } from '../../effect.ts';
import type { PlanState, ScreenState } from '../../protocol.ts';
import { post } from '../api.ts';
import { Icon, type IconName } from '../icon.tsx';
import { many, number } from '../words.ts';
import { Asked } from './asked.tsx';
import { Columns } from './columns.tsx';
import { bring } from './drop.tsx';

interface FoldsProps {
  readonly state: ScreenState;
  readonly busy: boolean;
  readonly idle: boolean;
  readonly run: (act: () => Promise<unknown>) => void;
}

/** File, columns, effect: each one line once it is settled. */
export function FileFolds({ state: { file, effect, plan, keep }, busy, idle, run }: FoldsProps) {
  if (file === undefined) return null;
  const { problem, asks, understood, rows, unreadable, unused, columns } = file;
  const open = asks?.kind === 'codes' || asks?.kind === 'columns';
  const asksEffect = asks?.kind === 'effect';
  const matched = columns.filter(({ field }) => field !== undefined).length;
  return (
    <section className="panel" aria-label="File">
      <Fold
        icon={problem === undefined ? (asks?.kind === 'encoding' ? 'file' : 'tick') : 'cross'}
        tone={problem === undefined ? '' : 'no'}
        what="File"
        told={
          problem !== undefined ? (
            <>
              <span className="wrong-file">{`${file.name}:`}</span> {problem}
            </>
          ) : (
            <>
              <b>{file.name}</b>{' '}
              {asks?.kind === 'encoding'
                ? '· which of these is right?'
                : [
                    ...understood,
                    many(rows - unreadable, 'row'),
                    ...(unreadable > 0 ? [`${many(unreadable, 'line')} unreadable`] : []),
                  ].map((part) => `· ${part} `)}
            </>
          )
        }
        action={
          <FileTrigger onSelect={(files) => files?.[0] !== undefined && run(() => bring(files[0] as File))}>
            <Button className="plain" isDisabled={busy || !idle}>
              {problem === undefined ? 'Replace' : 'Choose another'}
            </Button>
          </FileTrigger>
        }
      >
        {(asks?.kind === 'encoding' || file.notes.length > 0) && (
          <>
            {asks?.kind === 'encoding' && <Asked asks={asks} run={run} />}
            <ul className="small quiet">
              {file.notes.map((note) => (
                <li key={note}>{note}</li>
              ))}
            </ul>
          </>
        )}
      </Fold>
      {columns.length > 0 && (
        <Fold
          icon={open ? 'warning' : 'tick'}
          tone={open ? 'asking' : ''}
          what="Columns"
          told={
            <>
              <b>{`${number(matched)} of ${number(columns.length)} matched`}</b>
              {unused.length > 0 && (
                <>
                  {' · '}
                  <span className="unused">{`${unused.join(', ')} ${unused.length === 1 ? 'is' : 'are'} not used`}</span>
                </>
              )}
            </>
          }
          open={asks?.kind === 'columns' || (asks?.kind === 'effect' && matched < columns.length)}
          stays
          opens="Change"
          disabled={!idle}
          always={open && <Asked asks={asks} run={run} />}
        >
          <Columns columns={columns} choose={(chosen) => run(() => post('/api/file/reading', { columns: chosen }))} />
        </Fold>
      )}
      <Fold
        icon={asksEffect ? 'warning' : 'tick'}
        tone={asksEffect ? 'asking' : ''}
        what="Effect"
        told={asksEffect ? <b>What does a row do?</b> : <EffectWords effect={effect} plan={plan} />}
        open={asksEffect}
        opens="Change"
        disabled={!idle}
        always={asksEffect && <Asked asks={asks} run={run} />}
      >
        <ChooseEffect
          effect={asksEffect ? undefined : effect}
          keeps={keep !== undefined}
          choose={(next) => run(() => post('/api/effect', { effect: next }))}
        />
      </Fold>
    </section>
  );
}

const EFFECTS: Readonly<Record<Effect, readonly [name: string, consequence: string]>> = {
  mirror: ['Change list', 'Each row says added, changed or removed. What the file does not name stays.'],
  full: [
    'Full list',
    'The import is made equal to this file. Of what it does not name, only segments that we made are deleted; the others are not touched.',
  ],
  upsert: ['Add and update', 'Every row is brought into the import. Nothing is deleted.'],
  add: ['Add only', 'Rows become new segments. One that is there with other values is reported, not changed.'],
  remove: ['Remove', 'Every row’s segment is deleted. Rows that say added or changed are left out.'],
};

function EffectWords({ effect, plan }: { effect: Effect; plan: PlanState | undefined }) {
  const [name, consequence] = EFFECTS[effect];
  const { owned, foreign } = plan ?? {};
  const told =
    effect === 'full' && owned !== undefined && foreign !== undefined
      ? `${number(owned)} of the import’s segments are ours, ${foreign === 0 ? 'and the file names all others' : `${number(foreign)} that the file does not name are not`}`
      : `${consequence.charAt(0).toLowerCase()}${consequence.slice(1).replace(/\.$/, '')}`;
  return (
    <>
      <b>{name}</b>
      {` · ${told}`}
    </>
  );
}

/** One choice, explained by its consequences. Full lists need a memory of what is ours (U-8). */
function ChooseEffect({
  effect,
  keeps,
  choose,
}: {
  /** Absent while it is asked: then no answer is ticked, and a change list is none of them. */
  effect: Effect | undefined;
  keeps: boolean;
  choose: (effect: string) => void;
}) {
  const offered = Object.entries(EFFECTS).filter(
    ([value]) => (keeps || value !== 'full') && (effect !== undefined || value !== 'mirror'),
  );
  return (
    <>
      <RadioGroup className="choice" aria-label="Effect" value={effect ?? null} onChange={choose}>
        {offered.map(([value, [name, consequence]]) => (
          <Radio key={value} value={value}>
            <span className="name">{name}</span>
            <span className="under">{consequence}</span>
          </Radio>
        ))}
      </RadioGroup>
      {!keeps && (
        <p className="small quiet">
          A full list needs a folder that remembers which segments are ours: start the program with{' '}
          <code>--keep DIR</code>.
        </p>
      )}
    </>
  );
}

interface FoldProps {
  readonly icon: IconName;
  readonly tone: string;
  readonly what: string;
  readonly told: ReactNode;
  readonly action?: ReactNode;
  /** Words of the button that unfolds; without them the body is always there. */
  readonly opens?: string;
  readonly open?: boolean;
  /** Once it was asked it stays open until it is folded: there may be more to say in it. */
  readonly stays?: boolean;
  readonly disabled?: boolean;
  readonly always?: ReactNode;
  readonly children?: ReactNode;
}

/** A part of the page: open while it is being decided, one line once it is settled. */
function Fold({
  icon,
  tone,
  what,
  told,
  action,
  opens,
  open = false,
  stays = false,
  disabled = false,
  always,
  children,
}: FoldProps) {
  const [unfolded, setUnfolded] = useState(open && stays);
  useEffect(() => {
    if (open && stays) setUnfolded(true);
  }, [open, stays]);
  // What is asked is open however it came to be asked.
  const shown = opens === undefined || unfolded || open;
  const body = shown && children;
  return (
    <div className="fold">
      <div className="head">
        <span className={tone}>
          <Icon name={icon} />
        </span>
        <span className="what">{what}</span>
        <span className="told">{told}</span>
        {action}
        {opens !== undefined && !open && (
          <Button
            className="plain"
            isDisabled={disabled}
            aria-expanded={unfolded}
            aria-label={`${unfolded ? 'Fold' : opens} ${what.toLowerCase()}`}
            onPress={() => setUnfolded(!unfolded)}
          >
            {unfolded ? 'Fold' : opens}
          </Button>
        )}
      </div>
      {(body || always) && (
        <div className="body">
          {always}
          {body}
        </div>
      )}
    </div>
  );
}
