import { count } from './format.ts';

export interface PagerProps {
  readonly total: number;
  readonly offset: number;
  readonly shown: number;
  readonly onMove: (offset: number) => void;
}

/** Moves through a long table. */
export function Pager({ total, offset, shown, onMove }: PagerProps) {
  if (total <= shown) return null;
  return (
    <nav className="pager" aria-label="Pages">
      <button type="button" disabled={offset === 0} onClick={() => onMove(Math.max(0, offset - shown))}>
        Previous
      </button>
      <span aria-live="polite">
        {count(offset + 1)}–{count(Math.min(total, offset + shown))} of {count(total)}
      </span>
      <button type="button" disabled={offset + shown >= total} onClick={() => onMove(offset + shown)}>
        Next
      </button>
    </nav>
  );
}
