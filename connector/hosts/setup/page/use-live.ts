import { useEffect, useState } from 'react';
import type { LiveState } from '../protocol.ts';

const PARTS = ['check', 'preview', 'run'] as const;

/** What the server pushes, and whether it can be reached. The browser reconnects by itself. */
export function useLive(): LiveState & { online: boolean } {
  const [state, setState] = useState<LiveState>({});
  const [online, setOnline] = useState(true);
  useEffect(() => {
    const events = new EventSource('/api/events');
    events.onopen = () => setOnline(true);
    events.onerror = () => setOnline(false);
    for (const part of PARTS) {
      events.addEventListener(part, ({ data }: MessageEvent<string>) => {
        const told = JSON.parse(data);
        setState((former) => ({ ...former, [part]: told ?? undefined }));
      });
    }
    return () => events.close();
  }, []);
  return { ...state, online };
}
