import { useWindowVirtualizer } from '@tanstack/react-virtual';
import { type ReactNode, useLayoutEffect, useRef, useState } from 'react';

interface LongListProps {
  readonly label: string;
  readonly count: number;
  /** Height of a line in pixels, before it has been measured. */
  readonly height: (index: number) => number;
  readonly children: (index: number) => ReactNode;
}

/** A list of any length that scrolls with the page; only what is in view is there. */
export function LongList({ label, count, height, children }: LongListProps) {
  const list = useRef<HTMLUListElement>(null);
  const [top, setTop] = useState(0);
  useLayoutEffect(() => {
    const place = () => list.current !== null && setTop(list.current.getBoundingClientRect().top + window.scrollY);
    place();
    const watch = new ResizeObserver(place);
    watch.observe(document.body);
    return () => watch.disconnect();
  }, []);
  const virtual = useWindowVirtualizer({ count, estimateSize: height, overscan: 12, scrollMargin: top });
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
          aria-posinset={index + 1}
          aria-setsize={count}
          style={{ transform: `translateY(${start - top}px)` }}
        >
          {children(index)}
        </li>
      ))}
    </ul>
  );
}
