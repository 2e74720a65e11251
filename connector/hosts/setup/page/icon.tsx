const PATHS = {
  mark: 'M8 2.5v6M5 5.5h6M5 12h6',
  tick: 'M3.5 8.5 6.5 11.5 12.5 4.5',
  cross: 'M4 4l8 8M12 4l-8 8',
  warning: 'M8 2.5 14 13H2L8 2.5ZM8 6.5v3M8 11.4v.1',
  arrow: 'M3 8h9M9 4.5 12.5 8 9 11.5',
  down: 'M4 6l4 4 4-4',
  up: 'M4 10l4-4 4 4',
  save: 'M8 2.5v7.5M4.8 7 8 10.2 11.2 7M3 13.5h10',
  copy: 'M5.5 5.5h8v8h-8zM3 10.5V3.7c0-.7.5-1.2 1.2-1.2h6.3',
  stop: 'M4.5 4.5h7v7h-7z',
  search: 'M7 2.8a4.2 4.2 0 1 1 0 8.4 4.2 4.2 0 0 1 0-8.4ZM10.2 10.2 13.5 13.5',
  clock: 'M8 2.2a5.8 5.8 0 1 1 0 11.6A5.8 5.8 0 0 1 8 2.2ZM8 4.8V8l2.2 1.6',
  split: 'M8 2.5v3.5M8 6 4 9.5v4M8 6l4 3.5v4',
  file: 'M4 2.5h5l3 3v8H4zM9 2.5v3h3',
  lock: 'M4 7.5h8v6H4zM5.5 7.5V5.2a2.5 2.5 0 0 1 5 0v2.3',
  undo: 'M6 3.5 3 6.5l3 3M3.3 6.5h5.9a3.6 3.6 0 0 1 0 7.2H6',
  key: 'M5 7.5a2.5 2.5 0 1 1 0 5 2.5 2.5 0 0 1 0-5ZM7 8l6-5M11 4.6l1.6 2',
} as const;
export type IconName = keyof typeof PATHS;

/** Decoration only: the words beside it say the same. */
export const Icon = ({ name }: { name: IconName }) => (
  <svg className="icon" viewBox="0 0 16 16" aria-hidden="true">
    <path d={PATHS[name]} />
  </svg>
);
