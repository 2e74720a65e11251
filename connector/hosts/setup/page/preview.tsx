import { useRef, useState } from 'react';
import type { UploadInfo } from '../protocol.ts';
import { post, upload, wordsOf } from './api.ts';
import { Deletions } from './deletions.tsx';
import { FilePicker } from './file-picker.tsx';
import { things } from './format.ts';
import { Missing } from './missing.tsx';
import { RowTable } from './row-table.tsx';
import type { ScreenProps } from './screen-props.ts';
import { UploadedFile } from './uploaded-file.tsx';
import { useKeptFocus } from './use-kept-focus.ts';

/** The file as it will be read, and what it would do. */
export function Preview({ session, live, reload, go }: ScreenProps) {
  const [fault, setFault] = useState<string>();
  const [busy, setBusy] = useState(false);
  const { upload: info, settings } = session;
  const { preview } = live;
  const { report } = preview ?? {};
  const result = useRef<HTMLHeadingElement>(null);
  useKeptFocus(result, report);

  const doing = async (action: () => Promise<unknown>) => {
    setFault(undefined);
    setBusy(true);
    try {
      await action();
      await reload();
    } catch (error) {
      setFault(wordsOf(error));
    } finally {
      setBusy(false);
    }
  };
  const start = (agreed: object) =>
    doing(async () => {
      await post('/api/runs', agreed);
      go('Run');
    });

  if (settings === undefined) return <Missing what="There is no target yet." where="Target" go={go} />;
  return (
    <>
      <FilePicker
        busy={busy}
        onFile={(file) => void doing(() => upload<UploadInfo>(file))}
        onExample={() => void doing(() => post('/api/example'))}
      />
      {fault !== undefined && (
        <p role="alert" className="notice bad">
          {fault}
        </p>
      )}
      {info !== undefined && (
        <UploadedFile info={info}>
          <button
            type="button"
            className="primary"
            disabled={busy || preview?.running}
            onClick={() => void doing(() => post('/api/preview'))}
          >
            Show what would happen
          </button>
        </UploadedFile>
      )}
      {preview?.running && (
        <section className="card actions" aria-label="Dry run">
          <p>Looking: {things(preview.progress.rows.received, 'row')} so far…</p>
          <button
            type="button"
            disabled={preview.cancelling}
            onClick={() => void doing(() => post('/api/cancel', { which: 'preview' }))}
          >
            {preview.cancelling ? 'Cancelling…' : 'Cancel'}
          </button>
        </section>
      )}
      <p role="status" className="visually-hidden">
        {preview?.running && 'Looking at what would happen.'}
        {report !== undefined && 'The dry run has ended.'}
      </p>
      {report?.fault !== undefined && <p className="notice bad">{report.fault}</p>}
      {report?.summary.fatal !== undefined && (
        <p className="notice bad">
          {report.summary.fatal.message} {report.summary.fatal.remedy}
        </p>
      )}
      {preview !== undefined && report !== undefined && (
        <>
          <RowTable
            which="preview"
            title="What would happen"
            run={preview.id}
            summary={report.summary}
            heading={result}
          />
          {report.summary.status !== 'failed' && report.summary.status !== 'cancelled' && (
            <Deletions key={preview.id} preview={preview} busy={busy} onStart={(agreed) => void start(agreed)} />
          )}
        </>
      )}
    </>
  );
}
