import { PLAIN_REFUSAL_OPENING } from '../../spec/taxonomy/error.ts';
import { finite, own, parseJson, record, text } from './json.ts';

/** What a refusal says, and whose words they are (D-9). */
export interface Refusal {
  /** Permutive's own: its JSON envelope, or the plain text of a 400. Anything else stands between here and Permutive. */
  readonly permutives: boolean;
  /** Its words, whole, for hints; a page of HTML is reduced to its title. */
  readonly words: string;
  readonly requestId: string | undefined;
  /** Permutive's own error code, a number. */
  readonly errorCode: number | undefined;
}

/** Reads a refusal: the envelope in either spelling, the Taxonomy API's plain text, `problem+json`, or whatever else came. */
export function readRefusal(status: number, body: string, requestIdOfHeaders: string | undefined): Refusal {
  const envelope = record(parseJson(body));
  const requestId = envelope && text(own(envelope, 'request_id') ?? own(envelope, 'requestId'));
  const error = envelope && record(own(envelope, 'error'));
  const message = error && text(own(error, 'message'));
  const permutives =
    (requestId !== undefined && message !== undefined) ||
    (status === 400 && envelope === undefined && body.trimStart().startsWith(PLAIN_REFUSAL_OPENING));
  return {
    permutives,
    words: onOneLine(
      message === undefined ? wordsOf(envelope, body) : sentences(message, error && own(error, 'cause')),
    ),
    requestId: requestId ?? requestIdOfHeaders,
    errorCode: error && finite(own(error, 'code')),
  };
}

/** The words of an answer that is not in Permutive's envelope. */
function wordsOf(json: Readonly<Record<string, unknown>> | undefined, body: string): string {
  if (json === undefined) return /^\s*<(!doctype|html|head|body|\?xml)/i.test(body) ? titleOf(body) : body;
  // RFC 9457, and what gateways answer.
  const told = ['title', 'detail', 'message', 'error'].map((name) => text(own(json, name)));
  const [first, ...rest] = told.filter((part) => part !== undefined);
  return first === undefined ? body : sentences(first, rest[0]);
}

const titleOf = (page: string): string => /<title[^<>]*>([^<]{1,300})/i.exec(page)?.[1]?.trim() ?? 'a page of HTML';

function sentences(first: string, second: unknown): string {
  const more = text(second);
  return more === undefined || more === first ? first : `${first} ${more}`;
}

// biome-ignore lint/suspicious/noControlCharactersInRegex: terminal escapes in an answer are exactly what is taken out (X-2).
const CONTROL = /[\u0000-\u001f\u007f-\u009f]+/g;

const onOneLine = (words: string): string => words.replace(CONTROL, ' ').trim();
