import { useEffect, useState } from 'react';
import { postFile } from '../api.ts';

type Run = (act: () => Promise<unknown>) => void;

export const bring = (file: File) => postFile(`/api/file?name=${encodeURIComponent(file.name)}`, file);

/** A file may be dropped anywhere on the page (U-4). */
export function useDrop(run: Run, on: boolean): { readonly over: boolean; readonly busy: boolean } {
  const [over, setOver] = useState(false);
  const [busy, setBusy] = useState(false);
  useEffect(() => {
    if (!on) return;
    const carries = (event: DragEvent) => event.dataTransfer?.types.includes('Files') ?? false;
    const onOver = (event: DragEvent) => {
      if (!carries(event)) return;
      event.preventDefault();
      setOver(true);
    };
    const onLeave = (event: DragEvent) => event.relatedTarget === null && setOver(false);
    const onDrop = (event: DragEvent) => {
      if (!carries(event)) return;
      event.preventDefault();
      setOver(false);
      const file = event.dataTransfer?.files[0];
      if (file === undefined) return;
      setBusy(true);
      run(() => bring(file).finally(() => setBusy(false)));
    };
    window.addEventListener('dragover', onOver);
    window.addEventListener('dragleave', onLeave);
    window.addEventListener('drop', onDrop);
    return () => {
      window.removeEventListener('dragover', onOver);
      window.removeEventListener('dragleave', onLeave);
      window.removeEventListener('drop', onDrop);
    };
  }, [run, on]);
  return { over, busy };
}

export const Dropped = ({ over }: { over: boolean }) =>
  over ? (
    <div className="curtain" aria-hidden="true">
      <span>Drop it here</span>
    </div>
  ) : null;
