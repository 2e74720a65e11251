import type { RunFacts } from '../facts.ts';
import { isOfSegments, number, rowsOf, segmentsOf } from '../words.ts';
import { Table } from './table.tsx';

/** Every deletion, by name. */
export function Deletions({ facts }: { facts: RunFacts }) {
  const { deletions, about, rows, summary } = facts;
  if (deletions.length === 0) return null;
  const segments = isOfSegments(about) ? rows.deleted : summary?.segments.deleted;
  const heading = (
    <>
      <span className="g deleted" aria-hidden="true">
        −
      </span>
      {`${about.dryRun ? 'Would be deleted' : 'Deleted'}: ${segments === undefined ? rowsOf(rows.deleted) : segmentsOf(segments)}`}
    </>
  );
  return (
    <>
      <Table heading={heading} columns={['Segment', 'Code', 'Where', 'Request', 'How we know']} right={[3, 4]}>
        {deletions.map(({ segmentCode, name, where, requests, known }) => (
          <tr key={`${where} ${segmentCode}`} data-line>
            <td>{name ?? '–'}</td>
            <td>
              <code>{segmentCode}</code>
            </td>
            <td>{where}</td>
            <td className="num">{requests.at(-1) ?? '–'}</td>
            <td className="num">{known}</td>
          </tr>
        ))}
      </Table>
      {rows.deleted > deletions.length && (
        <p className="more">{`${number(rows.deleted - deletions.length)} more are in the results file.`}</p>
      )}
    </>
  );
}
