import { Link } from 'wouter';
import type { Comparison, RunHead } from '../../protocol.ts';
import { SegmentName } from '../changes/segment-name.tsx';
import { Icon } from '../icon.tsx';
import { DONE, kindOf, Sign } from '../sign.tsx';
import { useAnswer } from '../use-answer.ts';
import { number, took } from '../words.ts';

/** Two runs side by side: the same trouble, new trouble, what is mended (U-12). */
export function Compared({ earlier, later, close }: { earlier: RunHead; later: RunHead; close: () => void }) {
  const compared = useComparison(earlier.number, later.number);
  const [one, other] = [earlier.number, later.number];
  return (
    <section className="panel compared" aria-label="Comparison">
      <header>
        <h2>{`Run ${other} against run ${one}`}</h2>
        <span className="small quiet">failed rows, matched by segment code and cause</span>
        <span className="grow" />
        <button type="button" className="icon-button" aria-label="Close" onClick={close}>
          <Icon name="cross" />
        </button>
      </header>
      {compared !== undefined && (
        <div className="three">
          <Part words="failed in both, for the same cause" part={compared.same} run={other} />
          <Part words={`failed in ${other} only`} part={compared.fresh} run={other} />
          <Part
            words={`failed in ${one} and ${compared.mended.count === 1 ? 'is' : 'are'} well in ${other}`}
            part={compared.mended}
            run={other}
          />
        </div>
      )}
      <table className="beside">
        <thead>
          <tr>
            <th scope="col">
              <span className="sr">What</span>
            </th>
            <th scope="col">{`Run ${one}`}</th>
            <th scope="col">{`Run ${other}`}</th>
          </tr>
        </thead>
        <tbody>
          <tr>
            <th scope="row">Rows</th>
            <td>{number(earlier.rowsInFile)}</td>
            <td>{`${number(later.rowsInFile)}${differenceOf(earlier.rowsInFile, later.rowsInFile)}`}</td>
          </tr>
          <tr>
            <th scope="row">Time, requests</th>
            <td>{`${took(earlier.durationMs)}, ${number(earlier.requests)}`}</td>
            <td>{`${took(later.durationMs)}, ${number(later.requests)}`}</td>
          </tr>
        </tbody>
      </table>
    </section>
  );
}

function Part({ words, part, run }: { words: string; part: Comparison['same']; run: number }) {
  return (
    <div>
      <b className="count-of">{number(part.count)}</b>
      <p className="small">{words}</p>
      <ul>
        {part.rows.map((row) => {
          const kind = kindOf(row);
          return (
            <li key={row.place}>
              <Sign kind={kind} label={DONE[kind]} />
              <span>
                <SegmentName name={row.name ?? row.segmentCode ?? row.rowId} />{' '}
                <code>{row.segmentCode ?? row.askedCode}</code>
                <span className="under">{row.message ?? DONE[kind]}</span>
              </span>
            </li>
          );
        })}
      </ul>
      {part.count > part.rows.length && (
        <Link className="small" href={`/runs/${run}`}>{`${number(part.count - part.rows.length)} more`}</Link>
      )}
    </div>
  );
}

const differenceOf = (before: number, after: number): string =>
  before === after ? '' : ` (${number(Math.abs(after - before))} ${after > before ? 'more' : 'fewer'})`;

function useComparison(one: number, other: number): Comparison | undefined {
  const path = `/api/runs/compare?one=${one}&other=${other}`;
  const told = useAnswer<Comparison>(path);
  return told?.of === path ? told.answer : undefined;
}
