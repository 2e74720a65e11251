import type { RunSegment } from '../../protocol.ts';
import { many } from '../words.ts';
import { type OfRun, ResultCells, ResultList } from './result-list.tsx';

/** What became of each segment, whichever rows asked for it; what was asked for stands beside it. */
export const Segments = (of: OfRun) => (
  <ResultList<RunSegment> {...of} of="segments" search="Name or code" told={(total) => many(total, 'segment')}>
    {(line) => (
      <div className="line">
        <ResultCells
          line={line}
          about={of.facts.about}
          message={line.message ?? changesOf(line)}
          where={many(line.rows, 'row')}
        />
      </div>
    )}
  </ResultList>
);

/** What an update changed; a created segment is all new. */
const changesOf = ({ outcome, changed }: RunSegment): string =>
  outcome === 'updated' ? changed.map(({ field, was, is }) => `${field}: ${was ?? 'none'} → ${is}`).join(' · ') : '';
