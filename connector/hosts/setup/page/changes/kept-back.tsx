import { Button } from 'react-aria-components/Button';
import type { KeptBack, PlanState } from '../../protocol.ts';
import { Icon } from '../icon.tsx';
import { Sign } from '../sign.tsx';
import { many, number } from '../words.ts';
import { SegmentName } from './segment-name.tsx';

interface KeptBackProps {
  readonly plan: PlanState;
  readonly idle: boolean;
  readonly show: () => void;
  readonly fix: () => void;
  /** Lets that many deletions through, in the next plan alone. */
  readonly approve: (deletions: number) => void;
}

/** Deletions that the guards of a full list keep back, why, and what would let them through (U-8, R-11). */
export function KeptBackPanel({ plan: { keptBack, owned = 0, counts }, idle, show, fix, approve }: KeptBackProps) {
  const all = keptBack.reduce((sum, { segments }) => sum + segments, 0);
  return (
    <section className="panel kept-back" aria-label="Kept back">
      <header>
        <h2>{`${many(all, 'deletion')} kept back`}</h2>
        <span className="small quiet">The guards keep a suspicious set whole: all or none of it.</span>
      </header>
      {keptBack.map((kept) => (
        <div key={kept.reason}>
          <div className={kept.reason === 'list_incomplete' ? 'why first' : 'why'}>
            <Icon name="lock" />
            <div>
              <b>{titleOf(kept)}</b> <code>{kept.reason}</code>
              <p className="under">{explained(kept, owned)}</p>
            </div>
            {kept.reason === 'too_many_deletions' && (
              <Button className="button small" isDisabled={!idle} onPress={() => approve(kept.segments)}>
                {`Let ${many(kept.segments, 'deletion')} through…`}
              </Button>
            )}
            {kept.reason === 'list_incomplete' && counts.failed.rows > 0 && (
              <Button className="button small" isDisabled={!idle} onPress={fix}>
                Go to the rows
              </Button>
            )}
          </div>
          <ul>
            {kept.first.map(({ code, name }) => (
              <li key={code} className="segment skipped">
                <Sign kind="skipped" />
                <span className="name">
                  <SegmentName name={name} />
                </span>
                <code>{code}</code>
              </li>
            ))}
          </ul>
          {kept.segments > kept.first.length && (
            <p className="small quiet more">
              <Button className="plain" onPress={show}>{`${number(kept.segments - kept.first.length)} more`}</Button>
            </p>
          )}
        </div>
      ))}
    </section>
  );
}

function titleOf({ reason, segments, message }: KeptBack): string {
  switch (reason) {
    case 'list_incomplete':
      return `While a row has no readable code, nothing is deleted: ${number(segments)} wait`;
    case 'too_many_deletions':
      return `${number(segments)} because they are too many`;
    case 'protected':
      return `${number(segments)} because ${segments === 1 ? 'it is' : 'they are'} protected`;
    default:
      return `${number(segments)}: ${message}`;
  }
}

function explained({ reason, segments, remedy }: KeptBack, owned: number): string {
  switch (reason) {
    case 'list_incomplete':
      return 'A row without a code may be any segment of the list. Mend the rows to fix, and the deletions are looked at again.';
    case 'too_many_deletions':
      return `${number(segments)} of ${many(owned, 'segment')} of ours are not in the file: more than 10, and more than 10%. A cut-off export looks like that. This file was read to its end.`;
    case 'protected':
      return 'No plan deletes them.';
    default:
      return remedy;
  }
}
