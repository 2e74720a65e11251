import { createHash } from 'node:crypto';
import type { RunFacts } from '../facts.ts';
import { lasting, number, titleOf } from '../words.ts';
import { Chart } from './chart.tsx';
import { Deletions } from './deletions.tsx';
import { Failures, LeftOut } from './failures.tsx';
import { Head } from './head.tsx';
import { Requests } from './requests.tsx';
import { SEARCH } from './search.ts';
import { STYLE } from './style.ts';
import { Table } from './table.tsx';
import { clockIn } from './time.ts';

/** Nothing is loaded, and no script runs but its own, whatever a row holds. */
const POLICY = `default-src 'none'; style-src 'unsafe-inline'; script-src 'sha256-${createHash('sha256').update(SEARCH).digest('base64')}'`;

/** The whole document. Static; its one script adds search, and the facts lie inside as JSON for machines. */
export function Sheet({ facts }: { facts: RunFacts }) {
  const { about, troubles, batches, rows } = facts;
  const look = [about.environment.kind, about.dryRun ? 'dry' : ''].join(' ').trim();
  const clock = clockIn(about.timeZone);
  return (
    <html lang="en">
      <head>
        <meta charSet="utf-8" />
        <meta name="viewport" content="width=device-width, initial-scale=1" />
        <meta name="color-scheme" content="light" />
        <meta httpEquiv="Content-Security-Policy" content={POLICY} />
        <title>{`Receipt: ${titleOf(facts)}`}</title>
        <style>{STYLE}</style>
      </head>
      <body>
        <main className={`sheet ${look}`}>
          <Head facts={facts} />
          <p id="find" className="find" hidden>
            <label>
              Find a segment, row or request <input type="search" />
            </label>{' '}
            <output />
          </p>
          {facts.steps.length > 1 && !about.dryRun && <Chart facts={facts} />}
          {troubles.length > 0 && (
            <Table
              heading="What was not plain sailing"
              columns={['What', 'From', 'Lasted', 'How it ended']}
              right={[2]}
            >
              {troubles.map(({ batch, kind, what, detail, at, ms }) => (
                <tr key={`${batch} ${kind}`} data-line>
                  <td>{`Batch ${batch}: ${what}`}</td>
                  <td className="at">{clock.time(at)}</td>
                  <td className="num">{lasting(ms)}</td>
                  <td>{detail}</td>
                </tr>
              ))}
            </Table>
          )}
          <Deletions facts={facts} />
          <Failures facts={facts} />
          <LeftOut facts={facts} />
          <Requests facts={facts} batches={batches} />
          <p className="sign">
            A row counts as in effect when Permutive’s own answer lists its segment as asked for, or when the import,
            read after the request, holds it so. Where neither could be had it stands here as “not known”
            {rows.unknown === 0 ? '; there is none' : `: ${number(rows.unknown)}`}.
            {about.resultsFile !== undefined && (
              <>
                {' '}
                Every row’s result: <code>{about.resultsFile}</code>.
              </>
            )}{' '}
            The same figures are in this file as JSON.
          </p>
          <p className="foot">{`Run ${about.number ?? about.runId} · ${about.import.name ?? about.import.id} · made by destination-permutive ${about.connectorVersion}`}</p>
        </main>
        <script type="application/json" id="facts">
          {jsonInHtml(facts)}
        </script>
        <script>{SEARCH}</script>
      </body>
    </html>
  );
}

/** JSON that cannot end the element it stands in. */
const jsonInHtml = (facts: RunFacts) => JSON.stringify(facts).replaceAll('<', '\\u003c');
