import type { AudienceMode } from '../../../spec/host/change-set.ts';
import type { ColumnChoice } from './column-choice.ts';
import { COLUMNS, type Column } from './columns.ts';
import type { Look } from './look.ts';

/** What somebody must decide before the file can be synced: nothing of it is guessed. */
export type Question =
  | { readonly ask: 'empty'; readonly headings: readonly string[] | undefined }
  /** `listIn`: the field of an object that holds the rows, as it seems. */
  | { readonly ask: 'no_known_column'; readonly headings: readonly string[]; readonly listIn: string | undefined }
  | { readonly ask: 'contested'; readonly column: Column; readonly headings: readonly string[] }
  | { readonly ask: 'code_is_uuid'; readonly heading: string; readonly example: string }
  | { readonly ask: 'removal_by_name'; readonly rows: number }
  | { readonly ask: 'codes_from_names'; readonly rows: number; readonly names: readonly string[] };

/** What the user has decided beforehand. */
export interface Decisions {
  readonly mode: AudienceMode;
  readonly allowEmpty: boolean;
  readonly targetOnly: boolean;
  readonly codesFromNames: boolean;
  /** Whether the name column was named outright (F-7). */
  readonly nameSaid: boolean;
}

/** `headings`: undefined for a file that is empty altogether. */
export function questionsOf(
  headings: readonly string[] | undefined,
  choice: ColumnChoice,
  look: Look,
  decisions: Decisions,
  listIn?: string,
): Question[] {
  if (look.rows === 0) return decisions.allowEmpty ? [] : [{ ask: 'empty', headings }];
  const questions: Question[] = choice.contested.map((contest) => ({ ask: 'contested', ...contest }));
  const columns = new Set(choice.by.values());
  const [hasCode, hasName] = [columns.has('segment_code'), columns.has('segment_name')];
  if (!hasCode && !hasName && !decisions.targetOnly)
    questions.push({ ask: 'no_known_column', headings: headings ?? [], listIn });
  if (choice.doubtfulCode !== undefined && look.uuidCode !== undefined)
    questions.push({ ask: 'code_is_uuid', heading: choice.doubtfulCode, example: look.uuidCode });
  if (hasCode || !hasName) return questions;
  const { mode, codesFromNames, nameSaid } = decisions;
  if (codesFromNames) return questions;
  const removals = mode === 'remove' ? look.rows : mode === 'mirror' ? look.removalsNamedOnly : 0;
  if (removals > 0 && !nameSaid) questions.push({ ask: 'removal_by_name', rows: removals });
  if (mode !== 'remove' && look.namedOnly > removals)
    questions.push({ ask: 'codes_from_names', rows: look.namedOnly, names: look.names });
  return questions;
}

const listed = (headings: readonly string[]): string => headings.filter((heading) => heading !== '').join(', ');

/** For a person: what the matter is, and what decides it. */
export function questionText(question: Question): string {
  switch (question.ask) {
    case 'empty':
      return question.headings === undefined
        ? 'The file is empty. If that is as it should be, add --allow-empty.'
        : `The file has a heading (${listed(question.headings)}) and no rows. If that is as it should be, add --allow-empty.`;
    case 'no_known_column':
      if (question.listIn !== undefined)
        return `The rows stand in the list "${question.listIn}" inside another object, it seems. Take it out, and sync what comes: jq -c '."${question.listIn}"[]'.`;
      if (question.headings.length === 0)
        return `No row of the file has columns. JSON is read as a list of objects, or as an object a line; a list inside another object is to be taken out first: jq -c '.items[]'.`;
      return [
        `No column of the file is known as a segment's code or name. It has: ${listed(question.headings)}.`,
        'The columns are named by the first line: what stands above the heading is to be deleted, and a heading that is missing to be written.',
        `Say which is which: --columns 'segment_code=…,segment_name=…' (fields: ${COLUMNS.join(', ')}).`,
        'If every row is a member of the one segment named by --segment-name, add --target-only.',
      ].join('\n');
    case 'contested':
      if (new Set(question.headings).size === 1)
        return `Two columns are headed "${question.headings[0]}". Rename one of them, or take the first: --columns '${question.column}=${question.headings[0]}'.`;
      return `Two columns may be ${question.column}: ${question.headings.map((heading) => `"${heading}"`).join(' and ')}. Say which: --columns '${question.column}=${question.headings[0]}'.`;
    case 'code_is_uuid':
      return `The column "${question.heading}" holds UUIDs such as ${question.example}: ids of another system, it seems, not segment codes. If they are the codes, add --columns 'segment_code=${question.heading}'; if they are not, name the column that is.`;
    case 'removal_by_name':
      return `Rows of this file remove segments, and it has no column for their codes. A code made from a name may be another segment's. Add --columns 'segment_name=…' or --codes-from-names to remove by name all the same.`;
    case 'codes_from_names':
      return `The file has no column for segment codes. Codes can be made from the names, and are permanent then: a segment that is renamed later becomes a second one.`;
  }
}
