import { useEffect, useState } from 'react';
import type { ExchangeBodies } from '../../protocol.ts';
import { get, wordsOf } from '../api.ts';

/** What went over the wire in an exchange, below its line. */
export function Bodies({ run, request, columns }: { run: number; request: number; columns: number }) {
  const [bodies, setBodies] = useState<ExchangeBodies>();
  const [fault, setFault] = useState<string>();
  useEffect(() => {
    get<ExchangeBodies>(`/api/runs/${run}/requests/${request}`).then(setBodies, (error: unknown) =>
      setFault(wordsOf(error)),
    );
  }, [run, request]);
  return (
    <tr className="bodies">
      <td colSpan={columns}>
        {fault ?? (
          <div>
            <Body of="Request" text={bodies?.request} />
            <Body of="Answer" text={bodies?.answer} />
          </div>
        )}
      </td>
    </tr>
  );
}

/** Head and body as they went; JSON in lines that can be read. */
const Body = ({ of, text = '' }: { of: string; text: string | undefined }) => (
  // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reachable by keyboard.
  <section className="body" aria-label={of} tabIndex={0}>
    <pre>{readable(text)}</pre>
  </section>
);

function readable(text: string): string {
  const cut = text.indexOf('\n\n') + 2;
  if (cut < 2) return text;
  try {
    return `${text.slice(0, cut)}${JSON.stringify(JSON.parse(text.slice(cut)), null, 2)}`;
  } catch {
    return text; // Cut, or no JSON.
  }
}
