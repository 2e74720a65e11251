import type { Metafile } from 'esbuild';

export function buildPage(): Promise<Metafile>;
