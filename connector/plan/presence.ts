import { type CodeSource, NO_OTHERS, type RowRef, type SegmentChange } from './segment-change.ts';

type Present = Extract<SegmentChange, { readonly state: 'present' }>;

/**
 * A segment that shall be present, as one row asks for it. A class where a literal would do: V8 compiles whatever makes a literal
 * again as often as it thinks otherwise of how long such objects live, which cost a run of 100,000 rows a twentieth of its CPU (docs/decisions/019-ky.md).
 */
export class Presence implements Present {
  declare readonly state: 'present';
  declare readonly code: string;
  declare readonly codeSource: CodeSource;
  declare readonly plain: boolean;
  declare readonly bytes: number;
  declare readonly name: string | undefined;
  declare readonly description: string | undefined;
  declare readonly cpm: number | undefined;
  declare readonly categories: readonly string[] | undefined;
  declare readonly defaultName: string;
  declare readonly rowId: string;
  declare readonly changeSetId: string | undefined;
  declare readonly others: readonly RowRef[];
  declare told: boolean;

  /** One after another, not as an object: this runs once a row, and a literal's lifetime is what V8 has opinions about. */
  constructor(
    code: string,
    codeSource: CodeSource,
    plain: boolean,
    bytes: number,
    name: string | undefined,
    description: string | undefined,
    cpm: number | undefined,
    categories: readonly string[] | undefined,
    defaultName: string,
    rowId: string,
    changeSetId: string | undefined,
  ) {
    this.state = 'present';
    this.code = code;
    this.codeSource = codeSource;
    this.plain = plain;
    this.bytes = bytes;
    this.name = name;
    this.description = description;
    this.cpm = cpm;
    this.categories = categories;
    this.defaultName = defaultName;
    this.rowId = rowId;
    this.changeSetId = changeSetId;
    this.others = NO_OTHERS;
    this.told = false;
  }
}

// V8 takes a field for constant until it sees it changed, and then compiles anew what made the object: it is changed once before a row is read.
new Presence('', 'row', true, 0, undefined, undefined, undefined, undefined, '', '', undefined).told = true;
