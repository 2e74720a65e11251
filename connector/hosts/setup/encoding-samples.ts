import { open } from 'node:fs/promises';
import { decoded } from '../files/encoding.ts';
import { firstLook } from '../files/first-look.ts';
import type { Asked } from './file-view.ts';

/** Bytes looked at for values that read differently. */
const LOOK_BYTES = 256 * 1024;
const SHOWN = 3;
const CELL = /[^;,\t|"]*[\u0080-\uffff\ufffd][^;,\t|"]*/gu;

/** Both ways to read a file that is not UTF-8, with three of its values each (F-1). @returns nothing for a file that is. */
export async function encodingAsked(path: string): Promise<Asked | undefined> {
  const head = await beginningOf(path);
  if (firstLook(head, head.length < LOOK_BYTES).is !== 'not_utf8') return undefined;
  let windows = '';
  for await (const text of decoded(once(head), 'windows-1252')) windows += text;
  const utf8 = new TextDecoder('utf-8').decode(head);
  return {
    kind: 'encoding',
    choices: [
      { encoding: 'windows-1252', label: 'Windows-1252', samples: samplesOf(windows) },
      { encoding: 'utf-8', label: 'UTF-8', samples: samplesOf(utf8) },
    ],
  };
}

const samplesOf = (text: string): string[] =>
  [...new Set([...text.matchAll(CELL)].map(([value]) => value.trim()))].slice(0, SHOWN);

async function* once(bytes: Uint8Array) {
  yield bytes;
}

async function beginningOf(path: string): Promise<Uint8Array> {
  const handle = await open(path);
  try {
    const { buffer, bytesRead } = await handle.read(Buffer.alloc(LOOK_BYTES), 0, LOOK_BYTES, 0);
    return buffer.subarray(0, bytesRead);
  } finally {
    await handle.close();
  }
}
