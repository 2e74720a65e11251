import type { ReactNode } from 'react';

interface TableProps {
  readonly heading: ReactNode;
  readonly columns: readonly string[];
  /** Columns that hold numbers. */
  readonly right?: readonly number[];
  readonly children: ReactNode;
}

export function Table({ heading, columns, right = [], children }: TableProps) {
  return (
    <section data-lines>
      <h2>{heading}</h2>
      <table>
        <thead>
          <tr>
            {columns.map((column, index) => (
              <th key={column} scope="col" className={right.includes(index) ? 'num' : undefined}>
                {column}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>{children}</tbody>
      </table>
    </section>
  );
}
