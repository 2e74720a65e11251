import type { BatchCourse } from '../../../../receipt/index.ts';
import type { ExchangeLine } from '../../protocol.ts';
import { many, number } from '../words.ts';
import { useExchanges } from './use-exchanges.ts';
import { Verdicts } from './verdicts.tsx';

const CAME = {
  accepted: 'accepted',
  refused: 'refused',
  paused: 'told to wait',
  lost: 'no answer',
  denied: 'not allowed',
  read: 'looked up',
  absent: 'not there',
} as const;

/** The chosen batch as a waterfall of its requests: every line a request, every bar the operations it carried, to scale (U-9). */
export function Zoom({ run, course }: { run: number; course: BatchCourse }) {
  const { batch, operations, requests, outcomes } = course;
  const lines = useExchanges(run, requests).filter((line) => line.batch === batch);
  if (lines.length === 0) return null;
  const { failed } = outcomes;
  // Some changes of a batch may need no operation: what was sent then leaves gaps.
  const size = Math.max(operations, ...lines.map(({ positions }) => positions?.at(-1)?.[1] ?? 0));
  const found =
    course.marks.includes('split') && failed > 0
      ? `: ${many(failed, 'bad row')} among ${number(operations)}, found in ${many(requests, 'request')}`
      : `: ${many(requests, 'request')}`;
  return (
    <section className="zoom" aria-label={`Batch ${batch}`}>
      <header>
        <h2>{`Batch ${batch}${found}`}</h2>
        <span className="small quiet">
          {failed > 0 ? `the other ${number(operations - failed)} are in effect` : `${many(operations, 'operation')}`}
        </span>
      </header>
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reachable by keyboard. */}
      <ol className="waterfall" tabIndex={0} aria-label="Requests of the batch">
        {lines.map((line, at) => (
          <Line key={line.number} line={line} runs={carriedBy(lines, at, size)} size={size} />
        ))}
      </ol>
      {failed > 0 && <Verdicts run={run} batch={batch} failed={failed} />}
    </section>
  );
}

/** A share of the batch that is more than a stroke on the screen. */
const WIDE = 0.005;

type Runs = readonly (readonly [from: number, to: number])[];

/** Which operations of the batch a request was about: those it carried; of a look-up, those that were sent last, for it is them that are looked for. */
function carriedBy(lines: readonly ExchangeLine[], at: number, size: number): Runs {
  const line = lines[at];
  if (line?.operations !== undefined) return line.positions ?? (line.operations === size ? [[0, size]] : []);
  const before = lines.slice(0, at).findLastIndex(({ operations }) => operations !== undefined);
  return before < 0 ? [[0, size]] : carriedBy(lines, before, size);
}

function Line({ line, runs, size }: { line: ExchangeLine; runs: Runs; size: number }) {
  const kind = line.answer;
  const guilty = kind === 'refused' && line.operations === 1;
  return (
    <li className={guilty ? 'guilty' : kind}>
      <span className="request">{line.number}</span>
      <span className="track">
        {runs.length === 0 && <i className="scattered" />}
        {runs.map(([from, to]) => (
          <i
            key={from}
            className={(to - from) / size > WIDE ? 'broad' : ''}
            style={{ left: `${(from / size) * 100}%`, width: `${((to - from) / size) * 100}%` }}
          />
        ))}
      </span>
      <span className="carried">{line.operations === undefined ? '' : number(line.operations)}</span>
      <span className="came">{CAME[kind]}</span>
    </li>
  );
}
