import type { BatchCourse } from '../batch-course.ts';
import type { RunFacts } from '../facts.ts';
import { requestLines } from '../requests.ts';
import { lasting, number } from '../words.ts';
import { Table } from './table.tsx';

const LINES = 60;

/** What went over the wire, those that belong together in one line. */
export function Requests({ facts, batches }: { facts: RunFacts; batches: readonly BatchCourse[] }) {
  const { sent, events } = facts.requests;
  const lines = requestLines(events, batches);
  if (lines.length === 0) return null;
  return (
    <>
      <Table
        heading={`Requests: ${number(sent)}`}
        columns={['No.', 'What for', 'Operations', 'Answer', 'Took', 'Request ID']}
        right={[2, 4]}
      >
        {lines.slice(0, LINES).map(({ numbers, what, operations, answers, ms, requestId, more }) => (
          <tr key={numbers} data-line>
            <td>{numbers}</td>
            <td>{what}</td>
            <td className="num">{operations === 0 ? '–' : number(operations)}</td>
            <td>{answers}</td>
            <td className="num">{lasting(ms)}</td>
            <td>
              {requestId === undefined ? '–' : <code>{requestId}</code>} {more > 0 && `+${number(more)}`}
            </td>
          </tr>
        ))}
      </Table>
      {lines.length > LINES && (
        <p className="more">{`${number(lines.length - LINES)} more lines; each request is in the JSON of this file.`}</p>
      )}
    </>
  );
}
