import type { WireImport } from '../import.ts';
import type { WireSegment } from '../segment.ts';
import { isUuid } from '../uuid.ts';
import { type Answer, invalid, refuse } from './answer.ts';
import type { Workplace } from './batch.ts';
import type { Holdings } from './holdings.ts';
import { PATHS } from './switches/paths.ts';

/** What a route is given to work with. */
export interface Call {
  /** Of the path, decoded. */
  readonly params: { readonly importId?: string; readonly segmentId?: string; readonly segmentCode?: string };
  /** Below the base URL, as it came. */
  readonly path: string;
  /** The listing's pagination_token. */
  readonly token: string | undefined;
  /** Parsed; undefined when there is none or it is not JSON. */
  readonly body: unknown;
  readonly loop: boolean;
  readonly imports: readonly WireImport[];
  readonly workplaceOf: (found: WireImport) => Workplace;
}

/** A route below an import: refused when the import's id is malformed or unknown. */
export function inImport(handle: (workplace: Workplace, call: Call & { found: WireImport }) => Answer) {
  return (call: Call): Answer => {
    const id = (call.params.importId ?? '').toLowerCase();
    if (!isUuid(id)) return invalid('path parameter importId');
    const found = call.imports.find((known) => known.id.toLowerCase() === id);
    if (found === undefined) return refuse('DoesNotExist', 'This import does not exist.');
    return handle(call.workplaceOf(found), { ...call, found });
  };
}

const lastPartOf = (path: string): string => path.slice(path.lastIndexOf('/') + 1).replace(/\?.*/, '');

/** A route of one segment, named by its id or its code: refused when it is not there, as far as `holder` can see. */
export function onSegment(
  holder: (workplace: Workplace) => Holdings,
  handle: (segment: WireSegment, workplace: Workplace, call: Call) => Answer,
) {
  return inImport((workplace, call) => {
    const { segmentId, segmentCode } = call.params;
    const holdings = holder(workplace);
    if (segmentId !== undefined && !isUuid(segmentId)) return invalid('path parameter segmentId');
    const named = segmentCode === undefined ? undefined : PATHS[workplace.switches.paths](lastPartOf(call.path));
    const code = segmentId === undefined ? named : holdings.codeOfId(segmentId);
    const segment = code === undefined ? undefined : holdings.find(code);
    return segment === undefined
      ? refuse('DoesNotExist', 'This segment does not exist.')
      : handle(segment, workplace, call);
  });
}
