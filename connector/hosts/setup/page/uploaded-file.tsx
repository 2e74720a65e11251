import { type ReactNode, useRef } from 'react';
import type { UploadInfo } from '../protocol.ts';
import { count, things } from './format.ts';
import { useKeptFocus } from './use-kept-focus.ts';

/** A file as it will be read: its counts and first rows. */
export function UploadedFile({ info, children }: { readonly info: UploadInfo; readonly children: ReactNode }) {
  const heading = useRef<HTMLHeadingElement>(null);
  useKeptFocus(heading, info);
  const { name, rows, unreadable, changes, first, warnings } = info;
  const columns = Object.keys(first[0] ?? {}).filter((column) => first.some((row) => row[column] !== ''));
  return (
    <section className="card" aria-label="The file as it will be read">
      <h3 ref={heading} tabIndex={-1}>
        {name}
      </h3>
      <p>
        {things(rows, 'row')}: {count(changes.added)} added, {count(changes.changed)} changed, {count(changes.removed)}{' '}
        removed. {unreadable > 0 && <strong>{things(unreadable, 'line')} cannot be read.</strong>}
      </p>
      {warnings.map((warning) => (
        <p key={warning} className="notice">
          {warning}
        </p>
      ))}
      {first.length > 0 && (
        // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reached by keyboard.
        <section className="scroll" tabIndex={0} aria-label="First rows">
          <table>
            <caption>The first {things(first.length, 'row')}</caption>
            <thead>
              <tr>
                {columns.map((column) => (
                  <th key={column} scope="col">
                    {column}
                  </th>
                ))}
              </tr>
            </thead>
            <tbody>
              {first.map((row, at) => (
                // biome-ignore lint/suspicious/noArrayIndexKey: rows of a file have no better key; they never move.
                <tr key={at}>
                  {columns.map((column) => (
                    <td key={column}>{row[column]}</td>
                  ))}
                </tr>
              ))}
            </tbody>
          </table>
        </section>
      )}
      <div className="actions">{children}</div>
    </section>
  );
}
