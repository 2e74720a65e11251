import type { DestinationRow } from '../../destination/row.ts';
import type { Answer, ServiceRequest } from './exchange.ts';

/** What a service keeps, in the harness's words: a contact, a segment, a member of a list. A field the service does not have is left out. */
export interface Thing {
  /** Unique where it is kept, and how it is found again. */
  readonly key: string;
  readonly name?: string | undefined;
  readonly text?: string | undefined;
  readonly number?: number | undefined;
}

/** What the row is wished to carry; the rest is the world's to fill in, from the row's number. */
export interface RowWish {
  /** Another wish is another key. The world may make it a valid one: `a+b` may become `a+b@example.com`. */
  readonly key?: string;
  /** A name; every row has one unless it is wished away. */
  readonly name?: string;
  /** An optional text and an optional number; without the wish the row does not carry them, nor where its service has no such field. */
  readonly text?: string;
  readonly number?: number;
}

/** One change that a request asks for. */
export interface SentOperation {
  readonly verb: 'put' | 'delete';
  readonly key: string;
  /** What a put carries besides the key, by the service's own names. */
  readonly fields: Readonly<Record<string, unknown>>;
}

/** `batch` carries operations, `read` asks for one or some things, `list` for all, `poll` for the state of a job. */
export type RequestKind = 'batch' | 'read' | 'list' | 'poll' | 'other';

/** A request as the service understands it. */
export interface ReadRequest {
  readonly kind: RequestKind;
  /** Of a batch: everything it asks for. */
  readonly operations?: readonly SentOperation[];
}

/**
 * How a success tells what it did: every thing in order, every thing in another order, half of them, none of them, one besides that nobody asked
 * for; or, inside a 2xx, that none of them was accepted.
 */
export type AnswerForm = 'full' | 'shuffled' | 'short' | 'empty' | 'extra' | 'errors inside';

/** Error codes of the connector for what every service has and each connector names in its own way. */
export interface ErrorCodes {
  /** The service refuses the row. */
  readonly refused: string;
  /** The row does not say what it is about. */
  readonly missingKey: string;
  /** Left out where any text is a key. */
  readonly invalidKey?: string;
  /** In add mode: it is there already, with other values. Left out where the service cannot tell. */
  readonly conflict?: string;
  /** What the settings name does not exist. */
  readonly notFound?: string;
}

/** Settings that stand in place of the world's own, each of them only where it differs. */
export interface OtherSettings {
  readonly config?: Readonly<Record<string, unknown>>;
  readonly target?: Readonly<Record<string, unknown>>;
}

/** How a service works, where that decides what a connector can know. */
export interface Switches {
  /** `native`: one operation puts a thing, there or not. `create-update`: the wrong one of two is refused. */
  readonly upsert: 'native' | 'create-update';
  /** Whether an answer tells of each item, or of a job to be asked about. */
  readonly answers: 'items' | 'job';
  /** Whether a bad item has its batch refused, or is refused alone. */
  readonly refuses: 'batch' | 'items';
  /** Whether what is there can be listed or read. */
  readonly listing: boolean;
}

/** What only the author of a world knows: rows, requests and answers of their service. */
export interface Vocabulary<Row extends DestinationRow = DestinationRow> {
  /** Which requirements hold: of any destination, or of a taxonomy of segments too. */
  readonly catalogue: 'any destination' | 'taxonomy of segments';
  /** Settings that are right, with a key that may write. */
  readonly config: Readonly<Record<string, unknown>>;
  readonly target?: Readonly<Record<string, unknown>>;
  /** The whole `config` with a key that may only read, and with one that nobody has; left out where there is no such key. */
  readonly keys: {
    readonly readOnly?: Readonly<Record<string, unknown>>;
    readonly unknown?: Readonly<Record<string, unknown>>;
  };
  /** Settings of a container that does not exist; left out where there is no such thing. */
  readonly nothing?: OtherSettings;
  /** Another container, as good as the first. */
  readonly second?: OtherSettings & {
    /** What is there now. */
    state(): readonly Thing[];
  };
  readonly switches: Switches;
  /** Requirements that say nothing of this service, by id, each with the reason: `{ 'D-5a': 'It takes batches of any size.' }`. */
  readonly without?: Readonly<Record<string, string>>;
  readonly codes: ErrorCodes;
  /** Who found a fault, where the service did: `reporter` of an error. */
  readonly reporter: string;
  /** Values of the key that the connector refuses, each of them. */
  readonly invalidKeys: readonly unknown[];
  /** The nth row, from 0, valid and with a key of its own. The harness sets `rowId` and `change` itself. */
  row(n: number, wish?: RowWish): Row;
  /** What a valid row is, once it is there. */
  thing(row: Row): Thing;
  read(request: ServiceRequest): ReadRequest;
  /** A success in the service's own form, for these things. */
  answer(things: readonly Thing[], form: AnswerForm): Answer;
  /** A refusal in the service's own form: a bare status could be anybody's. */
  refusal(status: number, message?: string): Answer;
}
