import { type DragEvent, useState } from 'react';

export interface FilePickerProps {
  readonly busy: boolean;
  readonly onFile: (file: File) => void;
  readonly onExample: () => void;
}

/** A place to drop a file on, a button to choose one, and the example. */
export function FilePicker({ busy, onFile, onExample }: FilePickerProps) {
  const [over, setOver] = useState(false);
  const drop = (event: DragEvent) => {
    event.preventDefault();
    setOver(false);
    const [file] = event.dataTransfer.files;
    if (file !== undefined && !busy) onFile(file);
  };
  const drag = (event: DragEvent) => {
    event.preventDefault();
    setOver(true);
  };
  return (
    <section
      className={over ? 'card drop over' : 'card drop'}
      aria-label="File"
      onDrop={drop}
      onDragOver={drag}
      onDragLeave={() => setOver(false)}
    >
      <label className="file">
        <span>Drop a CSV or NDJSON file here, or choose one</span>
        <input
          type="file"
          accept=".csv,.ndjson,.jsonl,.txt"
          disabled={busy}
          onChange={({ target }) => {
            const [file] = target.files ?? [];
            if (file !== undefined) onFile(file);
            target.value = '';
          }}
        />
      </label>
      <button type="button" disabled={busy} onClick={onExample}>
        Take the example
      </button>
      {busy && <p role="status">Reading…</p>}
    </section>
  );
}
