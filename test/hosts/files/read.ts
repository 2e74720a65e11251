import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { FileRow } from '../../../connector/hosts/files/file-row.ts';
import { openRows, type RowsFile, type RowsOptions } from '../../../connector/hosts/files/rows.ts';
import { fileSource } from '../../../connector/hosts/files/source.ts';

export interface ReadFile extends Pick<RowsFile, 'understood' | 'questions'> {
  readonly rows: readonly FileRow[];
}

/** Reads content as a file of that name, in one pass unless told otherwise. */
export async function readFile(
  content: string | Uint8Array,
  options: Partial<RowsOptions> = {},
  name = 'rows.csv',
): Promise<ReadFile> {
  const folder = await mkdtemp(join(tmpdir(), 'rows-'));
  const path = join(folder, name);
  await writeFile(path, content);
  const source = await fileSource(path);
  try {
    const file = await openRows(source, { mode: 'upsert', ...options });
    const rows: FileRow[] = [];
    for await (const some of file.rows()) rows.push(...some);
    return { understood: file.understood, questions: file.questions, rows };
  } finally {
    await source.close();
    await rm(folder, { recursive: true, force: true });
  }
}

/** The values of each row, or the code it is refused with. */
export const valuesOf = ({ rows }: ReadFile) => rows.map((row) => ('refused' in row ? row.refused.code : row.values));
