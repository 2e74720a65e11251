import { brotliCompressSync, deflateSync, gzipSync } from 'node:zlib';

/** How the bytes of an answer are compressed, whatever the client asked for. */
export const ENCODINGS = {
  identity: undefined,
  gzip: (body: Buffer): Buffer => gzipSync(body),
  deflate: (body: Buffer): Buffer => deflateSync(body),
  br: (body: Buffer): Buffer => brotliCompressSync(body),
} as const;

export type Encoding = keyof typeof ENCODINGS;
