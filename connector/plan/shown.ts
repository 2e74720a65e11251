import { kindOf } from './text.ts';

/** Takes the API key out of a text. */
export type RedactText = (text: string) => string;

/** The longest a value is shown, in characters (section 9). */
const SHOWN_CHARACTERS = 60;
/** More than can be shown, so that nothing of a key that reaches past the cut escapes redaction. */
const LOOKED_AT = 512;

/** Characters nobody sees, and quotes: what makes a value look like another. */
const UNSEEN = /[\p{C}\p{Zl}\p{Zp}"\\]|(?! )\p{Zs}/gu;

/** A value as a message names it: cut to 60 characters, with what is invisible in it written out. */
export function shown(raw: unknown, redact: RedactText): string {
  switch (typeof raw) {
    case 'string': {
      const characters = [...redact(raw.slice(0, LOOKED_AT))];
      const cut = raw.length > LOOKED_AT || characters.length > SHOWN_CHARACTERS;
      return `"${characters.slice(0, SHOWN_CHARACTERS).join('').replace(UNSEEN, escaped)}${cut ? '…' : ''}"`;
    }
    case 'number':
    case 'boolean':
      return String(raw);
    case 'bigint':
      return raw === BigInt.asIntN(64, raw) ? String(raw) : 'a long whole number';
    default:
      return kindOf(raw);
  }
}

/** What a single character is called in a message. */
export function characterName(character: string): string {
  if (character === ' ') return 'a space';
  if (character === ',') return 'a comma';
  return /[\p{C}\p{Z}]/u.test(character) ? `the invisible character ${escaped(character)}` : `"${character}"`;
}

const escaped = (character: string): string =>
  character === '"' || character === '\\' ? `\\${character}` : `\\u{${character.codePointAt(0)?.toString(16)}}`;
