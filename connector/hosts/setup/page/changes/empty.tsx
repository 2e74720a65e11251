import { Button } from 'react-aria-components/Button';
import { FileTrigger } from 'react-aria-components/FileTrigger';
import { Link } from 'wouter';
import { post } from '../api.ts';
import { Fault } from '../fault.tsx';
import { Icon } from '../icon.tsx';
import type { ScreenProps } from '../screen-props.ts';
import { bring } from './drop.tsx';
import { SegmentLine } from './segment-line.tsx';

interface EmptyProps extends ScreenProps {
  readonly busy: boolean;
  readonly fault: string | undefined;
  readonly run: (act: () => Promise<unknown>) => void;
}

/** Before there is a file: what to bring, and what will be seen. */
export function EmptyChanges({ state: { connection }, basics, busy, fault, run }: EmptyProps) {
  const name = connection.import?.name;
  return (
    <main>
      <div className="title">
        <div>
          <h1>Changes</h1>
          <p>
            {name === undefined ? (
              <>
                Bring a file, and <Link href="/connection">connect</Link> to see what it would change. Nothing is sent
                before you say so.
              </>
            ) : (
              `Bring a file to see what it would change in “${name}”. Nothing is sent before you say so.`
            )}
          </p>
        </div>
      </div>
      <section className="drop" aria-label="Bring a file">
        <span className="tile">{busy ? <span className="spinner" /> : <Icon name="file" />}</span>
        <h2>Drop a file anywhere on this page</h2>
        <p>CSV from Excel or a warehouse, NDJSON or JSON; gzip too. What was understood is shown before it is used.</p>
        <div className="actions">
          <FileTrigger onSelect={(files) => files?.[0] !== undefined && run(() => bring(files[0] as File))}>
            <Button className="button primary" isDisabled={busy}>
              Choose a file
            </Button>
          </FileTrigger>
          {basics.example && (
            <Button className="button" isDisabled={busy} onPress={() => run(() => post('/api/file/example'))}>
              Use the example
            </Button>
          )}
        </div>
      </section>
      <Fault text={fault} />
      <section className="panel" aria-label="What you will see">
        <header>
          <h2>What you will see</h2>
          <span className="small quiet">
            each segment that would be created, changed or deleted, by name. What you have seen is what is sent; then
            there is a receipt.
          </span>
        </header>
        <div aria-hidden="true">
          <SegmentLine
            line={{
              kind: 'deleted',
              line: 0,
              rowId: 'r-045',
              rows: 1,
              code: 'summer_campaign_2023',
              name: 'Campaigns > Summer 2023',
            }}
          />
          <SegmentLine
            line={{
              kind: 'updated',
              line: 0,
              rowId: 'r-005',
              rows: 1,
              code: 'demo_55_plus',
              name: 'Demographics > Age > 55+',
              before: { cpm: 0.3 },
              after: { cpm: 0.35 },
            }}
          />
          <SegmentLine
            line={{
              kind: 'created',
              line: 0,
              rowId: 'r-013',
              rows: 1,
              code: 'auto_elektro_de',
              name: 'Auto > Elektroautos – Käuferinnen und Käufer',
              after: { cpm: 2.6, categories: ['Auto', 'Deutschland'] },
            }}
          />
        </div>
      </section>
      <p className="small quiet">
        An Excel workbook (.xlsx) cannot be read: in Excel, choose <b>Save as › CSV UTF-8</b>.
      </p>
    </main>
  );
}
