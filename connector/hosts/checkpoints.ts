/** How a record ended, as far as checkpoints care. `blocked`: it must come again, so no mark after it is ever due. */
export type RecordEnd = 'accepted' | 'rejected' | 'blocked';

/** A mark before which everything is done, and how the records since the scope's previous mark ended. */
export interface DueMark<Mark> {
  readonly mark: Mark;
  readonly accepted: number;
  readonly rejected: number;
}

/** The records of a scope between two marks. */
interface Span<Mark> {
  readonly scope: Scope<Mark>;
  open: number;
  accepted: number;
  rejected: number;
  blocked: boolean;
  /** Set once the span is complete. */
  mark: { readonly value: Mark } | undefined;
}

class Scope<Mark> {
  /** Those that wait, oldest first. */
  readonly waiting: Span<Mark>[] = [];
  /** The one being filled; the blocked one for good, once there is one. */
  current: Span<Mark> = emptySpan<Mark>(this);
  ticket: Ticket<Mark> | undefined;
}

/** What a record is settled by. Its holder does not look into it. */
export interface Ticket<Mark> {
  readonly own: Span<Mark>;
  readonly all: Span<Mark>;
}

/**
 * A low-water mark per scope, for a host whose records settle in any order and whose source wants to know how far it need not
 * go back. A mark is due when every record of its scope before it is accepted or rejected; the marks of a scope come
 * due in the order they were set, each once. One more scope holds all records. Memory grows with the marks that wait, not
 * with the records.
 */
export class Checkpoints<Mark> {
  readonly #all = new Scope<Mark>();
  readonly #scopes = new Map<string, Scope<Mark>>();
  #due: DueMark<Mark>[] = [];
  #dropped: Mark[] = [];

  /** Counts a record of `scope` as received. */
  receive(scope: string): Ticket<Mark> {
    const own = this.#scope(scope);
    // One ticket for all records between the same marks: a record costs no object.
    if (own.ticket?.own !== own.current || own.ticket.all !== this.#all.current) {
      own.ticket = { own: own.current, all: this.#all.current };
    }
    own.current.open += 1;
    this.#all.current.open += 1;
    return own.ticket;
  }

  /** Tells how one record of the ticket ended: once for each record. */
  settle({ own, all }: Ticket<Mark>, end: RecordEnd): void {
    this.#settle(own, end);
    this.#settle(all, end);
  }

  /** Sets a mark after everything received so far: of `scope`, or without one of all records. */
  mark(value: Mark, name?: string): void {
    const scope = name === undefined ? this.#all : this.#scope(name);
    const { current } = scope;
    if (current.blocked) {
      this.#dropped.push(value);
      return;
    }
    current.mark = { value };
    scope.waiting.push(current);
    scope.current = emptySpan(scope);
    this.#advance(scope);
  }

  /** Hands over what came due since the last call, in order, and the marks that never will: a record before them is blocked. */
  take(): { due: readonly DueMark<Mark>[]; dropped: readonly Mark[] } {
    const taken = { due: this.#due, dropped: this.#dropped };
    if (taken.due.length > 0) this.#due = [];
    if (taken.dropped.length > 0) this.#dropped = [];
    return taken;
  }

  #scope(name: string): Scope<Mark> {
    let scope = this.#scopes.get(name);
    if (scope === undefined) {
      scope = new Scope();
      this.#scopes.set(name, scope);
    }
    return scope;
  }

  #settle(span: Span<Mark>, end: RecordEnd): void {
    if (span.open === 0) throw new Error('More records were settled than received.');
    span.open -= 1;
    switch (end) {
      case 'accepted':
      case 'rejected':
        span[end] += 1;
        if (span.open === 0) this.#advance(span.scope);
        return;
      case 'blocked':
        this.#block(span);
    }
  }

  /** Nothing from this span on is ever due; what lies before it still may be. */
  #block(span: Span<Mark>): void {
    const { scope } = span;
    span.blocked = true;
    const at = scope.waiting.indexOf(span);
    // Not among them: it is the current one, or lies behind one that is blocked already.
    if (at < 0) return;
    for (const { mark } of scope.waiting.splice(at)) if (mark !== undefined) this.#dropped.push(mark.value);
    scope.current = span;
  }

  #advance({ waiting }: Scope<Mark>): void {
    for (let head = waiting[0]; head?.mark !== undefined && head.open === 0; head = waiting[0]) {
      this.#due.push({ mark: head.mark.value, accepted: head.accepted, rejected: head.rejected });
      waiting.shift();
    }
  }
}

const emptySpan = <Mark>(scope: Scope<Mark>): Span<Mark> => ({
  scope,
  open: 0,
  accepted: 0,
  rejected: 0,
  blocked: false,
  mark: undefined,
});
