import { type Question, questionText } from '../files/questions.ts';
import { generatedCodes } from '../generated-code.ts';
import { NEEDS_CODES } from '../report/list-rows.ts';
import type { Effect } from './effect.ts';
import type { Asked, FileView } from './file-view.ts';

/**
 * What a file leaves open, in the words of whoever saved it: a problem of the file, or a decision (F-5, F-6, F-9, F-10). `tellsChange`: whether its rows say
 * what was added, changed or removed; as a change list a file that does not would be nothing but rows to fix.
 */
export async function askedOf(
  questions: readonly Question[],
  effect: Effect,
  tellsChange: boolean,
): Promise<Pick<FileView, 'problem' | 'asks'>> {
  const [question] = questions;
  if (question === undefined) return effect === 'mirror' && !tellsChange ? { asks: { kind: 'effect' } } : {};
  switch (question.ask) {
    case 'empty':
      return {
        problem: `${question.headings === undefined ? 'It is empty' : 'It has a heading and no rows'}. An empty file changes nothing; if your export should hold rows, it broke off.`,
      };
    case 'no_known_column':
      // No choice of columns helps where there are none.
      if (question.listIn !== undefined || question.headings.length === 0) return { problem: questionText(question) };
      return columns('No column is known as a segment’s code or name: say which is which.');
    case 'contested':
      return columns(
        `Two columns may be ${question.column}: ${question.headings.map((heading) => `“${heading}”`).join(' and ')}. Say which.`,
      );
    case 'code_is_uuid':
      return columns(
        `“${question.heading}” holds UUIDs such as ${question.example}: ids of another system, it seems, not segment codes.`,
        question.heading,
      );
    case 'removal_by_name':
      return { asks: { kind: 'codes', rows: question.rows, removes: true, examples: [] } };
    case 'codes_from_names': {
      if (effect === 'full') return columns(`${NEEDS_CODES} Say which column holds them.`);
      const codes = await generatedCodes(question.names);
      const examples = question.names.map((name, index) => ({ name, code: codes[index] ?? '' }));
      return { asks: { kind: 'codes', rows: question.rows, removes: false, examples } };
    }
  }
}

const columns = (message: string, heading?: string): { asks: Asked } => ({
  asks: { kind: 'columns', message, ...(heading !== undefined && { heading }) },
});
