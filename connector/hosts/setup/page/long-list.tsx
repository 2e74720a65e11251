import { useWindowVirtualizer } from '@tanstack/react-virtual';
import { type ReactNode, useLayoutEffect, useRef, useState } from 'react';
import { number } from './words.ts';

interface LongListProps {
  readonly label: string;
  readonly count: number;
  /** Height of a line in pixels, before it has been measured. */
  readonly height: (index: number) => number;
  readonly children: (index: number) => ReactNode;
}

/** Lines in one stretch: browsers lay out no element higher than some 17 to 33 million pixels. */
const STRETCH = 200_000;

/** A list of any length that scrolls with the page; only what is in view is there. Longer ones come in stretches. */
export function LongList({ label, count, height, children }: LongListProps) {
  const [stretch, setStretch] = useState(0);
  const stretches = Math.ceil(count / STRETCH);
  const from = Math.min(stretch, Math.max(0, stretches - 1)) * STRETCH;
  return (
    <>
      {stretches > 1 && (
        <label className="stretch">
          Lines{' '}
          <select value={from} onChange={({ target }) => setStretch(Number(target.value) / STRETCH)}>
            {Array.from({ length: stretches }, (_, at) => at * STRETCH).map((first) => (
              <option key={first} value={first}>
                {`${number(first + 1)} to ${number(Math.min(first + STRETCH, count))}`}
              </option>
            ))}
          </select>{' '}
          of {number(count)}
        </label>
      )}
      <Stretch key={from} label={label} from={from} count={Math.min(STRETCH, count - from)} all={count} height={height}>
        {children}
      </Stretch>
    </>
  );
}

function Stretch({ label, count, from, all, height, children }: LongListProps & { from: number; all: number }) {
  const list = useRef<HTMLUListElement>(null);
  const [top, setTop] = useState(0);
  useLayoutEffect(() => {
    const place = () => list.current !== null && setTop(list.current.getBoundingClientRect().top + window.scrollY);
    place();
    const watch = new ResizeObserver(place);
    watch.observe(document.body);
    return () => watch.disconnect();
  }, []);
  const virtual = useWindowVirtualizer({
    count,
    estimateSize: (index) => height(from + index),
    overscan: 12,
    scrollMargin: top,
  });
  return (
    // A list without bullets is none to some screen readers unless it says so.
    // biome-ignore lint/a11y/noRedundantRoles: see above.
    <ul className="diff" role="list" aria-label={label} ref={list} style={{ height: virtual.getTotalSize() }}>
      {virtual.getVirtualItems().map(({ index, key, start }) => (
        <li
          className="at"
          key={key}
          data-index={index}
          ref={virtual.measureElement}
          aria-posinset={from + index + 1}
          aria-setsize={all}
          style={{ transform: `translateY(${start - top}px)` }}
        >
          {children(from + index)}
        </li>
      ))}
    </ul>
  );
}
