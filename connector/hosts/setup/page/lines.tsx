import type { RowLine } from '../../report/run-report.ts';
import { things } from './format.ts';

/** Rows and what became of them. */
export function Lines({ lines, total }: { readonly lines: readonly RowLine[]; readonly total: number }) {
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reached by keyboard.
    <section className="scroll" tabIndex={0} aria-label="Rows">
      <table>
        <caption>{things(total, 'row')}</caption>
        <thead>
          <tr>
            <th scope="col">row</th>
            <th scope="col">segment</th>
            <th scope="col">what</th>
            <th scope="col">why</th>
          </tr>
        </thead>
        <tbody>
          {lines.map(({ rowId, segmentCode, status, outcome, message, remedy, requestId }, at) => (
            // biome-ignore lint/suspicious/noArrayIndexKey: ids of a file need not be unique.
            <tr key={at}>
              <th scope="row">{rowId}</th>
              <td>{segmentCode}</td>
              <td>
                <span className={`tag ${outcome ?? status}`}>{outcome ?? status}</span>
              </td>
              <td>
                {message} {remedy} {requestId !== undefined && <small>request {requestId}</small>}
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </section>
  );
}
