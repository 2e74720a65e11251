import { useEffect, useRef } from 'react';
import { Input } from 'react-aria-components/Input';
import { SearchField } from 'react-aria-components/SearchField';
import { ToggleButton } from 'react-aria-components/ToggleButton';
import { ToggleButtonGroup } from 'react-aria-components/ToggleButtonGroup';
import { Icon } from './icon.tsx';
import { number } from './words.ts';

export interface Filter<Kind extends string> {
  readonly kind: Kind;
  readonly label: string;
  /** Absent where it is not known. */
  readonly count?: number;
}

/** One of several views of a list. A count of nought is not shown. */
export function Filters<Kind extends string>({
  label,
  filters,
  chosen,
  choose,
}: {
  label: string;
  filters: readonly Filter<Kind>[];
  chosen: Kind;
  choose: (kind: Kind) => void;
}) {
  const shown = filters.filter(({ kind, count = 1 }, index) => count > 0 || index === 0 || kind === chosen);
  return (
    <ToggleButtonGroup
      className="filters"
      aria-label={label}
      disallowEmptySelection
      selectedKeys={[chosen]}
      onSelectionChange={(keys) => {
        const next = shown.find(({ kind }) => keys.has(kind));
        if (next !== undefined) choose(next.kind);
      }}
    >
      {shown.map(({ kind, label: name, count }) => (
        <ToggleButton key={kind} id={kind}>
          {name}
          {count !== undefined && <b>{number(count)}</b>}
        </ToggleButton>
      ))}
    </ToggleButtonGroup>
  );
}

/** `/` goes to it, from anywhere but another field. */
export function Search({ label, value, onChange }: { label: string; value: string; onChange: (text: string) => void }) {
  const input = useRef<HTMLInputElement>(null);
  useEffect(() => {
    const onKey = (event: KeyboardEvent) => {
      if (event.key !== '/' || event.target instanceof HTMLInputElement) return;
      event.preventDefault();
      input.current?.focus();
    };
    window.addEventListener('keydown', onKey);
    return () => window.removeEventListener('keydown', onKey);
  }, []);
  return (
    <SearchField className="search" aria-label={label} value={value} onChange={onChange}>
      <div className="entry small">
        <Icon name="search" />
        <Input ref={input} placeholder={label} />
        <span className="key" aria-hidden="true">
          /
        </span>
      </div>
    </SearchField>
  );
}
